"""The shipped everyday titles of occupations."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from waystation.analysis.matching import Label

TITLES = Path(__file__).with_name("titles.csv")
"""Everyday titles of the 436 unit groups of ISCO-08 in four languages: our own."""
LANGUAGES = ("en", "sq", "sr", "de")


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


def occupation_language(code: str, language: str) -> str:
    """Return the language in which ``occupation_name`` names an occupation."""
    names = occupation_names().get(code, {})
    base = language.split("-")[0]
    return base if names.get(base) else "en"


def occupation_name(code: str, language: str) -> str:
    """Return the name of an occupation in a language, in English if it has none."""
    names = occupation_names().get(code, {})
    return names.get(language) or names.get(language.split("-")[0]) or names.get("en", code)
