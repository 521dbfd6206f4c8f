"""Parsing cells: dates in common notations, integers, times."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

ORDERS = (("dmy", N_("Day first: 21/9/2026")), ("mdy", N_("Month first: 9/21/2026")))
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_WRITTEN = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{2}|\d{4})\.?(?:\s.*)?")
_SERIAL = re.compile(r"\d{5}")
_FIRST_SERIAL, _LAST_SERIAL = 36526, 73050  # 2000 to 2099, as Excel counts days
_NUMBER = re.compile(r"[+-]?\d{1,9}(?:[.,]0+)?")
_TIME = re.compile(r"(?:.*[T ])?(\d{1,2})[:.](\d{2})(?::\d{2})?")


def day_of(text: str, order: str, field: str) -> date | None:
    """Return a day as it is written in a cell. Raises Refusal."""
    if not text:
        return None
    try:
        if found := _ISO.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _WRITTEN.fullmatch(text):
            first, second, year = int(found[1]), int(found[2]), int(found[3])
            day, month = (first, second) if order == "dmy" else (second, first)
            return date(year + 2000 if year < 100 else year, month, day)
        if _SERIAL.fullmatch(text) and _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
            return date(1899, 12, 30) + timedelta(days=int(text))
    except ValueError:
        pass
    raise Refusal(
        N_("“{text}” is not a date. Write it like this: 21/9/2026."),
        field=field,
        code="date",
        text=text[:40],
    )


def number_of(text: str, field: str) -> int | None:
    """Return a whole number of a cell. Raises Refusal."""
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise Refusal(
            N_("“{text}” is not a whole number."), field=field, code="number", text=text[:40]
        )
    return int(re.split("[.,]", text)[0])


def time_of(text: str, field: str) -> time | None:
    """Return the time of day of a cell. Raises Refusal."""
    if not text:
        return None
    found = _TIME.fullmatch(text)
    try:
        if found:
            return time(int(found[1]), int(found[2]))
    except ValueError:
        pass
    raise Refusal(
        N_("“{text}” is not a time. Write 10:30."), field=field, code="time", text=text[:40]
    )
