"""The audit trail is append-only."""

from waystation.foundation.shared.schema import append_only

SCHEMA = append_only("access_auditrow")
