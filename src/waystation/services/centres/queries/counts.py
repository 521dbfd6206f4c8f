"""The four counts: visits, persons, sessions and attendees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from waystation.foundation.access import queries as access
from waystation.foundation.shared.periods import Period
from waystation.services.centres.models import Attendee, Session, Visit

from .sessions import WOMEN
from .visits import visits_that_count

VISITS: QuerySet[Any, Any] = (
    Visit.objects.filter(state="recorded")
    .order_by()
    .values("organisation_id")
    .annotate(
        number=Count("id"), named=Count("person_id"), persons=Count("person_id", distinct=True)
    )
    .values_list("number", "named", "persons", named=True)
)
HELD: QuerySet[Any, Any] = (
    Session.objects.filter(held=True)
    .order_by()
    .values("id", "office_id")
    .annotate(
        number=Sum("headcounts__number", default=0),
        women=Sum("headcounts__number", filter=Q(headcounts__sex="female"), default=0),
    )
    .values_list("id", "office_id", "number", "women", named=True)
)
ATTENDED: QuerySet[Any, Any] = (
    Attendee.objects.order_by()
    .values("session_id")
    .annotate(number=Count("id"), women=Count("id", filter=WOMEN), named=Count("person_id"))
    .values_list("session_id", "number", "women", "named", named=True)
)
"""What is counted, composed once; each question narrows it to the days and to the user."""


@dataclass(frozen=True)
class FourCounts:
    """Visits, identified persons, sessions and attendees: four different things."""

    visits: int
    persons: int
    sessions: int
    attendees: int
    women_attending: int | None  # None for users who may not open the files


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


@dataclass(frozen=True)
class Counts:
    """What a centre counts in a period: the four counts, and the people reached."""

    four: FourCounts
    reached: Reached


def counts_of(user: access.AnyUser, period: Period) -> Counts:
    """Return the four counts and the people reached in a period, from the same rows."""
    days = {"day__gte": period.start, "day__lt": period.end}
    came = list(access.scoped(VISITS.filter(**days), user, "visit.read"))
    visits = sum(one.number for one in came)
    persons = sum(one.persons for one in came)
    held = access.scoped(HELD.filter(**days), user, "session.read")
    sessions = {one.id: one for one in held}
    attended = list(ATTENDED.filter(session__in=sessions)) if sessions else []
    attendees = sum(one.number for one in (*attended, *sessions.values()))
    women = sum(one.women for one in (*attended, *sessions.values()))
    opened = access.offices_where(user, "person.read")
    unopened = any(
        one.named for one in attended if sessions[one.session_id].office_id not in opened
    )
    named = sum(one.named for one in attended)
    return Counts(
        FourCounts(
            visits=visits,
            persons=persons,
            sessions=len(sessions),
            attendees=attendees,
            women_attending=None if unopened else women,
        ),
        Reached(
            identified=persons,
            anonymous=visits - sum(one.named for one in came),
            attendees=attendees,
            both=named - _attended_only(user, days, sessions) if named else 0,
        ),
    )


def _attended_only(user: access.AnyUser, days: Mapping[str, date], sessions: Iterable[UUID]) -> int:
    """Return how many people with a file attended these sessions and did not visit."""
    visits = visits_that_count(user).filter(**days, person__isnull=False).order_by()
    attended = Attendee.objects.filter(session__in=sessions, person__isnull=False)
    others = attended.exclude(person__in=visits.values("person")).order_by()
    number: int = others.aggregate(number=Count("person_id", distinct=True))["number"]
    return number
