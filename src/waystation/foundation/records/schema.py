"""Triggers that make revisions immutable."""

from waystation.foundation.shared.schema import append_only

SCHEMA = append_only("records_revision")
