"""E-mails to senders of submissions. They never contain answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.messaging.queries import Delivery, MessageKind, Named
from waystation.foundation.messaging.rules import Letter
from waystation.foundation.shared.words import N_
from waystation.registry.collection.models import Submission

NOBODY = N_("The account of who sent it is closed.")
ARRIVED = N_("The files have arrived in the meantime.")


def _addresses(user: AnyUser, row: Delivery, on: date) -> list[Named]:
    sender = access.users_by_key([row.recipient_id]).get(row.recipient_id)
    if sender is None or not sender.is_active:
        return []
    return [(sender.full_name, sender.email)]


def _letter(rows: Sequence[Delivery]) -> Letter:
    row = rows[0]
    one = Submission.objects.select_related("form", "office", "app_user").get(id=row.subject_id)
    sender = access.users_by_key([row.recipient_id]).get(row.recipient_id)
    with override(sender.language if sender else settings.LANGUAGE_CODE):
        at = date_format(timezone.localtime(one.created_at), "SHORT_DATETIME_FORMAT")
        words = {
            "form": one.form.title,
            "at": at,
            "office": one.office.name,
            "phone": one.app_user.label if one.app_user else "–",
        }
        lines = [
            _("The form “{form}” that arrived on {at} from {phone} names files that are not here:"),
            *(f"- {name}" for name in one.missing_files),
            "",
            _(
                "Where that phone has a connection, open ODK Collect, choose Ready to send, and "
                "send the form again. What arrived already is not counted twice. If the form is "
                "not in that list any more, tell {office}."
            ),
            "",
            str(settings.UNSCR_1244_NOTE),
        ]
        lines = [lines[0].format(**words), *lines[1:-3], lines[-3].format(**words), *lines[-2:]]
        subject = _("Please send the missing files of “{form}”").format(**words)
    return Letter(subject, "\n".join(lines))


def _held_back(rows: Sequence[Delivery]) -> dict[UUID, str]:
    submissions = Submission.objects.in_bulk([row.subject_id for row in rows])
    return {row.id: ARRIVED for row in rows if not submissions[row.subject_id].missing_files}


MESSAGES = {"files": MessageKind(_addresses, _letter, NOBODY, _held_back)}
