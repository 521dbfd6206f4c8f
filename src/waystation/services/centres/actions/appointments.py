"""Recording the arrival of an expected visitor."""

from __future__ import annotations

from uuid import UUID, uuid5

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.records.sealed import read_sealed
from waystation.registry.appointments import actions as appointments
from waystation.registry.appointments import queries as expected
from waystation.services.centres.models import Waiting

from .waiting import record_waiting

WAITS = UUID("0191d3a0-7c1e-7000-8000-000000000001")


@transaction.atomic
def receive_appointment(user: access.AnyUser, booking_id: UUID) -> Waiting:
    """Record the arrival of an expected visitor, and put them on today's waiting list.

    Idempotent. Raises NotSeen, NotAllowed, Refusals.
    """
    booking = expected.booking_visible_to(user, booking_id)
    access.require(user, "visit.record", booking.office_id)
    appointments.change_booking_state(user, booking_id, "arrive")
    return record_waiting(
        user,
        booking.office_id,
        key=uuid5(WAITS, booking_id.hex),
        person_id=booking.person_id,
        language=booking.language,
        wish=read_sealed(booking, "wish"),
    )
