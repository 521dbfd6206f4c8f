"""The business shortage survey as an XLSForm of our own, in three languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from waystation.registry.collection import queries as collection
from waystation.services.labour.rules.demand import SIZES

QUESTIONS = Path(__file__).parents[1] / "shortage_survey.csv"
FORM_KEY = "business_shortage_survey"
VERSION = "2026-11"
FILE_NAME = "business-shortage-survey.xlsx"
LISTS = {
    "sector": "sector",
    "municipality": "municipality",
    "occupation": "occupation",
    "reason": "shortage_reason",
}
REPEAT = "shortage"


def template(title: str = "Business shortage survey", key: str = FORM_KEY) -> bytes:
    """Return the form as a workbook that can be downloaded and uploaded, with its title and id."""
    return collection.shipped_form(title, key, VERSION, QUESTIONS, list(_choices()))


def _choices() -> Iterator[list[str]]:
    for name, code_list in LISTS.items():
        for row in collection.choices_of_list(name, code_list):
            # of occupations the sub-major groups: an employer knows these
            if name != "occupation" or len(row[1]) == 2:
                yield row
    for code, word in SIZES:
        yield ["size", code, *_in_all(word)]
    for code, word in (("yes", "Yes"), ("no", "No")):
        yield ["yes_no", code, *_in_all(word, "answer")]


def _in_all(word: str, context: str = "") -> list[str]:
    found = []
    for language in collection.LANGUAGES:
        with translation.override(language):
            found.append(translation.pgettext(context, word) if context else _(word))
    return found
