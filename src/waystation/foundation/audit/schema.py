"""Triggers that make the audit log append-only."""

from waystation.foundation.shared.schema import append_only

SCHEMA = append_only("audit_entry")
