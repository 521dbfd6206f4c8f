"""The four counts: visits, persons, sessions and attendees."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from waystation.foundation.access import queries as access
from waystation.foundation.shared.periods import Period
from waystation.services.centres.models import Attendee

from .sessions import WOMEN, sessions_visible_to
from .visits import visits_that_count


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
    visits = visits_that_count(user).filter(**days).order_by()
    came = visits.aggregate(
        visits=Count("id"), named=Count("person_id"), persons=Count("person_id", distinct=True)
    )
    held = sessions_visible_to(user).filter(**days, held=True).order_by()
    sessions = list(
        held.annotate(
            counted=Sum("headcounts__number", default=0),
            women=Sum("headcounts__number", filter=Q(headcounts__sex="female"), default=0),
        ).values_list("id", "counted", "women")
    )
    visited = Q(person__in=visits.filter(person__isnull=False).values("person"))
    opened = access.offices_where(user, "person.read")
    attended = Attendee.objects.filter(session__in=[key for key, *_ in sessions]).aggregate(
        counted=Count("id"),
        women=Count("id", filter=WOMEN),
        named=Count("person_id"),
        unopened=Count("person_id", filter=~Q(session__office_id__in=opened)),
        others=Count("person_id", distinct=True, filter=~visited),
    )
    attendees = attended["counted"] + sum(counted for _, counted, _ in sessions)
    women = attended["women"] + sum(women for *_, women in sessions)
    return Counts(
        FourCounts(
            visits=came["visits"],
            persons=came["persons"],
            sessions=len(sessions),
            attendees=attendees,
            women_attending=None if attended["unopened"] else women,
        ),
        Reached(
            identified=came["persons"],
            anonymous=came["visits"] - came["named"],
            attendees=attendees,
            both=attended["named"] - attended["others"],
        ),
    )
