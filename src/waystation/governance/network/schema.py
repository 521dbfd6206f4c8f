"""Data that the Network has issued, signed and recorded are immutable."""

from waystation.foundation.shared.schema import StampTrigger, append_only, never_deleted

NEVER_CHANGED = (
    "network_terms",
    "network_workingrule",
    "network_annex",
    "network_decline",
    "network_profileedition",
)
NEVER_DELETED = ("network_term",)

SCHEMA = [
    StampTrigger("network_network", "access_changestamp", "access"),  # queries/people.py
    *[trigger for table in NEVER_CHANGED for trigger in append_only(table)],
    *[trigger for table in NEVER_DELETED for trigger in never_deleted(table)],
]
