"""What titles mean: coded against everyday titles and what the organisation has learnt."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from uuid import UUID

from waystation.analysis.matching import Coding, Label, TitleCoder
from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import refuse

from . import rules
from .models import LearnedTitle

TITLES = Path(__file__).with_name("titles.csv")
"""Everyday titles of the 436 unit groups of ISCO-08 in English, Albanian and Serbian: our own."""
LANGUAGES = ("en", "sq", "sr")


@cache
def shipped_labels() -> tuple[Label, ...]:
    """Return the titles that come with the program."""
    with TITLES.open(encoding="utf-8", newline="") as file:
        return tuple(
            Label(row["code"], title.strip(), language)
            for row in csv.DictReader(file)
            for language in LANGUAGES
            for title in row[language].split(";")
        )


@cache
def occupation_names() -> dict[str, dict[str, str]]:
    """Return the first title of each unit group by code and language."""
    names: dict[str, dict[str, str]] = {}
    for label in shipped_labels():
        names.setdefault(label.code, {}).setdefault(label.language, label.text)
    return names


def occupation_name(code: str, language: str) -> str:
    """Return what an occupation is called in a language, in English where it has no name there."""
    names = occupation_names().get(code, {})
    return names.get(language) or names.get(language.split("-")[0]) or names.get("en", code)


@lru_cache(maxsize=8)
def _coder(learned: tuple[tuple[str, str], ...]) -> TitleCoder:
    return TitleCoder(shipped_labels(), [Label(code, title) for title, code in learned])


def coder_of(organisation_id: UUID | None) -> TitleCoder:
    """Return the coder of an organisation; without one, of the shipped titles alone."""
    if organisation_id is None:
        return _coder(())
    rows = LearnedTitle.objects.filter(organisation_id=organisation_id).order_by("folded")
    return _coder(tuple(rows.values_list("title", "code")))


def coded(user: access.Anyone, titles: Sequence[str], *, most: int = 5) -> list[Coding]:
    """Return what titles are coded to. Raises NotAllowed, Refusal for none or too many."""
    me = access.require(user, "title.code")
    refuse([rules.refusal_of_titles(titles)])
    return coder_of(me.organisation_id).code(titles, most=most)


def as_data(coding: Coding, language: str = "en") -> dict[str, object]:
    """Return a coding as plain JSON, as the API and the command answer it."""
    return {
        "title": coding.title,
        "verdict": coding.verdict,
        "code": coding.code,
        "name": occupation_name(coding.code, language) if coding.code else "",
        "choices": [
            {
                "code": one.code,
                "name": occupation_name(one.code, language),
                "score": one.score,
                "label": one.label,
            }
            for one in coding.choices
        ],
    }
