"""What members promise towards the plan, and how it goes (O-23)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import NotAllowed, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.actions.stamp import stamped
from waystation.governance.network.queries import people
from waystation.governance.workplans.models import Commitment, CommitmentEvent
from waystation.governance.workplans.queries import commitments as queries
from waystation.governance.workplans.queries import plans
from waystation.governance.workplans.rules import commitments as rules


def _speaker(user: Anyone, office_id: UUID, entity_id: UUID) -> Anyone:
    """Return the user if the secretariat, or who speaks for the entity. Raises NotAllowed."""
    if access.may(user, "plan.draft", office_id):
        return access.signed_in(user)
    me = access.require(user, "commitment.record", office_id)
    mine = people.entity_of(me, today_in())
    if mine is None or mine.id != entity_id:
        raise NotAllowed(
            N_("You speak for your own entity. Others make their commitments themselves."),
            code="not_our_entity",
        )
    return me


def _log(me: Anyone, verb: str, row: Commitment, **detail: Any) -> None:
    audit.log(
        access.signed_in(me),
        verb,
        "workplans.Commitment",
        row.id,
        office_id=row.office_id,
        **detail,
    )


@transaction.atomic
def record_commitment(
    user: Anyone,
    activity: UUID,
    *,
    entity: UUID,
    what: str,
    due_on: date | None,
    id: UUID | None = None,
) -> Commitment:
    """Record what an entity commits itself to for an activity, and by when.

    A member does for its own entity, the secretariat for all. Raises NotSeen, NotAllowed,
    Refusal, also for an entity that is no member today.
    """
    planned = plans.activity_seen_by(user, activity)
    me = _speaker(user, planned.row.office_id, entity)
    there = Commitment.objects.filter(id=id, activity=planned.row).first() if id else None
    if there:
        return there
    refusal = rules.refusal_of_commitment(what, due_on)
    if refusal or due_on is None:
        raise refusal or rules.due_missing()
    network = people.network_seen_by(user)
    if not people.members_on(network, today_in()).filter(entity_id=entity).exists():
        raise Refusal(
            N_("Members make commitments. This entity is not a member today."),
            field="entity",
            code="not_a_member",
        )
    row = Commitment.objects.create(
        id=id or new_key(),
        **stamped(planned.row, me),
        entity_id=entity,
        activity=planned.row,
        what=what.strip(),
        due_on=due_on,
    )
    CommitmentEvent.objects.create(**stamped(row, me), commitment=row, state="open", day=today_in())
    _log(me, "commitment.record", row)
    return row


@transaction.atomic
def move_commitment(user: Anyone, key: UUID, state: str, note: str = "") -> Commitment:
    """Say how a commitment goes: under way, kept, dropped with a reason, or open again.

    Every change stays in its history. Raises NotSeen, NotAllowed, Refusal.
    """
    seen = queries.commitment_seen_by(user, key)
    me = _speaker(user, seen.office_id, seen.entity_id)
    row = Commitment.objects.select_for_update().get(id=key)
    if refusal := rules.refusal_to_move(row.state, state, note):
        raise refusal
    row.state, row.version, row.changed_at = state, row.version + 1, now()
    row.save()
    CommitmentEvent.objects.create(
        **stamped(row, me), commitment=row, state=state, day=today_in(), note=note.strip()
    )
    _log(me, "commitment.move", row, state=state)
    return row
