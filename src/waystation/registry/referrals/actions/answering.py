"""Actions of a partner, with an account or through a guest link: same transitions, same rules.

The office's own transitions go through ``Workflow.perform``, which requires a permission in the
office. A partner has none there: its rights follow from whose referral it is.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.registry.referrals import queries
from waystation.registry.referrals.models import Referral
from waystation.registry.referrals.rules.referrals import steps_of_partner
from waystation.registry.referrals.transitions import REFERRAL_WORKFLOW


@transaction.atomic
def answer_referral(user: access.AnyUser, referral_id: UUID, step: str, **values: Any) -> Referral:
    """Take a step with a referral of the user's organisation. Raises NotSeen, Refusals."""
    queries.inbox_referral(user, referral_id)
    return take_partner_step(referral_id, step, values, access.signed_in(user))


def take_partner_step(
    referral_id: UUID, step: str, values: dict[str, Any], user: Any, **detail: str
) -> Referral:
    """Take one of the partner's steps with a referral that the partner may read.

    Inside the caller's transaction, which has asked whose referral it is. A referral in the
    target state already is returned as it is.
    """
    referral = (
        Referral.objects.select_for_update(of=("self",))
        .select_related("entity", "office")
        .get(id=referral_id)
    )
    transition = REFERRAL_WORKFLOW.transitions.get(step)
    if transition is None or step not in steps_of_partner(referral.direction):
        raise NotSeen(N_("There is no such page."), code="not_seen")
    taken: Referral = REFERRAL_WORKFLOW.take(
        referral, step, user, detail={"by": "partner", **detail}, **values
    )
    return taken
