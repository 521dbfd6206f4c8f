"""Reading commitments: by entity, what is open, what is overdue (O-23)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.governance.workplans.models import Commitment, CommitmentEvent
from waystation.governance.workplans.rules import commitments as rules

PAGE = 100


def commitments_seen_by(user: Anyone) -> QuerySet[Commitment]:
    """Return the commitments of the user's Network, the next due first."""
    rows = access.scoped(Commitment.objects.all(), user, "network.read")
    return rows.select_related("entity", "activity").order_by("due_on", "id")


def commitment_seen_by(user: Anyone, key: UUID) -> Commitment:
    """Return one commitment. Raises NotSeen outside the user's scope."""
    row = commitments_seen_by(user).filter(id=key).first()
    if row is None:
        raise NotSeen(N_("There is no such commitment."), code="commitment_unknown")
    return row


def lines_seen_by(
    user: Anyone,
    today: date,
    *,
    entity: UUID | None = None,
    which: str = "",
    after: str = "",
) -> tuple[list[dict[str, Any]], str]:
    """Return a page of commitments with whether each is overdue, and where the next begins.

    ``which``: "" for those not ended, "overdue", "ended", "all".
    """
    rows = commitments_seen_by(user)
    if entity is not None:
        rows = rows.filter(entity_id=entity)
    if which in {"", "overdue"}:
        rows = rows.exclude(state__in=rules.ENDED)
    if which == "overdue":
        rows = rows.filter(due_on__lt=today)
    if which == "ended":
        rows = rows.filter(state__in=rules.ENDED)
    day, _, key = after.partition("_")
    if key:
        try:
            at = (date.fromisoformat(day), UUID(key))
        except ValueError:
            at = None
        if at:
            rows = rows.filter(due_on__gt=at[0]) | rows.filter(due_on=at[0], id__gt=at[1])
    found = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return (
        [
            {"row": row, "overdue": rules.is_overdue(row.state, row.due_on, today)}
            for row in found[:PAGE]
        ],
        f"{last.due_on.isoformat()}_{last.id}" if last else "",
    )


def history_of(row: Commitment) -> list[CommitmentEvent]:
    """Return all that happened to a commitment, in order."""
    return list(row.events.select_related("created_by").order_by("created_at", "id"))


def of_activity(activity_id: UUID) -> list[Commitment]:
    """Return the commitments for an activity that the caller may see."""
    rows = Commitment.objects.filter(activity_id=activity_id).select_related("entity")
    return list(rows.order_by("due_on", "id"))


def overdue(office_id: UUID, today: date) -> int:
    """Return how many commitments of a Network are overdue."""
    rows = Commitment.objects.filter(office_id=office_id, due_on__lt=today)
    return rows.exclude(state__in=rules.ENDED).count()


def any_of(office_id: UUID) -> bool:
    """Return whether anybody in a Network ever committed itself."""
    return Commitment.objects.filter(office_id=office_id).exists()


def open_of(entity_id: UUID, today: date) -> list[Commitment]:
    """Return an entity's commitments that are not ended, the next due first."""
    rows = Commitment.objects.filter(entity_id=entity_id).exclude(state__in=rules.ENDED)
    return list(rows.select_related("activity").order_by("due_on", "id")[:20])
