"""Circular migration by the statistical definition of the UNECE.

A circular migrant has crossed the borders of the reporting country at least three times within
ten years, each time with a stay (abroad or in the country) of at least 12 months; a short-term
circular migrant likewise, with stays of at least 90 days. Source: UNECE Task Force on Measuring
Circular Migration, "Defining and Measuring Circular Migration", ECE/CES/BUR/2016/OCT/18/Add.1,
endorsed by the Bureau of the Conference of European Statisticians in 2016.

What the text leaves open, and how it is read here: a shorter stay between two long ones on the
same side of the border is a visit and no crossing; moving from one foreign country to another
crosses no border of the reporting country; a stay that goes on is as long as it is today.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

CROSSINGS = 3
YEARS = 10
LONG_MONTHS = 12
SHORT_DAYS = 90

Kind = Literal["circular", "short_term", "none"]


@dataclass(frozen=True)
class Stay:
    """A stay in one country: the first day, and the day of leaving (None: it goes on)."""

    country: str
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True)
class Circularity:
    """What dated stays say: the kind, and the most crossings of ten years that count for it.

    Of a person who is neither, ``crossings`` are those of stays of at least 90 days.
    """

    kind: Kind
    crossings: int
    since: date | None


def circularity(stays: Iterable[Stay], home: str, today: date) -> Circularity:
    """Return whether a person is a circular migrant of ``home``, on the day ``today``.

    Stays that begin after ``today`` are left out; those that overlap on the same side count as
    one. Raises ValueError for a stay that ends before it begins.
    """
    periods = _periods(stays, home, today)
    for kind, lasts in (("circular", _a_year), ("short_term", _ninety_days)):
        crossings = _crossings(periods, lasts)
        most, since = _most_within(crossings, YEARS)
        if most >= CROSSINGS:
            return Circularity(kind, most, since)  # type: ignore[arg-type]
    return Circularity("none", most, since)


def with_home(abroad: Iterable[Stay], home: str, born: date, today: date) -> list[Stay]:
    """Return a history that tells only stays abroad with those at home between them.

    Whoever tells of stays abroad was at home before, between and after them.
    """
    found: list[Stay] = []
    at = born
    for one in sorted(abroad, key=lambda stay: (stay.starts_on, stay.ends_on or date.max)):
        if one.starts_on > at:
            found.append(Stay(home, at, one.starts_on))
        found.append(one)
        at = max(at, one.ends_on or today)
    return [*found, Stay(home, at)] if at < today else found


def _periods(stays: Iterable[Stay], home: str, today: date) -> list[tuple[bool, date, date]]:
    """Return (abroad, first day, last day) in order, what touches on the same side as one."""
    found: list[tuple[bool, date, date]] = []
    for one in sorted(stays, key=lambda stay: (stay.starts_on, stay.ends_on or date.max)):
        end = min(one.ends_on or today, today)
        if one.ends_on is not None and one.ends_on < one.starts_on:
            raise ValueError(f"A stay ends before it begins: {one}")
        if one.starts_on > today:
            continue
        abroad = one.country != home
        last = found[-1] if found else None
        if last and last[0] == abroad and one.starts_on <= last[2] + timedelta(days=1):
            found[-1] = (abroad, last[1], max(last[2], end))
        else:
            found.append((abroad, one.starts_on, end))
    return found


def _crossings(
    periods: list[tuple[bool, date, date]], lasts: Callable[[date, date], bool]
) -> list[date]:
    """Return the days on which a stay that is long enough began on the other side."""
    long_ones = [one for one in periods if lasts(one[1], one[2])]
    return [later[1] for earlier, later in pairwise(long_ones) if earlier[0] != later[0]]


def _most_within(days: list[date], years: int) -> tuple[int, date | None]:
    """Return the most days that lie within so many years, and the first of them."""
    best: tuple[int, date | None] = (0, None)
    for at, first in enumerate(days):
        end = months_later(first, 12 * years)
        number = sum(1 for day in days[at:] if day < end)
        if number > best[0]:
            best = (number, first)
    return best


def _a_year(start: date, end: date) -> bool:
    return end >= months_later(start, LONG_MONTHS)


def _ninety_days(start: date, end: date) -> bool:
    return (end - start).days >= SHORT_DAYS


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, the last day of the month where it has not it."""
    year, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last))
