"""The addresses of appointments, fact sheets and feedback, and one of each in Arta's office."""

from __future__ import annotations

from datetime import timedelta

from waystation.foundation.shared.periods import today_in

MARKS = ["mark-of-an-appointment"]


def addresses(address, everyone):
    """Return the rows of these apps for the table of all addresses."""
    return {
        "appointments:bookings": address("appointment.read"),
        "appointments:book": address("appointment.record"),
        "appointments:booking": address("appointment.read", {"booking_id": "booking"}),
        "appointments:booking_transition": address(
            "appointment.record", {"booking_id": "booking", "transition": "cancelling"}
        ),
        "appointments:slots": address("appointment.read"),
        "appointments:slots_new": address("appointment.record"),
        "appointments:slot": address("appointment.read", {"slot_id": "slot"}),
        "appointments:slot_transition": address(
            "appointment.record", {"slot_id": "slot", "transition": "closing"}
        ),
        "appointments:calendar": address("appointment.read"),
        "appointments:calendar_file": address(
            everyone, {"secret": "calendar_secret"}, by_secret="secret"
        ),
        # Reading and writing share these addresses; they are opened here for reading.
        "api:list_slots": address("appointment.read"),
        "api:add_slots": address("appointment.read"),
        "api:list_bookings": address("appointment.read"),
        "api:book": address("appointment.read"),
        "api:read_booking": address("appointment.read", {"booking_id": "booking"}),
        "api:change_booking_state": address(
            "appointment.record",
            {"booking_id": "booking", "transition": "cancelling"},
            post_only=True,
        ),
    }


WRITES = {
    ("POST", "api:list_slots"): ("appointment.record",),
    ("POST", "api:add_slots"): ("appointment.record",),
    ("POST", "api:list_bookings"): ("appointment.record",),
    ("POST", "api:book"): ("appointment.record",),
}
READ_ONLY = {"appointments:calendar_file"}


def made_at_the_front_desk(house, person_id):
    """Return the keys of what these apps have in Arta's office."""
    return _appointments(house, person_id)


def _appointments(house, person_id):
    from waystation.registry.appointments import actions

    tomorrow = today_in() + timedelta(days=1)
    slots = actions.add_slots(
        house.arta,
        house.prishtine.id,
        staff=house.arta.id,
        first_day=tomorrow,
        last_day=tomorrow,
        weekdays=[str(day) for day in range(7)],
        from_time="09:00",
        to_time="10:00",
        minutes=30,
    )
    booking = actions.book(
        house.arta, slots[0].id, person_id=person_id, wish="mark-of-an-appointment"
    )
    return {
        "slot": slots[1].id,
        "booking": booking.id,
        "cancelling": "cancel",
        "closing": "close",
        "calendar_secret": actions.open_feed(house.arta),
    }
