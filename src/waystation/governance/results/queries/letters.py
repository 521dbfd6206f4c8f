"""E-mails to partners who are asked for figures: the question with its link, and reminders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from waystation.foundation.messaging.queries import MessageKind
from waystation.foundation.messaging.rules import Letter
from waystation.foundation.records.fields import in_short
from waystation.foundation.shared.words import N_
from waystation.governance.results.models import PartnerRequest
from waystation.registry.directory.queries.letters import NOBODY, addresses_of_entity, to_partner

from . import partners

ASKED, REMINDER = "results.asked", "results.reminder"
ENTITY = "organisations.Entity"
CLOSED = N_("The figures were sent, or the request was closed, in the meantime.")


def _rows(letters: Sequence[Any]) -> list[PartnerRequest]:
    keys = [one.subject_id for one in letters]
    return list(PartnerRequest.objects.filter(pk__in=keys).order_by("due_on", "pk"))


def _letter(subject: str, sentence: str, letters: Sequence[Any]) -> Letter:
    lines = []
    for row in _rows(letters):
        link = partners.live_link(row)
        with translation.override(row.language):
            words = _("{first} to {last}, until {due}:").format(
                first=in_short(row.starts_on),
                last=in_short(row.ends_on),
                due=in_short(row.due_on),
            )
        lines += [words, partners.address_of(link) if link else _("Ask the office for a new link.")]
    return to_partner(subject, sentence, *lines)


def _asked(letters: Sequence[Any]) -> Letter:
    return _letter(
        N_("Please send figures"),
        N_("Please type the figures of your organisation at this address. It opens on one device:"),
        letters,
    )


def _reminder(letters: Sequence[Any]) -> Letter:
    return _letter(
        N_("Outstanding figures"), N_("We have not received these figures yet:"), letters
    )


def _held_back(letters: Sequence[Any]) -> Mapping[UUID, str]:
    open_ = {row.pk for row in _rows(letters) if row.state in partners.UNANSWERED}
    return {one.id: CLOSED for one in letters if one.subject_id not in open_}


MESSAGES = {
    ASKED: MessageKind(addresses_of_entity, _asked, NOBODY, _held_back),
    REMINDER: MessageKind(addresses_of_entity, _reminder, NOBODY, _held_back),
}
