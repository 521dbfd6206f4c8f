"""E-mails to partners: in three languages, without names, numbers or reasons of a referral."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.messaging.queries import Delivery, MessageKind, Named
from waystation.foundation.messaging.rules import Letter
from waystation.foundation.shared.words import N_
from waystation.registry.organisations import queries as organisations

from .services import check_token_of

CHECK = "directory"
ENTITY = "organisations.Entity"
NOBODY = N_("No e-mail address is known.")
LANGUAGES = ("sq", "sr", "en")
"""Nobody knows which language a partner reads: what goes there is said in three."""


def to_partner(subject: str, *lines: str) -> Letter:
    """Return a letter to a partner in three languages; URLs are not translated."""
    subjects, body = [], []
    for language in LANGUAGES:
        with translation.override(language):
            subjects.append(_(subject))
            body += [_(line) if line else line for line in lines]
    with translation.override("en"):
        body.append(str(settings.UNSCR_1244_NOTE))
    return Letter(" / ".join(dict.fromkeys(subjects)), "\n\n".join(body) + "\n")


def check_address(check_id: UUID) -> str:
    """Return the whole address at which a partner confirms its services."""
    path = reverse("directory:check", args=[check_token_of(check_id)])
    return f"{settings.SITE_ADDRESS}{path}"


def addresses_of_entity(user: access.AnyUser, row: Any, day: date) -> list[Named]:
    speakers = organisations.focal_points_of(row.organisation_id, [row.recipient_id], day)
    return [(one.name, one.email) for one in speakers if one.email]


def _check_letter(rows: Sequence[Delivery]) -> Letter:
    return to_partner(
        N_("Are your services still as we have them?"),
        N_("Please look at the entries of your organisation and confirm or correct them:"),
        check_address(rows[0].subject_id),
    )


MESSAGES = {CHECK: MessageKind(addresses_of_entity, _check_letter, NOBODY)}
