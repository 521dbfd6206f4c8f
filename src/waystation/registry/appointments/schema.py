"""Bookings are never deleted, only cancelled."""

from waystation.foundation.shared.schema import never_deleted

SCHEMA = [*never_deleted("appointments_slot"), *never_deleted("appointments_booking")]
