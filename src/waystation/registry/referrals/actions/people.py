"""Withdrawn consents, merged files and erased files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.shared.periods import now, today_in
from waystation.registry.directory.queries.letters import ENTITY
from waystation.registry.privacy import queries as privacy
from waystation.registry.referrals.models import (
    Note,
    PersonLink,
    Referral,
    ReferralFile,
    SealedLink,
)
from waystation.registry.referrals.queries import letters
from waystation.registry.referrals.queries.referrals import PURPOSE
from waystation.registry.referrals.rules.referrals import OPEN, UNDECIDED
from waystation.registry.referrals.transitions import KIND, REFERRAL_WORKFLOW

STOPPABLE = ("to_approve", *OPEN, "closed", "confirmed", "contradicted")
"""A draft needs no stop: nothing of it was sent, and nothing can be without a new yes."""


@transaction.atomic
def stop_for_consent(organisation_id: UUID, consent_id: UUID) -> int:
    """Stop referrals that depend on an ended consent, or go to a partner after a later no.

    Called when a consent is withdrawn or refused. Return how many referrals were stopped.
    """
    ended = privacy.consents_that_ended().filter(organisation_id=organisation_id, id=consent_id)
    consent = ended.filter(purpose=PURPOSE).first()
    if consent is None:
        return 0
    rows = Referral.objects.filter(
        organisation_id=organisation_id,
        person_id=consent.person_id,
        direction="out",
        entity__name=consent.recipient,
    ) | Referral.objects.filter(organisation_id=organisation_id, consent_id=consent_id)
    return _stop(rows.filter(state__in=STOPPABLE))


def stop_expired() -> int:
    """Stop the referrals whose consent has expired or was overruled; runs each morning.

    They were inaccessible in the meantime: consent is checked at every request.
    """
    ended = Referral.objects.filter(consent__in=privacy.consents_that_ended())
    return _stop(ended.filter(state__in=OPEN))


def _stop(rows: Any) -> int:
    keys = list(rows.order_by().values_list("id", flat=True).distinct())
    for key in keys:
        with transaction.atomic():
            _stop_one(key)
    return len(keys)


def _stop_one(key: UUID) -> None:
    referral = Referral.objects.select_for_update(of=("self",)).get(id=key)
    messaging.revoke_links(SealedLink, referral)
    messaging.revoke_links(PersonLink, referral)
    if referral.state in REFERRAL_WORKFLOW.transitions["stop"].source:
        REFERRAL_WORKFLOW.take(referral, "stop")
    else:  # it has ended: its shared data are closed all the same
        about = {"organisation_id": referral.organisation_id, "office_id": referral.office_id}
        audit.log(None, "referral.stop", KIND, referral.id, **about)
    if referral.sent_at is not None:
        _tell_partner(referral)


def _tell_partner(referral: Referral) -> None:
    """Tell the partner that something can no longer be opened: without a word of what it is."""
    sender = letters.in_whose_name(referral)
    if sender is None:
        return
    letter = Delivery.begin(
        sender,
        referral.office_id,
        kind=letters.STOPPED,
        subject_kind=KIND,
        subject_id=referral.id,
        batch_id=referral.id,
        recipient_kind=ENTITY,
        recipient_id=referral.entity_id,
        sent_on=today_in(),
    )
    messaging.post(sender, referral.office_id, [letter], page="referrals:list")


def move_person(
    organisation_id: UUID, from_id: UUID, to_id: UUID, only: list[UUID] | None
) -> list[UUID]:
    """Let referrals follow a merge, or its undoing; return the keys that moved."""
    rows: Any = Referral.objects.filter(organisation_id=organisation_id, person_id=from_id)
    if only is not None:
        rows = rows.filter(id__in=only)
    moved = []
    for row in rows.select_for_update():
        row.person_id = to_id
        row.touch()
        row.save(update_fields=["person_id", "changed_at", "version"])
        audit.log(
            None,
            "referral.follow",
            KIND,
            row.id,
            organisation_id=organisation_id,
            office_id=row.office_id,
            fields=["person"],
        )
        moved.append(row.id)
    return moved


def erase_person(organisation_id: UUID, person_id: UUID) -> int:
    """Remove what describes a person from the referrals; the rows stay counted."""
    rows = Referral.objects.filter(organisation_id=organisation_id, person_id=person_id)
    keys = list(rows.values_list("id", flat=True))
    moment = now()
    Note.objects.filter(referral_id__in=keys).update(text=b"", changed_at=moment)
    ReferralFile.objects.filter(referral_id__in=keys).delete()
    for links in (SealedLink, PersonLink):
        rows_of = links.objects.filter(referral_id__in=keys, revoked_at__isnull=True)
        rows_of.update(revoked_at=moment, changed_at=moment)
    rows.filter(state__in=[*UNDECIDED, *OPEN]).update(state="stopped")
    return rows.update(
        summary=b"", profile=b"", disclosed=b"", incoming=b"", fields_shared=[], changed_at=moment
    )
