"""Recipients of notices, papers and minutes: deliveries of messaging, in this app's terms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.shared.read_once import once
from waystation.governance.meetings.models import Invitee, Minutes
from waystation.governance.network.queries.reminders import ENTITY
from waystation.registry.organisations.queries import Entity

INVITEE = "meetings.Invitee"
NOTICE, PAPER, MINUTES = "meetings.Notice", "meetings.Paper", "meetings.Minutes"


def to_entity(key: UUID) -> dict[str, Any]:
    """Return how a delivery names an entity."""
    return {"recipient_kind": ENTITY, "recipient_id": key}


def to_invitee(key: UUID) -> dict[str, Any]:
    """Return how a delivery names an invitee."""
    return {"recipient_kind": INVITEE, "recipient_id": key}


def of_reader(user: Any, entity: Entity | None) -> Q:
    """Return the condition that a delivery went to this user: as an invitee, or by its entity."""
    invitations = Invitee.objects.filter(user=user).values("id")
    mine = Q(recipient_kind=INVITEE, recipient_id__in=invitations)
    return mine | Q(**to_entity(entity.id)) if entity else mine


def with_entities(rows: QuerySet[Delivery]) -> QuerySet[Any]:
    """Return deliveries with ``entity_acronym`` and ``entity_name``, None for an invitee."""
    entity = Entity.objects.filter(id=OuterRef("recipient_id"))
    return rows.annotate(
        entity_acronym=Subquery(entity.values("acronym")),
        entity_name=Subquery(entity.values("name")),
    )


FAILED = Q(mailed="failed", opened_at__isnull=True)


def deliveries_unreached(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Return what failed to reach its recipient, by this delivery and by every other one."""
    same = {"subject_id": OuterRef("subject_id"), "recipient_id": OuterRef("recipient_id")}
    return rows.filter(FAILED).filter(~Exists(Delivery.objects.filter(**same).exclude(FAILED)))


def of_meeting(meeting: Any) -> QuerySet[Delivery]:
    """Return the papers of a meeting as they were sent, and its latest final minutes."""
    final = Minutes.objects.filter(meeting=meeting, state="final", corrected_by__isnull=True)
    papers, minutes = papers_sent(meeting), Q(kind="minutes", subject_id__in=final.values("id"))
    return Delivery.objects.filter(papers | minutes)


@once
def unreached_of(meeting: UUID) -> dict[str, int]:
    """Return how many papers and final minutes of a meeting failed to arrive, by kind."""
    rows = deliveries_unreached(of_meeting(meeting)).order_by("kind").values_list("kind")
    return dict(rows.annotate(count=Count("id")))


def papers_sent(meeting: Any) -> Q:
    """Return the condition that a delivery is a paper of a meeting."""
    return Q(kind="papers", batch_id=meeting)
