"""Days of short stays: at most 90 within any 180, the days of entry and exit included.

Source: Regulation (EU) 2016/399 (Schengen Borders Code), Article 6(1) and (2): for each day of
stay, the 180 days before it are considered, that day included.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

MOST_DAYS = 90
WINDOW = 180

Visit = tuple[date, date]
"""The day of entry and the day of exit."""


def days_used(visits: Iterable[Visit], day: date) -> int:
    """Return the days of stay within the 180 days that end on ``day``, each counted once."""
    return len(_days(visits, day - timedelta(days=WINDOW - 1), day))


def days_left(visits: Iterable[Visit], day: date) -> int:
    """Return how many days in a row a person may stay from ``day`` on, at most 90.

    The days of earlier visits that leave the window make room while the stay goes on; a visit
    that is planned for later is counted as if it had been made.
    """
    known = list(visits)
    allowed = 0
    while allowed < MOST_DAYS:
        last = day + timedelta(days=allowed)
        if days_used([*known, (day, last)], last) > MOST_DAYS:
            break
        allowed += 1
    return allowed


def first_day_over(visits: Iterable[Visit]) -> date | None:
    """Return the first day of stay on which the visits are more than 90 days, None for none."""
    known = list(visits)
    if not known:
        return None
    first, last = min(one[0] for one in known), max(one[1] for one in known)
    for day in sorted(_days(known, first, last)):
        if days_used(known, day) > MOST_DAYS:
            return day
    return None


def _days(visits: Iterable[Visit], first: date, last: date) -> set[date]:
    """Return the days of stay between two days, both included."""
    found: set[date] = set()
    for entry, leaving in visits:
        begin, end = max(entry, first), min(leaving, last)
        found |= {begin + timedelta(days=n) for n in range((end - begin).days + 1)}
    return found
