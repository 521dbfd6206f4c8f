"""What somebody complained about, and what was agreed about it, is never deleted."""

from waystation.foundation.shared.schema import never_deleted

SCHEMA = [*never_deleted("feedback_entry"), *never_deleted("feedback_remedy")]
