"""A person's own link: made by the office, answered by the person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.shared.errors import refuse
from waystation.registry.referrals import queries
from waystation.registry.referrals.fields import OWN_ANSWER
from waystation.registry.referrals.models import PersonLink, Referral
from waystation.registry.referrals.rules import referrals as rules
from waystation.registry.referrals.transitions import KIND, REFERRAL_WORKFLOW


@transaction.atomic
def make_person_link(user: access.AnyUser, referral_id: UUID) -> PersonLink:
    """Create the link at which the person confirms or contradicts; earlier links become invalid.

    Raises NotSeen, NotAllowed, Refusal for a referral without an outcome.
    """
    referral = queries.referral_visible_to(user, referral_id)
    me = access.require(user, "referral.send", referral.office_id)
    refuse(
        [
            rules.refusal_of_direction(referral.direction, "out"),
            rules.refusal_of_unclosed(referral.state),
        ]
    )
    link = messaging.make_link(PersonLink, me, referral)
    audit.log(me, "referral.link", KIND, referral.id, office_id=referral.office_id)
    return link


@transaction.atomic
def answer_by_person(link: PersonLink, right: str, note: str = "") -> Referral:
    """Record what the person says of the outcome, at their own link. Raises NotSeen, Refusals.

    For the page of the link, which is open on this device.
    """
    OWN_ANSWER.refuse({"right": right, "note": note})
    queries.referral_of_link(link)
    rows = Referral.objects.select_for_update(of=("self",))
    referral = rows.select_related("entity", "office").get(id=link.referral_id)
    refuse([rules.refusal_of_unclosed(referral.state)])
    step = rules.PERSON_STEPS[right]
    values: dict[str, Any] = {"note": note} if step == "contradict" else {}
    taken: Referral = REFERRAL_WORKFLOW.take(
        referral, step, None, detail={"by": "person", "link": str(link.id)}, **values
    )
    return taken
