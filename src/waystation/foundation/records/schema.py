"""A revision, once written, stays as it is."""

from waystation.foundation.shared.schema import append_only

SCHEMA = append_only("records_revision")
