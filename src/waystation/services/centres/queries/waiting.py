"""The people waiting in a centre today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.shared.errors import not_seen
from waystation.foundation.shared.periods import now, today_in
from waystation.services.centres.models import Waiting

MOST = 200
IN_LINE = ("organisation_id", "office_id", "created_at", "person_id", "language", "wish")

WAITING: QuerySet[Waiting] = (
    Waiting.objects.filter(state="waiting").order_by("created_at", "id").only(*IN_LINE)
)


@dataclass(frozen=True)
class InLine:
    """A person on today's waiting list."""

    id: UUID
    office_id: UUID
    since: datetime
    minutes: int
    person_id: UUID | None
    language: str
    wish: str


def waiting_visible_to(user: access.AnyUser) -> QuerySet[Waiting]:
    """Return the waiting lists of the user's offices, in order of arrival."""
    return access.scoped(Waiting.objects.all(), user, "visit.read").order_by("created_at", "id")


def waiting_one(user: access.AnyUser, waiting_id: UUID) -> Waiting:
    """Return one place on a list. Raises NotSeen outside the user's offices."""
    found = waiting_visible_to(user).filter(id=waiting_id).first()
    if found is None:
        raise not_seen()
    return found


def in_line_today(user: access.AnyUser) -> list[InLine]:
    """Return the people waiting today in the user's offices, in order of arrival."""
    moment = now()
    rows = access.scoped(WAITING.filter(day=today_in()), user, "visit.read")
    return [
        InLine(
            one.id,
            one.office_id,
            one.created_at,
            int((moment - one.created_at).total_seconds() // 60),
            one.person_id,
            one.language,
            readable_text(one, "wish"),
        )
        for one in rows[:MOST]
    ]
