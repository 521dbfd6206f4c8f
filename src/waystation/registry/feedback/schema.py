"""Complaints and their agreed remedies are never deleted."""

from waystation.foundation.shared.schema import never_deleted

SCHEMA = [*never_deleted("feedback_entry"), *never_deleted("feedback_remedy")]
