"""What was sent, and of what somebody was reminded, is never deleted."""

from waystation.foundation.shared.schema import never_deleted

SCHEMA = [*never_deleted("messaging_delivery"), *never_deleted("messaging_reminder")]
