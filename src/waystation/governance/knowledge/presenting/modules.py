"""Shipped survey modules: questions on a topic, as an XLSForm to add to a form."""

from __future__ import annotations

import csv
import io
from functools import lru_cache
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]

FILE = Path(__file__).parent.parent / "survey_modules.csv"
LANGUAGES = (("en", "English (en)"), ("sq", "Shqip (sq)"), ("sr", "Српски (sr)"))


@lru_cache(maxsize=1)
def _rows() -> tuple[dict[str, str], ...]:
    return tuple(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))


def questions_of(topic: str) -> list[dict[str, str]]:
    """Return the questions of a topic's module, none if there is no module."""
    return [row for row in _rows() if row["topic"] == topic and row["sheet"] == "survey"]


def choices_of(topic: str) -> list[dict[str, str]]:
    """Return the answers of a topic's module."""
    return [row for row in _rows() if row["topic"] == topic and row["sheet"] == "choices"]


def workbook_of(topic: str) -> bytes:
    """Return a topic's module as an XLSForm workbook."""
    book = openpyxl.Workbook()
    survey = book.active
    survey.title = "survey"
    labels = [f"label::{name}" for _code, name in LANGUAGES]
    survey.append(["type", "name", *labels])
    for row in questions_of(topic):
        survey.append([row["type"], row["name"], *(row[code] for code, _name in LANGUAGES)])
    choices = book.create_sheet("choices")
    choices.append(["list_name", "name", *labels])
    for row in choices_of(topic):
        choices.append([row["type"], row["name"], *(row[code] for code, _name in LANGUAGES)])
    settings = book.create_sheet("settings")
    settings.append(["form_title", "form_id", "default_language"])
    settings.append([f"Module: {topic}", f"module_{topic}", LANGUAGES[0][1]])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
