"""The reminder of an appointment. It gives the time only: not the subject, place or counsellor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.messaging.queries import MessageKind, Named, Reminder
from waystation.foundation.messaging.rules import Letter
from waystation.foundation.records.fields import in_short
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.shared.words import N_

from .models import Booking

REMINDER = "appointment"
RECIPIENT = "appointments.Booking"
NOBODY = N_("There is no longer an address for this reminder.")
CANCELLED = N_("The appointment is cancelled or over.")
SPOKEN = {"sq", "sr", "en", "tr", "ar"}


def text_of(booking: Booking) -> str:
    """Return the text of the reminder, in the language chosen for the conversation."""
    at = booking.starts_at.astimezone(ZoneInfo(booking.office.zone))
    with override(booking.language if booking.language in SPOKEN else get_language() or "en"):
        return _("You asked to be reminded: {day}, {time}.").format(
            day=in_short(at.date()), time=f"{at:%H:%M}"
        )


def _booking_of(row: Reminder) -> Booking | None:
    rows = Booking.objects.filter(id=row.subject_id).select_related("office")
    return rows.first()


def _addresses(user: AnyUser, row: Any, on: date) -> Sequence[Named]:
    booking = _booking_of(row)
    address = read_sealed(booking, "contact") if booking is not None else ""
    return [("", address)] if address else []


def _letter(rows: Sequence[Any]) -> Letter:
    booking = _booking_of(rows[0])
    text = text_of(booking) if booking is not None else ""
    with override(booking.language if booking and booking.language in SPOKEN else "en"):
        return Letter(_("Reminder"), text)


def _held_back(rows: Sequence[Any]) -> Mapping[UUID, str]:
    keys = [row.subject_id for row in rows]
    open_ones = Booking.objects.filter(id__in=keys, state="booked").values_list("id", flat=True)
    still = set(open_ones)
    return {row.id: CANCELLED for row in rows if row.subject_id not in still}


MESSAGES = {REMINDER: MessageKind(_addresses, _letter, NOBODY, _held_back)}
