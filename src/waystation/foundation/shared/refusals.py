"""Validators that many apps need, as functions of values. No database, no clock.

Each returns a Refusal with its field, or None. ``errors.refuse`` raises all of them together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from .errors import Refusal
from .scripts import is_cyrillic
from .words import N_

DECLINED = "declined"
"""The answer of a person who declined to answer. An empty field means no answer."""


def blank(value: Any) -> bool:
    """Return whether an answer is missing: None, an empty text or an empty list."""
    return value is None or value == "" or value == []


WORD = re.compile(r"[^\W\d_]+")
LEAST_WORDS = 2


def is_sentence(text: str) -> bool:
    """Return whether a text can be a reason: two different words or more.

    A repeated letter ("xxxxxx") is not a word. Two words, not three: "Нема средстава" and
    "Para yok" are whole sentences.
    """
    words = {word.casefold() for word in WORD.findall(text)}
    return sum(len(set(word)) > 1 for word in words) >= LEAST_WORDS


def reason(text: str, field: str, code: str = "no_sentence") -> Refusal | None:
    """Refuse a reason that is not a sentence; a blank one is allowed."""
    if not text.strip() or is_sentence(text):
        return None
    return Refusal(
        N_("Give the reason in a sentence: at least two different words."), field=field, code=code
    )


def max_length(text: str, field: str, most: int) -> Refusal | None:
    """Refuse a text of more than ``most`` characters."""
    if len(text) <= most:
        return None
    return Refusal(
        N_("This text has {length} characters. Keep it under {most}."),
        field=field,
        code="too_long_text",
        length=len(text),
        most=most,
    )


LARGEST = 2**31 - 1
"""The largest integer that a column of numbers takes, in both databases."""


def in_cyrillic(text: str, field: str) -> Refusal | None:
    """Refuse Serbian in Latin script: Latin is made from Cyrillic, and not the reverse."""
    if is_cyrillic(text):
        return None
    return Refusal(
        N_("Write Serbian in Cyrillic; readers of the Latin script get it in theirs."),
        field=field,
        code="not_cyrillic",
    )


def integer(value: Any, field: str) -> Refusal | None:
    """Refuse an integer that no column takes; other values are judged where they are parsed."""
    if not isinstance(value, int) or abs(value) <= LARGEST:
        return None
    return Refusal(
        N_("Write a whole number between {least} and {most}."),
        field=field,
        code="number",
        least=-LARGEST,
        most=LARGEST,
    )


def choice(value: str, field: str, offered: Iterable[str]) -> Refusal | None:
    """Refuse an answer that is not among those offered; a blank one is allowed."""
    if not value or value in set(offered):
        return None
    return Refusal(
        N_('"{value}" is not one of the choices. Choose from the list.'),
        field=field,
        code="choice_unknown",
        value=str(value)[:60],
    )


def not_before(day: date | None, field: str, first: date | None) -> Refusal | None:
    """Refuse a day before ``first``."""
    if day is None or first is None or day >= first:
        return None
    return Refusal(
        N_("This date is before {first}."),
        field=field,
        code="too_early",
        first=first,
    )


def not_after(day: date | None, field: str, last: date | None) -> Refusal | None:
    """Refuse a day after ``last``."""
    if day is None or last is None or day <= last:
        return None
    return Refusal(N_("This date is after {last}."), field=field, code="too_late", last=last)


def in_order(
    start: date | datetime | None, end: date | datetime | None, field: str
) -> Refusal | None:
    """Refuse an end before its start."""
    if start is None or end is None or end >= start:
        return None
    return Refusal(
        N_("The end is before the start. Check both."), field=field, code="end_before_start"
    )


def refusal_of_no_office() -> Refusal:
    """Refuse what the public sends without saying to which centre."""
    return Refusal(N_("Choose a centre."), field="office", code="office")
