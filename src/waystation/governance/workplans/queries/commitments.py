"""Commitments by entity: open and overdue ones (O-23)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from waystation.foundation.access import queries as access
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.governance.network.queries import people
from waystation.governance.workplans.models import Commitment, CommitmentEvent
from waystation.governance.workplans.rules import commitments as rules


def commitments_visible_to(user: access.AnyUser) -> QuerySet[Commitment]:
    """Return the commitments of the user's Network."""
    rows = access.scoped(Commitment.objects.all(), user, "network.read")
    return rows.select_related("entity", "activity")


def commitment_visible_to(user: access.AnyUser, key: UUID) -> Commitment:
    """Return one commitment. Raises NotSeen outside the user's scope."""
    rows = commitments_visible_to(user)
    return access.one_of(rows, key, N_("There is no such commitment."), "commitment_unknown")


def may_speak_for(user: access.AnyUser, office_id: UUID, entity_id: UUID | None) -> bool:
    """Return whether the user speaks for an entity: its focal point, or the secretariat."""
    if access.may(user, "plan.draft", office_id):
        return True
    mine = people.entity_of(user, today_in())
    return mine is not None and mine.id == entity_id


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


def open_of(entity_id: UUID) -> list[Commitment]:
    """Return an entity's commitments that are not ended, the next due first."""
    rows = Commitment.objects.filter(entity_id=entity_id).exclude(state__in=rules.ENDED)
    return list(rows.select_related("activity").order_by("due_on", "id")[:20])


def outstanding(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return what the entity that the user speaks for has promised and not ended (O-23)."""
    if not access.may(user, "commitment.record"):
        return []
    mine = people.entity_of(user, today)
    return [
        Outstanding(
            "workplans.commitment",
            one.what,
            reverse("workplans:commitment", args=[one.id]),
            due_on=one.due_on,
            record=one.id,
            paragraph="112",
        )
        for one in (open_of(mine.id) if mine else [])
    ]
