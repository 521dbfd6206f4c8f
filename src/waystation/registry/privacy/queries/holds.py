"""Legal holds, and files past their retention period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.shared.periods import today_in
from waystation.registry.people import queries as people
from waystation.registry.privacy.models import LegalHold


@dataclass(frozen=True)
class Hold:
    """A legal hold, its reason opened."""

    id: UUID
    reason: str
    placed_at: datetime
    placed_by: str
    lifted_at: datetime | None


def holds_on(user: access.AnyUser, person_id: UUID) -> list[Hold]:
    """Return the legal holds of a file, newest first. Raises NotSeen."""
    person = people.row_of(user, person_id)
    rows = LegalHold.objects.filter(person=person).select_related("created_by")
    return [
        Hold(
            id=hold.id,
            reason=read_sealed(hold, "reason"),
            placed_at=hold.created_at,
            placed_by=str(hold.created_by or ""),
            lifted_at=hold.lifted_at,
        )
        for hold in rows.order_by("-created_at")
    ]


def due_for_erasure(user: access.AnyUser, day: date | None = None) -> QuerySet[Any]:
    """Return the files whose time is over, of the offices where the user may erase.

    Raises NotAllowed.
    """
    me = access.require(user, "person.erase")
    rows = people.files_in_scope(me, "person.erase")
    return rows.filter(people.due_on(day or today_in()))
