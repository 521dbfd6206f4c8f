"""Questionnaires shipped with the program, as XLSForms in three languages."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils import translation

from waystation.analysis.xforms.rows import workbook_of
from waystation.registry.reference import queries as reference

LANGUAGES = {"en": "English (en)", "sq": "Shqip (sq)", "sr": "Srpski (sr)"}
RULES = ("required", "relevant", "constraint")


def shipped_form(
    title: str, key: str, version: str, questions: Path, choices: Iterable[list[str]]
) -> bytes:
    """Return a workbook that can be downloaded, changed and uploaded.

    ``questions`` is a CSV file with the columns type, name, en, sq, sr and those of ``RULES``;
    ``choices`` are rows of a list, a code, and a label in each language.
    """
    settings = [
        ["form_title", "form_id", "version", "default_language"],
        [title, key, version, LANGUAGES["en"]],
    ]
    labels = [f"label::{one}" for one in LANGUAGES.values()]
    sheets = {
        "survey": [["type", "name", *labels, *RULES], *_questions(questions)],
        "choices": [["list_name", "name", *labels], *choices],
        "settings": settings,
    }
    return workbook_of(sheets)


def _questions(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield [row["type"], row["name"], *(row[one] for one in (*LANGUAGES, *RULES))]


def choices_in_file(path: Path) -> Iterator[list[str]]:
    """Yield the choices of a CSV file with the columns list, name, en, sq, sr."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield [row["list"], row["name"], *(row[one] for one in LANGUAGES)]


def choices_of_list(name: str, code_list: str) -> Iterator[list[str]]:
    """Yield the codes of one of our lists as the choices of a form."""
    named = {}
    for language in LANGUAGES:
        with translation.override(language):
            named[language] = dict(reference.choices(code_list))
    for code in named["en"]:
        yield [name, code, *(named[language][code] for language in LANGUAGES)]
