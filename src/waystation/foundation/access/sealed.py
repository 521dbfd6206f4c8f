"""Verification of all sealed values, to find any that were altered or moved to another row.

A sealed value is bound to organisation, table, column and row, so that one moved elsewhere cannot
be decrypted. Each model lists its sealed columns in ``privacy.sealed``; the organisation is found
through the model's own field or the record that it belongs to.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils.translation import gettext

from waystation.foundation.shared.sealing import ALTERED, OTHER_KEY, CannotOpen

from . import queries
from .models import Organisation

MOST_NAMED = 20
logger = logging.getLogger(__name__)


def readable(opened: Callable[[], str]) -> str:
    """Return the text that ``opened`` returns; if it was altered, a sentence saying so.

    For pages with other content: one altered text must not make the page fail. Changing the record
    is refused with the same sentence.
    """
    try:
        return opened()
    except CannotOpen as wrong:
        logger.error("%s", wrong)
        return gettext(wrong.sentence).format(**wrong.values)


def sealed_columns() -> Iterator[tuple[type[models.Model], str, list[str]]]:
    """Yield each model with sealed columns, the path to its organisation, and the columns."""
    for model in apps.get_models():
        privacy = getattr(model, "privacy", None)
        if privacy is not None and privacy.sealed:
            yield model, _path(model), list(privacy.sealed)


def _path(model: type[models.Model]) -> str:
    fields: list[Any] = [field for field in model._meta.fields if field.is_relation]
    for field in fields:
        if field.related_model is Organisation:
            return f"{field.name}_id"
    for field in fields:
        if not field.null and hasattr(field.related_model, "organisation"):
            return f"{field.name}__organisation_id"
    raise LookupError(f"{model._meta.label} has sealed columns and belongs to no organisation.")


WHAT = {ALTERED: "was altered or moved here.", OTHER_KEY: "is sealed with another key."}


def problems_of_sealed(organisation_id: UUID) -> tuple[int, list[str]]:
    """Return the number of an organisation's sealed values, and a sentence for each problem."""
    ring, count, problems = queries.keyring(organisation_id), 0, list[str]()
    for model, path, columns in sealed_columns():
        table = model._meta.db_table
        rows = model._default_manager.filter(**{path: organisation_id}).order_by("pk")
        for key, *values in rows.values_list("pk", *columns).iterator(chunk_size=500):
            for column, value in zip(columns, values, strict=True):
                if not value:
                    continue
                count += 1
                try:
                    ring.open(bytes(value), table=table, column=column, row=str(key))
                except CannotOpen as wrong:
                    problems.append(f"{model._meta.label} {key}, {column}: {WHAT[wrong.sentence]}")
    if len(problems) > MOST_NAMED:
        problems[MOST_NAMED:] = [f"… and {len(problems) - MOST_NAMED} more sealed values."]
    return count, problems
