"""Triggers that forbid deleting deliveries and reminders."""

from waystation.foundation.shared.schema import never_deleted

SCHEMA = [*never_deleted("messaging_delivery"), *never_deleted("messaging_reminder")]
