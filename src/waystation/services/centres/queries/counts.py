"""The four counts: visits, persons, sessions and attendees."""

from __future__ import annotations

from dataclasses import dataclass

from waystation.foundation.access import queries as access
from waystation.foundation.shared.periods import Period

from .sessions import attendance_of, sessions_visible_to
from .visits import visits_that_count


@dataclass(frozen=True)
class FourCounts:
    """Visits, identified persons, sessions and attendees: four different things."""

    visits: int
    persons: int
    sessions: int
    attendees: int
    women_attending: int


def four_counts(user: access.AnyUser, period: Period) -> FourCounts:
    """Return the four counts of the user's offices in a period."""
    visits = visits_that_count(user).filter(day__gte=period.start, day__lt=period.end)
    sessions = sessions_visible_to(user).filter(
        day__gte=period.start, day__lt=period.end, held=True
    )
    keys = list(sessions.values_list("id", flat=True))
    came = attendance_of(keys).values()
    return FourCounts(
        visits=visits.count(),
        persons=visits.filter(person__isnull=False)
        .order_by()
        .values("person_id")
        .distinct()
        .count(),
        sessions=len(keys),
        attendees=sum(one.together for one in came),
        women_attending=sum(one.women for one in came),
    )
