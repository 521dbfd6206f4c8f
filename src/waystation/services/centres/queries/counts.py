"""The four counts: visits, persons, sessions and attendees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from waystation.foundation.access import queries as access
from waystation.foundation.shared.periods import Period
from waystation.services.centres.models import Attendee, Headcount

from .sessions import attendance_for, sessions_visible_to
from .visits import visits_that_count


@dataclass(frozen=True)
class FourCounts:
    """Visits, identified persons, sessions and attendees: four different things."""

    visits: int
    persons: int
    sessions: int
    attendees: int
    women_attending: int | None


def four_counts(user: access.AnyUser, period: Period) -> FourCounts:
    """Return the four counts of the user's offices in a period."""
    visits = visits_that_count(user).filter(day__gte=period.start, day__lt=period.end)
    sessions = sessions_visible_to(user).filter(
        day__gte=period.start, day__lt=period.end, held=True
    )
    keys = list(sessions.values_list("id", flat=True))
    came = attendance_for(user, keys).values()
    women = [one.women for one in came if one.women is not None]
    counted = visits.order_by().aggregate(
        visits=Count("id"), persons=Count("person_id", distinct=True)
    )
    return FourCounts(
        **counted,
        sessions=len(keys),
        attendees=sum(one.together for one in came),
        women_attending=sum(women) if len(women) == len(came) else None,
    )


@dataclass(frozen=True)
class Reached:
    """The people reached in a period, and the components of the number.

    A person with a file counts once, however often they visited or attended. An anonymous visitor
    or attendee counts as one person each time.
    """

    identified: int  # different people with a file who visited
    anonymous: int  # visits without a name
    attendees: int  # attendances of sessions, by name and by number
    both: int  # attendances of people who are counted already

    @property
    def together(self) -> int:
        return self.identified + self.anonymous + self.attendees - self.both


def people_reached(user: access.AnyUser, period: Period) -> Reached:
    """Return how many people the user's offices reached in a period, by the rule of Reached."""
    days = {"day__gte": period.start, "day__lt": period.end}
    visits = _number_by_person(visits_that_count(user).filter(**days))
    held = sessions_visible_to(user).filter(**days, held=True).order_by().values("id")
    came = _number_by_person(Attendee.objects.filter(session__in=held))
    anonymous, unnamed = visits.pop(None, 0), came.pop(None, 0)
    counted = Headcount.objects.filter(session__in=held).aggregate(all=Sum("number"))["all"] or 0
    return Reached(
        identified=len(visits),
        anonymous=anonymous,
        attendees=sum(came.values()) + unnamed + counted,
        both=sum(came.values()) - len(came.keys() - visits.keys()),
    )


def _number_by_person(rows: QuerySet[Any]) -> dict[UUID | None, int]:
    """Return how many rows each person has; None is for those without a name."""
    return dict(rows.order_by().values_list("person_id").annotate(number=Count("id")))
