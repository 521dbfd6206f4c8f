"""Working days and quarters. They are working rules (A-11), not part of the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from waystation.foundation.shared.periods import quarter

QuarterState = Literal["held", "convened", "planned", "open", "amber", "red"]


def is_working(day: date, holidays: frozenset[date] = frozenset()) -> bool:
    """Return whether the office works on that day: Monday to Friday, but for its holidays."""
    return day.weekday() < 5 and day not in holidays


def days_off(holidays: Iterable[date]) -> frozenset[date]:
    """Return the days that the office is closed for these holidays.

    A holiday on a Saturday or Sunday is taken on the next weekday, two of one weekend on the
    next two (Law No. 03/L-064 on Official Holidays, Article 4).
    """
    closed = set(holidays)
    weekends: Counter[date] = Counter()
    for day in closed:
        if day.weekday() > 4:
            weekends[day + timedelta(days=7 - day.weekday())] += 1
    for monday, count in weekends.items():
        closed |= {monday + timedelta(days=number) for number in range(count)}
    return frozenset(closed)


def working_days_before(day: date, number: int, holidays: frozenset[date] = frozenset()) -> date:
    """Return the day that leaves ``number`` working days before ``day``."""
    return _walk(day, -number, holidays)


def working_days_after(day: date, number: int, holidays: frozenset[date] = frozenset()) -> date:
    """Return the day by which ``number`` working days have passed since ``day``."""
    return _walk(day, number, holidays)


def _walk(day: date, number: int, holidays: frozenset[date]) -> date:
    step = timedelta(days=1 if number > 0 else -1)
    left = abs(number)
    while left:
        day += step
        left -= is_working(day, holidays)
    return day


def quarter_code(day: date) -> str:
    """Return the quarter of a day: 2026-Q1."""
    return quarter(day).code


def quarters_of(year: int) -> list[tuple[str, date]]:
    """Return the four quarters of a year, each with its last day."""
    found = [quarter(date(year, month, 1)) for month in (1, 4, 7, 10)]
    return [(one.code, one.last_day) for one in found]


def state_of_quarter(
    states: list[str], last_day: date, today: date, amber_days: int
) -> QuarterState:
    """Return the state of a quarter by the states of its meetings.

    With a held meeting it is "held". Without one it is red once the quarter is over, and amber from
    ``amber_days`` before its end while no meeting is convened (ToR 102, 118; the number is A-11).
    """
    if "held" in states:
        return "held"
    if today > last_day:
        return "red"
    if "convened" in states:
        return "convened"
    if today >= last_day - timedelta(days=amber_days):
        return "amber"
    return "planned" if "planned" in states else "open"


@dataclass(frozen=True)
class Deadlines:
    """The days around a meeting, counted in working days from its own day."""

    call: date
    notice: date
    papers: date
    draft: date
    final: date
    file: date


def deadlines(
    day: date,
    *,
    call: int,
    notice: int,
    papers: int,
    draft: int,
    final: int,
    file: int,
    holidays: frozenset[date] = frozenset(),
) -> Deadlines:
    """Return the days around a meeting on ``day``; ``file`` alone counts calendar days."""
    return Deadlines(
        call=working_days_before(day, call, holidays),
        notice=working_days_before(day, notice, holidays),
        papers=working_days_before(day, papers, holidays),
        draft=working_days_after(day, draft, holidays),
        final=working_days_after(day, final, holidays),
        file=day + timedelta(days=file),
    )
