"""Words for people, for modules that do not import Django: the translation marker, and caching."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def N_(text: str) -> str:
    """Return ``text`` unchanged, marked for extraction; the entry point translates it."""
    return text


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
