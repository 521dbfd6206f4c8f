"""What was booked is never deleted: it is cancelled."""

from waystation.foundation.shared.schema import never_deleted

SCHEMA = [*never_deleted("appointments_slot"), *never_deleted("appointments_booking")]
