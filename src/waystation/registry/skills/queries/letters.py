"""The e-mail with the URL of a person's own profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.messaging.queries import Delivery, MessageKind, Named
from waystation.foundation.messaging.rules import Letter
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.registry.skills.models import ProfileLink

from .links import link_address

LINK, SUBJECT, PERSON = "skills", "skills.ProfileLink", "people.Person"
NOBODY = N_("No e-mail address is known.")
OVER = N_("Answered or ended in the meantime.")
LANGUAGES = ("sq", "sr", "en")
"""Said in three, as nobody knows which the person reads."""


def emails_of(person: Any) -> list[str]:
    """Return the e-mail addresses in a person's file."""
    contacts = people.file_of(person).identity.contacts
    return [one.value for one in contacts if one.kind == "email"]


def _addresses(user: access.AnyUser, row: Any, day: date) -> list[Named]:
    link = ProfileLink.objects.select_related("profile__person").get(id=row.subject_id)
    return [("", address) for address in emails_of(link.profile.person)[:1]]


def _letter(rows: Sequence[Delivery]) -> Letter:
    body = []
    for language in LANGUAGES:
        with translation.override(language):
            body.append(
                _(
                    "Here you can see what the office has stored about your work and skills, "
                    "correct it and confirm it. The address is valid for two weeks:"
                )
            )
    body.append(link_address(rows[0].subject_id))
    with translation.override("en"):
        body.append(str(settings.UNSCR_1244_NOTE))
    subjects = []
    for language in LANGUAGES:
        with translation.override(language):
            subjects.append(_("A message for you"))
    return Letter(" / ".join(dict.fromkeys(subjects)), "\n\n".join(body) + "\n")


def _held_back(rows: Sequence[Delivery]) -> Mapping[UUID, str]:
    keys = [one.subject_id for one in rows]
    links = ProfileLink.objects.filter(id__in=keys, revoked_at__isnull=True, expires_at__gt=now())
    good = set(links.filter(profile__state="open").values_list("id", flat=True))
    return {one.id: OVER for one in rows if one.subject_id not in good}


MESSAGES = {LINK: MessageKind(_addresses, _letter, NOBODY, _held_back)}
