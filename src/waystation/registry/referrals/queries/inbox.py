"""Referrals as a partner with an account sees them: those of its organisation."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.fields import Field
from waystation.foundation.shared.periods import today_in
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.registry.organisations import queries as organisations
from waystation.registry.referrals.fields import REFERRAL
from waystation.registry.referrals.models import Referral, ReferralFile
from waystation.registry.referrals.rules import disclosure
from waystation.registry.referrals.rules.referrals import UNSEEN_BY_PARTNER, steps_of_partner
from waystation.registry.referrals.transitions import DECLINE, KIND, OUTCOME, REFERRAL_WORKFLOW

from . import referrals

MOST = 200


def entity_of(user: access.AnyUser) -> Any:
    """Return the organisation that the user represents today, None if there is none."""
    if not access.may(user, "referral.answer"):
        return None
    return organisations.entity_of(user, today_in())


def inbox_of(user: access.AnyUser) -> QuerySet[Referral]:
    """Return the referrals to and from the user's organisation that may be read now."""
    entity = entity_of(user)
    if entity is None:
        return Referral.objects.none()
    rows = Referral.objects.filter(entity=entity)
    return referrals.readable_by_partner(rows).order_by("-sent_at", "-id")


def outstanding(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return what waits: referrals of the user's office, and those to answer as a partner."""
    return referrals.outstanding_of(user, today) + [
        Outstanding(
            "referrals.inbox",
            _("{number} · to answer").format(number=one.number),
            reverse("referrals:inbox_referral", args=[one.id]),
            due_on=one.due_at.date() if one.due_at else None,
            since=one.sent_at,
            record=one.id,
        )
        for one in inbox_of(user).filter(direction="out", state="sent")[:MOST]
    ]


def about_for_partner(one: Referral) -> list[tuple[Field, str]]:
    """Return what was asked for, and how it ended, as the partner may read it."""
    fields = (*REFERRAL.only("need", "priority"), DECLINE["decline_reason"], OUTCOME["outcome"])
    rows = ((field, getattr(one, field.name)) for field in fields)
    return [(field, field.words(value)) for field, value in rows if value]


def inbox_referral(user: access.AnyUser, key: UUID) -> Referral:
    """Return one referral of the user's organisation. Raises NotSeen."""
    rows = inbox_of(user).select_related("entity", "service", "office", "consent")
    found = rows.filter(id=key).first()
    if found is None or (found.direction == "out" and not referrals.readable_fields(found)):
        raise referrals.not_seen()
    return found


@transaction.atomic
def open_inbox_referral(user: access.AnyUser, key: UUID) -> Referral:
    """Return one referral to be read by the partner, and write it down."""
    found = inbox_referral(user, key)
    me = access.signed_in(user)
    audit.log(me, "referral.read", KIND, found.id, office_id=found.office_id, by="partner")
    return found


def content_for_partner(referral: Referral) -> list[tuple[str, str]]:
    """Return what a partner may read of a referral at this moment, as question and answer."""
    if referral.direction == "in":
        return referrals.incoming_in_words(referral)
    allowed = referrals.readable_fields(referral)
    return referrals.in_words(
        disclosure.still_allowed(referrals.disclosed_items(referral), allowed)
    )


def files_for_partner(referral: Referral) -> list[referrals.FileLine]:
    """Return the files that a partner may open at this moment."""
    if "documents" not in referrals.readable_fields(referral):
        return []
    return referrals.files_of(referral)


def file_for_partner(referral: Referral, key: UUID) -> ReferralFile:
    """Return a file of a referral that a partner may open now. Raises NotSeen."""
    found = ReferralFile.objects.filter(referral=referral, id=key).first()
    if found is None or "documents" not in referrals.readable_fields(referral):
        raise referrals.not_seen()
    return found


def inbox_file(user: access.AnyUser, key: UUID) -> ReferralFile:
    """Return a file of a referral of the user's organisation. Raises NotSeen."""
    owner = ReferralFile.objects.filter(id=key).values_list("referral_id", flat=True).first()
    if owner is None:
        raise referrals.not_seen()
    return file_for_partner(inbox_referral(user, owner), key)


def steps_for_partner(referral: Referral) -> list[Any]:
    """Return the transitions that a partner may take with a referral now."""
    allowed = steps_of_partner(referral.direction)
    return [
        one
        for one in REFERRAL_WORKFLOW.transitions.values()
        if one.name in allowed and referral.state in one.source
    ]


def partner_step(referral: Referral, name: str) -> Any:
    """Return a transition that partners take; whether it is possible now, the action says.

    Raises NotSeen.
    """
    if name not in steps_of_partner(referral.direction):
        raise referrals.not_seen()
    return REFERRAL_WORKFLOW.transitions[name]


def offices_to_refer_to(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the offices to which a partner can send referrals: where somebody can answer them."""
    me = access.signed_in(user)
    return [
        (key, name)
        for key, name in access.office_names(me.organisation_id).items()
        if access.holders_of(UUID(key), "referral.send")
    ]


def states_in_inbox() -> list[tuple[str, str]]:
    """Return the states in which a partner can see a referral, as choices."""
    return [one for one in REFERRAL_WORKFLOW.get_choices() if one[0] not in UNSEEN_BY_PARTNER]
