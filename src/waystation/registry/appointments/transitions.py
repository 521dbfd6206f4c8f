"""The states of slots and bookings, and their transitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow

from . import rules


def _refusal_before_start(booking: Any) -> Refusal | None:
    return rules.refusal_of_no_show(booking.starts_at, now())


def _refusal_before_its_day(booking: Any) -> Refusal | None:
    zone = ZoneInfo(booking.office.zone)
    return rules.refusal_of_early_arrival(
        booking.starts_at.astimezone(zone).date(), today_in(booking.office.zone)
    )


def _end(booking: Any, user: Any, values: Mapping[str, Any]) -> None:
    booking.ended_at = now()
    booking.channel, booking.contact = "", b""  # no longer needed: nobody is reminded any more


BOOKING_WORKFLOW = Workflow(
    "appointments.Booking",
    states=(
        State("booked", N_("Booked"), "a"),
        State("arrived", N_("Attended"), "g"),
        State("no_show", N_("Did not attend"), "r"),
        State("cancelled", N_("Cancelled"), "b"),
    ),
    transitions=(
        Transition(
            "arrive",
            ("booked", "no_show"),
            "arrived",
            "appointment.record",
            "booking.arrive",
            button=N_("Mark as attended"),
            done=N_("The appointment is marked as attended."),
            lead=N_("Record the visit separately."),
            condition=_refusal_before_its_day,
            change=_end,
        ),
        Transition(
            "no_show",
            ("booked",),
            "no_show",
            "appointment.record",
            "booking.no_show",
            button=N_("Did not attend"),
            done=N_("The appointment is marked as not attended."),
            lead=N_("It counts as missed. If the visitor comes later, mark it as attended."),
            condition=_refusal_before_start,
            change=_end,
        ),
        Transition(
            "cancel",
            ("booked",),
            "cancelled",
            "appointment.record",
            "booking.cancel",
            button=N_("Cancel the appointment"),
            done=N_("The appointment is cancelled. Its time can be booked again."),
            lead=N_("The time becomes free for others. No reminder is sent."),
            change=_end,
        ),
    ),
)

SLOT_WORKFLOW = Workflow(
    "appointments.Slot",
    states=(State("open", N_("Open"), "g"), State("closed", N_("Closed"), "b")),
    transitions=(
        Transition(
            "close",
            ("open",),
            "closed",
            "appointment.record",
            "slot.close",
            button=N_("Close this time"),
            done=N_("The time is closed and cannot be booked."),
            lead=N_("Existing appointments stay booked."),
        ),
        Transition(
            "reopen",
            ("closed",),
            "open",
            "appointment.record",
            "slot.reopen",
            button=N_("Open this time again"),
            done=N_("The time is open again."),
            lead=N_("It can be booked again."),
        ),
    ),
)
