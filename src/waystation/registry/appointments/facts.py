"""Bookings as facts: expected visitors and attendance, without identities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from waystation.foundation.shared.facts import Column, FactTable
from waystation.foundation.shared.words import N_
from waystation.registry.reference.facts import PERSON, standard_of, table_of

from .fields import BOOKING
from .models import Booking

COLUMNS = (
    *BOOKING.fact_columns(),
    Column("came", "yes_no", N_("Attended")),
    Column("kept", "yes_no", N_("Attended, of the past appointments")),
    Column("no_show", "yes_no", N_("Did not attend")),
    Column("cancelled", "yes_no", N_("Cancelled")),
    Column("by_public", "yes_no", N_("Booked on the public page")),
    Column("reminded", "yes_no", N_("Reminded")),
    Column("days_ahead", "number", N_("Days booked ahead")),
)


def read_bookings(organisation: UUID, ids: Sequence[UUID] | None) -> Any:
    """Return the bookings of an organisation as facts; the day is that of the appointment."""
    found = Booking.objects.filter(organisation_id=organisation)
    if ids is not None:
        found = found.filter(id__in=list(ids))
    names = ("starts_at", "created_at", "state", "language", "by_public", "reminded_at")
    rows = found.order_by().values("id", "version", "office_id", "office__zone", *names, *PERSON)
    return table_of(COLUMNS, [_fact(row) for row in rows.iterator(chunk_size=20000)])


def _fact(row: dict[str, Any]) -> dict[str, Any]:
    zone = ZoneInfo(row["office__zone"])
    day = row["starts_at"].astimezone(zone).date()
    return {
        **standard_of(row, day),
        "language": row["language"] or None,
        "came": row["state"] == "arrived",
        "kept": row["state"] == "arrived" if row["state"] in {"arrived", "no_show"} else None,
        "no_show": row["state"] == "no_show",
        "cancelled": row["state"] == "cancelled",
        "by_public": row["by_public"],
        "reminded": row["reminded_at"] is not None,
        "days_ahead": (day - row["created_at"].astimezone(zone).date()).days,
    }


def bookings_of_people(organisation: UUID, people: Sequence[UUID]) -> Sequence[UUID]:
    """Return the bookings whose facts change when these people's files do."""
    rows = Booking.objects.filter(organisation_id=organisation, person_id__in=people)
    return list(rows.values_list("id", flat=True))


BOOKINGS = FactTable(
    "appointments.bookings",
    N_("Appointments"),
    "appointments.Booking",
    "appointment.read",
    COLUMNS,
    read_bookings,
    {"people.Person": bookings_of_people},
)
