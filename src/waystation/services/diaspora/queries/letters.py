"""Letters to members who have consented, with a link to unsubscribe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.messaging.queries import Delivery, MessageKind, Named
from waystation.foundation.messaging.rules import MAILED, Letter
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.shared.words import N_
from waystation.services.diaspora.models import Mailing, Member

from .members import stop_secret_of

MAILING = "diaspora"
RECIPIENT = "diaspora.Member"
NOBODY = N_("The member does not want to be written to any more.")


def addresses(user: AnyUser, row: Delivery, day: date) -> Sequence[Named]:
    """Return the address of a member who still agrees to be written to."""
    member = Member.objects.filter(id=row.recipient_id, mailing_since__isnull=False).first()
    return [("", read_sealed(member, "email"))] if member is not None else []


def letter(rows: Sequence[Delivery]) -> Letter:
    """Return the letter of a mailing to one member, with the address that ends the letters."""
    mailing = Mailing.objects.get(id=rows[0].subject_id)
    member = Member.objects.get(id=rows[0].recipient_id)
    path = reverse("public:diaspora_stop", args=[stop_secret_of(member)])
    with override(member.language or "en"):
        end = _("To get no more letters, open this address:")
        note = str(settings.UNSCR_1244_NOTE)
    body = f"{mailing.text}\n\n{end}\n{settings.SITE_ADDRESS}{path}\n\n{note}\n"
    return Letter(mailing.subject, body)


def deliveries_of(mailing: Mailing) -> list[tuple[str, int]]:
    """Return how many letters of a mailing are in each e-mail state, in words."""
    rows = Delivery.objects.filter(batch_id=mailing.id).values("mailed")
    number = dict(rows.annotate(number=Count("id")).values_list("mailed", "number"))
    return [(_(words), number[state]) for state, words in MAILED if state in number]


MESSAGES = {MAILING: MessageKind(addresses, letter, NOBODY)}
