"""Words for people, for modules that do not import Django: marker, values of sentences, caching."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any


def N_(text: str) -> str:
    """Return ``text`` unchanged, marked for extraction; the entry point translates it."""
    return text


def fill_in(sentence: str, values: Mapping[str, Any]) -> str:
    """Return an English sentence with its values; days as English pages write them."""
    days = {
        name: f"{value:%d/%m/%Y %H:%M}" if isinstance(value, datetime) else f"{value:%d/%m/%Y}"
        for name, value in values.items()
        if isinstance(value, date)
    }
    return sentence.format(**{**values, **days}) if values else sentence


def once_each(words: Callable[[Any], str]) -> Callable[[Any], str]:
    """Return a function that words each different text once: codes repeat in a column's cells."""
    known: dict[str, str] = {}

    def word(value: Any) -> str:
        if not isinstance(value, str):
            return words(value)
        if value not in known:
            known[value] = words(value)
        return known[value]

    return word
