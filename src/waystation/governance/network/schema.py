"""Data that the Network has issued, signed and recorded are immutable."""

from waystation.foundation.shared.schema import append_only, never_deleted

NEVER_CHANGED = (
    "network_terms",
    "network_workingrule",
    "network_annex",
    "network_decline",
    "network_profileedition",
)
NEVER_DELETED = ("network_term",)

SCHEMA = [
    *[trigger for table in NEVER_CHANGED for trigger in append_only(table)],
    *[trigger for table in NEVER_DELETED for trigger in never_deleted(table)],
]
