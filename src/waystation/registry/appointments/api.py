"""Appointments over HTTP: slots, bookings and attendance."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import FieldsIn, FieldsOut, key_of
from waystation.foundation.records.sealed import read_sealed

from . import actions, queries
from .fields import BOOKING, SERIES, SLOT
from .transitions import BOOKING_WORKFLOW

router = Router(tags=["appointments"])
MOST = 200


class SeriesIn(FieldsIn, table=SERIES):
    """Days and hours for which times are offered."""

    office_id: UUID
    staff_id: UUID | None = None


class SlotOut(FieldsOut, table=SLOT):
    """A time that is offered."""

    id: UUID
    office_id: UUID
    staff_id: UUID | None
    state: str


class BookingIn(FieldsIn, table=BOOKING):
    """An appointment as it is sent; a person is named by the key of the file, or not at all."""

    slot_id: UUID


class BookingLine(FieldsOut, table=BOOKING.without("wish", "contact")):
    """An appointment in a list: without what is sealed."""

    id: UUID
    office_id: UUID
    slot_id: UUID
    starts_at: datetime
    by_public: bool
    state: str


class BookingOut(BookingLine):
    """One appointment, with its subject."""

    wish: str

    @staticmethod
    def resolve_wish(booking: Any) -> str:
        return read_sealed(booking, "wish")


BookingStep = Enum("BookingStep", {name: name for name in BOOKING_WORKFLOW.transitions})  # type: ignore[misc]


class NothingMore(Schema):
    """These steps ask nothing."""


@router.get("/slots", response=list[SlotOut], summary="The times offered in your offices")
def list_slots(request: HttpRequest, free: bool = False) -> Any:
    """Return the times of your offices, the latest first; with `free` only what can be booked."""
    user = access.require(request.user, "appointment.read")
    rows = queries.slots_visible_to(user).order_by("-starts_at", "-id")
    return (rows.filter(booked=False, state="open") if free else rows)[:MOST]


@router.post("/slots", response={201: list[SlotOut]}, summary="Offer times")
def add_slots(request: HttpRequest, series: SeriesIn) -> Any:
    """Offer times for some days; those that are there already are not added again."""
    given = series.dict()
    office, staff = given["office_id"], given["staff_id"]
    made = actions.add_slots(request.user, office, staff=staff, **SERIES.read(given))
    return Status(201, made)


@router.get("/bookings", response=list[BookingLine], summary="The appointments of your offices")
def list_bookings(request: HttpRequest, state: str = "") -> Any:
    """Return the appointments of your offices, the latest first."""
    user = access.require(request.user, "appointment.read")
    rows = queries.bookings_visible_to(user).order_by("-starts_at", "-id")
    return (rows.filter(state=state) if state else rows)[:MOST]


@router.post("/bookings", response={201: BookingOut}, summary="Book an appointment")
def book(request: HttpRequest, booking: BookingIn) -> Any:
    """Book a time. The header Idempotency-Key (a UUID) is its key: sent twice, it is one."""
    given = booking.dict()
    key = key_of(request)
    values = BOOKING.read(given)
    return Status(201, actions.book(request.user, given["slot_id"], key=key, **values))


@router.get("/bookings/{uuid:booking_id}", response=BookingOut, summary="One appointment")
def read_booking(request: HttpRequest, booking_id: UUID) -> Any:
    """Return one appointment; 404 outside your offices."""
    access.require(request.user, "appointment.read")
    return queries.booking_visible_to(request.user, booking_id)


@router.post(
    "/bookings/{uuid:booking_id}/{transition}",
    response=BookingOut,
    summary="Attended, did not attend",
)
def change_booking_state(
    request: HttpRequest, booking_id: UUID, transition: BookingStep, nothing: NothingMore
) -> Any:
    """Note that a visitor came or did not, or cancel the appointment."""
    return actions.change_booking_state(request.user, booking_id, transition.value)
