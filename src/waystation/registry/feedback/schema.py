"""What somebody complained about is never deleted."""

from waystation.foundation.shared.schema import never_deleted

SCHEMA = never_deleted("feedback_entry")
