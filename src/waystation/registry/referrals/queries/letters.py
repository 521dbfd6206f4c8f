"""E-mails about referrals: only that one is waiting, without name, number, service or reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.rules import roles_that_may
from waystation.foundation.messaging.queries import MessageKind, Named, Reminder, token_of
from waystation.foundation.messaging.rules import Letter
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.shared.words import N_
from waystation.registry.directory.queries.letters import (
    NOBODY,
    addresses_of_entity,
    to_partner,
)
from waystation.registry.referrals.models import Referral, SealedLink

LINK, STOPPED, LATE = "referral_link", "referral_stopped", "referral_late"
OVER = N_("Answered or ended in the meantime.")
ACCOUNT = "access.User"


def link_address(link_id: UUID) -> str:
    """Return the whole address of a sealed link, to be handed to the partner."""
    path = reverse("referrals:sealed_link", args=[token_of(SealedLink.salt, link_id)])
    return f"{settings.SITE_ADDRESS}{path}"


def supervisors_of(office_id: UUID) -> dict[UUID, Any]:
    """Return who oversees the referrals of an office today, by key."""
    roles = roles_that_may("referral.oversee")
    return {one.id: one for role in roles for one in access.holders(office_id, role)}


def in_whose_name(referral: Referral) -> Any:
    """Return the account that sends the office's automatic letters: the sender, or an overseer."""
    sender = referral.created_by
    if sender is not None and sender.is_active and access.serves(sender, referral.office_id):
        return sender
    return next(iter(supervisors_of(referral.office_id).values()), None)


def _letter(subject: str, *lines: str) -> Letter:
    """Return a letter to a colleague in the language in force."""
    body = [*(_(line) for line in lines), str(settings.UNSCR_1244_NOTE)]
    return Letter(_(subject), "\n\n".join(body) + "\n")


def _address_of_link(user: access.AnyUser, row: Any, day: date) -> list[Named]:
    link = SealedLink.objects.get(id=row.subject_id)
    address = read_sealed(link, "sent_to")
    return [("", address)] if address else []


def _link_letter(rows: Sequence[Any]) -> Letter:
    return to_partner(
        N_("A message for you"),
        N_("An office has left a message for you that needs an answer. Open it here:"),
        link_address(rows[0].subject_id),
        N_("The office tells you the code by telephone. The link opens on one device only."),
    )


def _stopped_letter(rows: Sequence[Any]) -> Letter:
    return to_partner(
        N_("A message is no longer available"),
        N_(
            "Something that an office had sent you can no longer be opened. Delete what you have "
            "copied or printed of it, and do not act on it any further."
        ),
    )


def _address_of_account(user: access.AnyUser, row: Any, day: date) -> list[Named]:
    found = access.users_by_key([row.recipient_id]).get(row.recipient_id)
    return [(found.full_name, found.email)] if found is not None and found.is_active else []


def _late_letter(rows: Sequence[Any]) -> Letter:
    return _letter(
        N_("An answer is overdue"),
        N_("Something that your office has sent was not answered in time. Sign in to see it."),
    )


def _late_held_back(rows: Sequence[Reminder]) -> Mapping[UUID, str]:
    keys = [one.subject_id for one in rows]
    waiting = set(Referral.objects.filter(id__in=keys, state="sent").values_list("id", flat=True))
    return {one.id: OVER for one in rows if one.subject_id not in waiting}


MESSAGES = {
    LINK: MessageKind(_address_of_link, _link_letter, NOBODY),
    STOPPED: MessageKind(addresses_of_entity, _stopped_letter, NOBODY),
    LATE: MessageKind(_address_of_account, _late_letter, NOBODY, _late_held_back),
}
