"""The business shortage survey as an XLSForm: our own questions, in three languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.registry.reference import queries as reference
from waystation.services.labour.rules.demand import SIZES

QUESTIONS = Path(__file__).parents[1] / "shortage_survey.csv"
FORM_KEY = "business_shortage_survey"
VERSION = "2026-11"
FILE_NAME = "business-shortage-survey.xlsx"
LANGUAGES = {"en": "English (en)", "sq": "Shqip (sq)", "sr": "Srpski (sr)"}
LISTS = {
    "sector": "sector",
    "municipality": "municipality",
    "occupation": "occupation",
    "reason": "shortage_reason",
}
REPEAT = "shortage"


@cache
def template() -> bytes:
    """Return the form as the workbook that can be downloaded and uploaded."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    sheets = {"survey": list(_survey()), "choices": list(_choices()), "settings": _settings()}
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    book.close()
    return file.getvalue()


def _survey() -> Iterator[list[str]]:
    names = ["type", "name", *(f"label::{one}" for one in LANGUAGES.values()), "required",
             "relevant", "constraint"]  # fmt: skip
    yield names
    with QUESTIONS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            asked = [row[one] for one in ("required", "relevant", "constraint")]
            yield [row["type"], row["name"], *(row[one] for one in LANGUAGES), *asked]


def _choices() -> Iterator[list[str]]:
    yield ["list_name", "name", *(f"label::{one}" for one in LANGUAGES.values())]
    for name, code_list in LISTS.items():
        named = {}
        for language in LANGUAGES:
            with translation.override(language):
                named[language] = dict(reference.choices(code_list))
        codes = list(named["en"])
        if name == "occupation":  # the sub-major groups: an employer knows these
            codes = [code for code in codes if len(code) == 2]
        for code in codes:
            yield [name, code, *(named[language][code] for language in LANGUAGES)]
    for code, word in SIZES:
        yield ["size", code, *_in_all(word)]
    for code, word in (("yes", "Yes"), ("no", "No")):
        yield ["yes_no", code, *_in_all(word, "answer")]


def _in_all(word: str, context: str = "") -> list[str]:
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(translation.pgettext(context, word) if context else _(word))
    return found


def _settings() -> list[list[str]]:
    return [
        ["form_title", "form_id", "version", "default_language"],
        ["Business shortage survey", FORM_KEY, VERSION, LANGUAGES["en"]],
    ]
