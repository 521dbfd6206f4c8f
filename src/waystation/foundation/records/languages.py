"""Texts of records in several languages: which one a reader gets."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.shared.languages import SOURCE, LocalText, text_in

WRITTEN = ("sq", "sr")
"""The languages beside English in which an office writes; ``name_sq`` is ``name`` in Albanian."""


def in_own_language(texts: Mapping[str, str]) -> LocalText:
    """Return a text, given by language, as the reader reads it; else in English."""
    return text_in(texts, get_language() or SOURCE)


def names_in(*names: str) -> tuple[str, ...]:
    """Return the names of the columns that hold these texts, in all languages."""
    return tuple(f"{one}{end}" for one in names for end in ("", *(f"_{code}" for code in WRITTEN)))


def own_text(values: Mapping[str, Any], name: str) -> LocalText:
    """Return one text of a record's ``values`` as the reader reads it; else in English."""
    texts = {code: values[f"{name}_{code}"] for code in WRITTEN}
    return in_own_language({SOURCE: values[name], **texts})


def public_names(offices: Collection[access.Office]) -> dict[UUID, LocalText]:
    """Return the names of offices for pages without an account, in the reader's language.

    Apps contribute public names (``AppConfig.public_names``); other offices have their own name.
    """
    found = {one.id: LocalText(one.name) for one in offices}
    for ask in contributions.functions("public_names").values():
        found |= ask(found.keys())
    return found
