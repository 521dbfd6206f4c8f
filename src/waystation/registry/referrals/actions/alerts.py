"""Notifying the sender and the office's overseers of overdue answers, once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.shared.periods import now
from waystation.registry.referrals.models import Referral
from waystation.registry.referrals.queries import letters
from waystation.registry.referrals.rules.deadlines import is_overdue
from waystation.registry.referrals.transitions import KIND


def alert_overdue(moment: datetime | None = None) -> int:
    """Notify about every answer that is newly overdue at ``moment`` (now).

    Called each minute by the worker; safe with two workers. Return how many were notified.
    """
    at = moment or now()
    keys = Referral.objects.filter(state="sent", alerted_at__isnull=True, due_at__lt=at)
    return sum(_alert(key, at) for key in keys.order_by("due_at").values_list("id", flat=True))


@transaction.atomic
def _alert(key: UUID, moment: datetime) -> bool:
    referral = (
        Referral.objects.select_for_update(of=("self",))
        .filter(id=key, state="sent", alerted_at__isnull=True)
        .first()
    )
    if referral is None or not is_overdue(referral.due_at, moment):
        return False
    referral.alerted_at = moment
    referral.touch()
    referral.save()
    audit.log(
        None,
        "referral.late",
        KIND,
        referral.id,
        organisation_id=referral.organisation_id,
        office_id=referral.office_id,
    )
    told = letters.supervisors_of(referral.office_id)
    sender = referral.created_by
    if sender is not None and access.may(sender, "referral.read", referral.office_id):
        told[sender.id] = sender
    messaging.write_reminders(
        referral.organisation_id,
        referral.office_id,
        [
            messaging.Wanted(letters.LATE, referral.id, moment.date(), letters.ACCOUNT, one)
            for one in told
        ],
    )
    by = letters.in_whose_name(referral)
    if by is not None:
        messaging.begin_sending(by, referral.office_id, page="referrals:unanswered")
    return True
