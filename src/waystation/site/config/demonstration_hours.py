"""Times of day of the demonstration's records: within opening hours, and not all the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from waystation.foundation.shared.periods import HOME_ZONE

OPENS = time(8, 5)
OPEN_MINUTES = 7 * 60 + 40
"""From the first to the last minute in which somebody records something."""


def working_hour(day: date, number: int = 0) -> datetime:
    """Return a moment of a day within opening hours, the same for the same day and number.

    Never later than now.
    """
    minutes = (day.toordinal() * 97 + number * 26) % OPEN_MINUTES
    opened = datetime.combine(day, OPENS, ZoneInfo(HOME_ZONE))
    return past(opened + timedelta(minutes=minutes))


def past(moment: datetime) -> datetime:
    """Return a moment, or now if it is still to come."""
    return min(moment, datetime.now(UTC))
