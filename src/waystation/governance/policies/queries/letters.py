"""The reminder of a due delivery to the focal point of the authority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.messaging.queries import MessageKind, Named
from waystation.foundation.messaging.rules import Letter
from waystation.foundation.records.fields import in_short
from waystation.foundation.shared.words import N_
from waystation.governance.policies.models import Delivery
from waystation.registry.organisations import queries as organisations

REMINDER = "policies.delivery"
ENTITY = "organisations.Entity"
NOBODY = N_("No e-mail address is known.")
RECEIVED = N_("The delivery was received in the meantime.")
LANGUAGES = ("sq", "sr", "en")


def _addresses(user: access.AnyUser, row: Any, day: date) -> Sequence[Named]:
    speakers = organisations.focal_points_of(row.organisation_id, [row.recipient_id], day)
    return [(one.name, one.email) for one in speakers if one.email]


def _letter(rows: Sequence[Any]) -> Letter:
    """Return one letter in three languages about all deliveries that are due."""
    keys = [row.subject_id for row in rows]
    waiting = Delivery.objects.filter(id__in=keys).select_related("arrangement")
    subjects, body = [], []
    for language in LANGUAGES:
        with translation.override(language):
            subjects.append(_("Data that you agreed to deliver"))
            body.append(_("Please send what is due under our arrangement:"))
            body += [
                _("{what}, {first} to {last}: due on {due}").format(
                    what=one.arrangement.title,
                    first=in_short(one.starts_on),
                    last=in_short(one.ends_on),
                    due=in_short(one.due_on),
                )
                for one in waiting.order_by("due_on", "id")
            ]
    body.append(str(settings.UNSCR_1244_NOTE))
    return Letter(" / ".join(dict.fromkeys(subjects)), "\n\n".join(body) + "\n")


def _held_back(rows: Sequence[Any]) -> Mapping[UUID, str]:
    keys = [row.subject_id for row in rows]
    came = Delivery.objects.filter(id__in=keys, received_on__isnull=False)
    received = set(came.values_list("id", flat=True))
    return {row.id: RECEIVED for row in rows if row.subject_id in received}


MESSAGES = {REMINDER: MessageKind(_addresses, _letter, NOBODY, _held_back)}
