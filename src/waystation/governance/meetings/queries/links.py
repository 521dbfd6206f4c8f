"""Invitees without an account: a signed link, for the requested items, until the meeting ends.

The link contains the invitee's key and a signature only; it is valid from convening the meeting
until its end, and every access and refusal is logged. Invitees with an account sign in: they get no
link.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging import queries as messaging
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.governance.meetings.models import Invitee, Paper
from waystation.governance.network.queries.scope import not_there

from . import deliveries
from .guests import valid_invitations
from .papers import Invited, Opened, content_of, invited_as, refusal_of_paper

SALT = "meetings.invitation"


def token_of(invitee: Invitee) -> str:
    """Return the secret part of an invitee's link."""
    return messaging.token_of(SALT, invitee.id)


def _invitee_of(token: str) -> Invitee:
    key = messaging.key_of(SALT, token)
    row = (
        valid_invitations()
        .filter(id=key, user__isnull=True)
        .select_related("meeting")
        .prefetch_related("links__item")
        .first()
        if key
        else None
    )
    if row is None:
        raise not_there()
    return row


def _note(invitee: Invitee, verb: str, kind: str, subject: UUID, **detail: str) -> None:
    with transaction.atomic():
        audit.log(
            None,
            verb,
            kind,
            subject,
            organisation_id=invitee.organisation_id,
            office_id=invitee.office_id,
            invitee=str(invitee.id),
            **detail,
        )


def invitation_by(token: str) -> Invited:
    """Return the meeting of a link, with its items and papers while it is open; write it down.

    Raises NotSeen for an unknown link.
    """
    invitee = _invitee_of(token)
    found = invited_as(invitee)
    verb = "invitation.read" if found.open else "invitation.refuse"
    _note(invitee, verb, "meetings.Meeting", invitee.meeting_id)
    return found


def paper_by(token: str, key: UUID) -> Opened:
    """Return a paper of an item that the link is for, and log that it was read.

    Raises NotSeen for another meeting's paper, Refusal for another item's, for a closed class,
    and once the meeting is over; that is logged too.
    """
    invitee = _invitee_of(token)
    paper = (
        Paper.objects.filter(id=key, meeting_id=invitee.meeting_id)
        .select_related("meeting")
        .first()
    )
    refusal: Refusal | None = not_there() if paper is None else refusal_of_paper(invitee, paper)
    if refusal is not None or paper is None:
        code = refusal.code if refusal else ""
        _note(invitee, "paper.refuse", "meetings.Paper", key, code=code)
        raise refusal or not_there()
    _note(invitee, "paper.read", "meetings.Paper", paper.id)
    sent = Delivery.objects.filter(subject_id=paper.id, **deliveries.to_invitee(invitee.id))
    sent.filter(opened_at__isnull=True).update(opened_at=now())
    return content_of(paper)
