"""Days, months, quarters, years: half-open, and always in a given time zone."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from .errors import Refusal
from .words import N_

HOME_ZONE = "Europe/Belgrade"  # the tz database has no Europe/Pristina


_followed: list[Path] = []  # the clock file of tests, at most one


def follow(clock: str | Path | None) -> None:
    """Read the time from a file that contains an ISO 8601 time; None restores the real clock.

    For tests, and for the demonstration while it creates a past year. The file is read at each
    call, so that a test can set the clock of a running server. While the file does not exist, the
    real clock is used.
    """
    _followed[:] = [Path(clock)] if clock else []


def now() -> datetime:
    """Return the current time, aware, in UTC."""
    if _followed and _followed[0].exists():
        return datetime.fromisoformat(_followed[0].read_text().strip()).astimezone(UTC)
    return datetime.now(UTC)


def today_in(zone: str = HOME_ZONE) -> date:
    """Return the current date in ``zone``."""
    return now().astimezone(ZoneInfo(zone)).date()


def in_force(day: date, first: date | None, last: date | None) -> bool:
    """Return whether ``day`` lies from ``first`` to ``last``, both included; None is no limit."""
    return (first is None or first <= day) and (last is None or day <= last)


@dataclass(frozen=True, order=True)
class Period:
    """The days from ``start`` up to, but not including, ``end``."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise Refusal(N_("A period must end after it starts."), code="period_empty")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def code(self) -> str:
        """Return the shortest notation: 2026, 2026-Q3, 2026-09, or two days with a slash."""
        return _code(self)

    def months(self) -> Iterator[Period]:
        """Yield the months that overlap this period, clipped to it."""
        day = self.start
        while day < self.end:
            whole = month(day)
            yield Period(max(whole.start, self.start), min(whole.end, self.end))
            day = whole.end


@lru_cache(maxsize=4096)  # a page of figures asks for thousands
def _code(period: Period) -> str:
    start = period.start
    if period == year(start):
        return f"{start:%Y}"
    if period == quarter(start):
        return f"{start:%Y}-Q{(start.month + 2) // 3}"
    if period == month(start):
        return f"{start:%Y-%m}"
    return f"{start.isoformat()}/{period.last_day.isoformat()}"


@lru_cache(maxsize=4096)
def month(day: date) -> Period:
    """Return the month that contains ``day``."""
    first = day.replace(day=1)
    return Period(first, first + timedelta(days=calendar.monthrange(day.year, day.month)[1]))


def quarter(day: date) -> Period:
    """Return the calendar quarter that contains ``day``."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return Period(first, month(first + timedelta(days=75)).end)


def year(day: date) -> Period:
    """Return the calendar year that contains ``day``."""
    return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1))


def parse(text: str) -> Period:
    """Parse a period: 2026, 2026-Q3, 2026-09 or 2026-01-05/2026-02-01.

    Raises Refusal for anything else.
    """
    wrong = Refusal(
        N_('"{text}" is not a period. Write 2026, 2026-Q3, 2026-09 or 2026-01-05/2026-02-01.'),
        code="period_unreadable",
        text=text[:40],
    )
    try:
        if re.fullmatch(r"\d{4}", text):
            return year(date(int(text), 1, 1))
        if match := re.fullmatch(r"(\d{4})-Q([1-4])", text):
            return quarter(date(int(match[1]), 3 * int(match[2]) - 2, 1))
        if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
            return month(date(int(match[1]), int(match[2]), 1))
        if match := re.fullmatch(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})", text):
            last = date.fromisoformat(match[2])
            return Period(date.fromisoformat(match[1]), last + timedelta(days=1))
    except (ValueError, OverflowError):
        raise wrong from None
    raise wrong
