"""Ending an invitee's access: a withdrawn invitation, an unneeded e-mail address.

An invitation is valid while it names an item. If it is withdrawn it names none, so its link and its
papers are closed; the record of the invitation and its reason remains, and the audit log lists the
items.
"""

from __future__ import annotations

import json
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.records.saving import log
from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.shared.errors import refuse
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.models import Invitee
from waystation.governance.meetings.queries import guests as invited
from waystation.governance.meetings.queries.deliveries import INVITEE
from waystation.governance.meetings.rules import meetings as rules
from waystation.governance.network.queries.scope import one, reader_of

from .frame import lock_meeting

WITHDRAWN = N_("The invitation was withdrawn.")


def write_contact(invitee: Invitee, name: str, email: str = "") -> None:
    """Seal the name and the address of an invitee without an account; not yet saved."""
    known = {"name": name.strip(), "email": email.strip()}
    write_sealed(invitee, "contact", json.dumps(known))


@transaction.atomic
def withdraw_invitee(user: AnyUser, meeting_id: UUID, key: UUID) -> Invitee:
    """Take an invitation back: what waits for the invitee is not sent, and nothing opens any more.

    Raises NotSeen, NotAllowed, Refusal once the meeting is over.
    """
    reader = reader_of(user, "invitee.ask")
    meeting = lock_meeting(reader, meeting_id)
    refuse([rules.refusal_to_change(meeting.state)])
    invitee = one(Invitee.objects.filter(meeting=meeting).select_for_update(of=("self",)), key)
    items = [str(item) for item in invitee.links.order_by("id").values_list("item_id", flat=True)]
    if not items:
        return invitee
    invitee.links.all().delete()
    messaging.withdraw(INVITEE, invitee.id, WITHDRAWN)
    _forget(invitee)
    log(reader.user, "invitee.withdraw", invitee, items=items)
    return invitee


def forget_addresses() -> int:
    """Delete the addresses of invitees without an account after the meeting.

    Runs daily; the name remains with the invitation. Return how many were deleted.
    """
    over = Invitee.objects.filter(
        user__isnull=True, meeting__state__in=["held", "cancelled"], meeting__ends_at__lt=now()
    )
    left = over.filter(Q(changed_at__lte=F("meeting__ends_at")) | Q(changed_at=F("created_at")))
    return sum(_forget_one(key) for key in list(left.values_list("id", flat=True)))


@transaction.atomic
def _forget_one(key: UUID) -> bool:
    row = Invitee.objects.select_for_update().get(id=key)
    if not _forget(row):
        return False
    log(None, "invitee.forget_address", row)
    return True


def _forget(row: Invitee) -> bool:
    """Keep the name of an invitee without an account only; return whether there was an address."""
    had = bool(invited.address_of(row))
    if had:
        write_contact(row, invited.contact_of(row))
    row.touch()
    row.save()
    return had
