"""Members' commitments to the plan, and their progress (O-23)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.saving import log
from waystation.foundation.shared.errors import NotAllowed, Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.queries import people
from waystation.governance.workplans.fields import COMMITMENT
from waystation.governance.workplans.models import Commitment, CommitmentEvent
from waystation.governance.workplans.queries import commitments as queries
from waystation.governance.workplans.queries import plans
from waystation.governance.workplans.transitions import COMMITMENT_WORKFLOW

from .values import tidy_values

if TYPE_CHECKING:
    from waystation.foundation.access.models import User


def _require_speaker(user: access.AnyUser, office_id: UUID, entity_id: UUID | None) -> User:
    """Return the user if the secretariat, or who speaks for the entity. Raises NotAllowed."""
    me = access.require(user, "commitment.record", office_id)
    if queries.may_speak_for(me, office_id, entity_id):
        return me
    raise NotAllowed(
        N_("You speak for your own entity. Others make their commitments themselves."),
        code="not_our_entity",
    )


@transaction.atomic
def record_commitment(
    user: access.AnyUser,
    activity: UUID,
    *,
    entity: UUID | None,
    key: UUID | None = None,
    **values: Any,
) -> Commitment:
    """Record what an entity commits itself to for an activity, and by when.

    ``values`` are those of ``fields.COMMITMENT``. A member does for its own entity, the
    secretariat for all. Raises NotSeen, NotAllowed, Refusals, also for an entity that is no
    member today.
    """
    planned = plans.activity_visible_to(user, activity)
    me = _require_speaker(user, planned.row.office_id, entity)
    given = tidy_values(COMMITMENT, values)
    if there := recorded_before(Commitment, key):
        return require_same(there, COMMITMENT, {**given, "activity_id": planned.row.id})
    COMMITMENT.refuse(given, _refusal_of_entity(user, entity))
    row = Commitment.begin(
        me, planned.row.office_id, key, activity=planned.row, entity_id=entity, **given
    )
    row.save(force_insert=True)
    begun = {"commitment": row, "state": row.state, "day": today_in()}
    CommitmentEvent.begin(me, row.office_id, **begun).save(force_insert=True)
    log(me, "commitment.record", row)
    return row


def _refusal_of_entity(user: access.AnyUser, entity: UUID | None) -> Refusal | None:
    members = people.members_on(people.network_visible_to(user), today_in())
    if entity is not None and members.filter(entity_id=entity).exists():
        return None
    return Refusal(
        N_("Members make commitments. This entity is not a member today."),
        field="entity",
        code="not_a_member",
    )


@transaction.atomic
def change_commitment_state(
    user: access.AnyUser, key: UUID, name: str, note: str = ""
) -> Commitment:
    """Say how a commitment goes: take the step ``name`` of its workflow; its history stays.

    Raises NotSeen, NotAllowed, Refusal.
    """
    found = queries.commitment_visible_to(user, key)
    _require_speaker(user, found.office_id, found.entity_id)
    visible = queries.commitments_visible_to(user)
    changed: Commitment = COMMITMENT_WORKFLOW.perform(user, visible, key, name, note=note)
    return changed
