"""The data of a centre's day that an offline device may hold: names and plain answers.

Texts that are sealed at rest (advice, wishes, skills) are never sent to a device, nor are people
whose file is in a sealed compartment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from waystation.foundation.access import queries as access
from waystation.foundation.shared.periods import today_in
from waystation.registry.appointments import queries as appointments
from waystation.registry.people import queries as people
from waystation.services.centres.fields import VISIT
from waystation.services.centres.models import Profile, Session, Visit

from .call_backs import call_backs_due, reason_of
from .profiles import profiles_visible_to
from .sessions import attendees_named, sessions_visible_to
from .visits import lines_of, visits_that_count
from .waiting import in_line_today

MOST_CALLS = 50
MOST_VISITS = 200
DAYS_OF_SESSIONS = 7


@dataclass(frozen=True)
class DeviceDay:
    """Today in the user's offices, as it is written to a device."""

    names: dict[UUID, str]
    waiting: list[dict[str, Any]]
    expected: list[dict[str, Any]]
    visits: list[dict[str, Any]]
    calls: list[dict[str, Any]]
    open_visits: list[Visit]
    open_profiles: list[Profile]
    sessions: list[Session]
    may: dict[str, bool]
    """Which parts the user may see; the device shows nothing of the others, not even "none"."""


def day_for_device(user: access.AnyUser) -> DeviceDay:
    """Return today's list for a device. People in sealed compartments are not in it at all."""
    day = today_in()
    visits = list(visits_that_count(user).filter(day=day)[:MOST_VISITS])
    profiles = list(profiles_visible_to(user).filter(day=day)[:MOST_VISITS])
    waiting = in_line_today(user)
    expected = list(appointments.expected_today(user))
    calls = list(call_backs_due(user).select_related("edition__sheet")[:MOST_CALLS])
    planned = sessions_visible_to(user).select_related("office").filter(
        day__gte=day - timedelta(days=1),
        day__lte=day + timedelta(days=DAYS_OF_SESSIONS),
        cancelled_at=None,
    )[:MOST_CALLS]  # fmt: skip
    sessions = list(planned)
    keys = {one.person_id for rows in (visits, profiles, waiting, expected, calls) for one in rows}
    keys |= {key for one in sessions for key in attendees_named(one)}
    wanted = sorted(key for key in keys if key)
    sealed = people.hidden_from_linkage(user, wanted)
    names = people.names_of(user, set(wanted) - sealed)

    def lines(rows: Iterable[Any]) -> list[dict[str, Any]]:
        return [
            {
                "row": one,
                "name": names.get(one.person_id, ""),
                "language": VISIT["language"].words(one.language),
            }
            for one in rows
            if one.person_id not in sealed
        ]

    words = {row["id"]: row for row in lines_of(visits_that_count(user).filter(day=day))}
    return DeviceDay(
        names,
        lines(waiting),
        lines(expected),
        [{**line, **words[line["row"].id]} for line in lines(visits) if line["row"].id in words],
        [{**line, "reason": reason_of(line["row"])} for line in lines(calls)],
        [one for one in visits if one.person_id not in sealed],
        [one for one in profiles if one.person_id not in sealed],
        sessions,
        {part: access.may(user, f"{part}.read") for part in ("visit", "appointment", "session")},
    )
