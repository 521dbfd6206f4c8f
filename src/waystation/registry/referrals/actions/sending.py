"""Sending with consent, or by two people without it; all other transitions of the office."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.shared.errors import refuse
from waystation.foundation.shared.periods import today_in
from waystation.registry.directory.rules import refusal_of_closed
from waystation.registry.people import actions as files
from waystation.registry.privacy import actions as privacy
from waystation.registry.privacy import queries as consents
from waystation.registry.referrals import queries
from waystation.registry.referrals.fields import ANSWER
from waystation.registry.referrals.models import Referral
from waystation.registry.referrals.queries.referrals import PURPOSE, known_of, not_seen
from waystation.registry.referrals.rules import disclosure
from waystation.registry.referrals.rules import referrals as rules
from waystation.registry.referrals.transitions import REFERRAL_WORKFLOW

from .drafting import lock_draft

SENDS = ("send", "approve_override")


def change_referral_state(
    user: access.AnyUser, referral_id: UUID, step: str, **values: Any
) -> Referral:
    """Take a transition of a referral for the office. Raises NotSeen, NotAllowed, Refusals.

    Shared data are compiled in the same transaction, from the consent at that moment.
    """
    with transaction.atomic():
        if step in SENDS:
            _compile(user, referral_id, step)
        rows = queries.referrals_visible_to(user)
        referral: Referral = REFERRAL_WORKFLOW.perform(user, rows, referral_id, step, **values)
    return referral


def _compile(user: access.AnyUser, referral_id: UUID, step: str) -> None:
    """Put what is sent into the referral: exactly the agreed fields. Raises Refusal."""
    queries.referral_visible_to(user, referral_id)
    referral = Referral.objects.select_for_update().get(id=referral_id)
    if referral.state not in REFERRAL_WORKFLOW.transitions[step].source:
        return  # the transition says so itself
    me = access.require(user, REFERRAL_WORKFLOW.transitions[step].permission, referral.office_id)
    service = referral.service
    refuse(
        [
            rules.refusal_of_direction(referral.direction, "out"),
            refusal_of_closed(service.state, service.takes_referrals) if service else None,
        ]
    )
    person = referral.person
    if person is None or person.erased_at is not None:
        raise not_seen()
    if step == "approve_override":
        refuse([rules.refusal_of_own_approval(referral.override_by_id, me.id)])
        referral.consent = None
    else:
        _take_consent(referral)
    items = disclosure.compile_items(referral.fields_shared, known_of(referral))
    text = json.dumps(disclosure.as_plain(items), ensure_ascii=False)
    write_sealed(referral, "disclosed", text)
    referral.save()


def _take_consent(referral: Referral) -> None:
    """Rest a referral on the person's last answer about this partner. Raises Refusal."""
    newest = consents.newest_consent(referral.person_id, PURPOSE, referral.entity.name)  # type: ignore[arg-type]
    allowed = newest.fields if newest is not None and newest.holds else ()
    refuse([disclosure.refusal_of_gap(referral.fields_shared, allowed)])
    assert newest is not None  # noqa: S101 - nothing is allowed without it
    referral.basis, referral.consent_id = "consent", newest.id


@transaction.atomic
def answer_and_send(
    user: access.AnyUser,
    referral_id: UUID,
    *,
    language: str,
    text_number: int,
    key: UUID | None = None,
    **values: Any,
) -> Referral:
    """Record the person's answer to the text that was read out; after a yes, send.

    A no is recorded too, and nothing is sent. ``values`` are those of ``fields.ANSWER``. Raises
    NotSeen, NotAllowed, Refusals, and Refusal where the text has changed meanwhile.
    """
    referral = lock_draft(user, referral_id)
    given = ANSWER.complete(values)
    ANSWER.refuse(given, rules.refusal_of_direction(referral.direction, "out"))
    agreed = given["agreed"] == "yes"
    terms = {name: given[name] for name in ANSWER.without("agreed").names}
    privacy.record_consent(
        user,
        referral.person_id,  # type: ignore[arg-type]
        key=key,
        purpose=PURPOSE,
        recipient=referral.entity.name,
        fields=referral.fields_shared,
        language=language,
        text_number=text_number,
        agreed=agreed,
        **terms,
    )
    if not agreed:
        return Referral.objects.get(id=referral.id)
    sent = change_referral_state(user, referral.id, "send")
    files.note_contact(user, sent.person_id, today_in())  # type: ignore[arg-type]
    return sent


@transaction.atomic
def refer_again(user: access.AnyUser, referral_id: UUID) -> None:
    """Raise Refusal if a referral cannot be continued by another one."""
    before = queries.referral_visible_to(user, referral_id)
    access.require(user, "referral.send", before.office_id)
    refuse([rules.refusal_of_renewal(before.state)])
