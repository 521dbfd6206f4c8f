"""What the Network has issued, signed and recorded is immutable; its registers renew a stamp."""

from waystation.foundation.shared.schema import StampTrigger, append_only, never_deleted

NEVER_CHANGED = (
    "network_terms",
    "network_workingrule",
    "network_annex",
    "network_decline",
    "network_profileedition",
)
NEVER_DELETED = ("network_term",)
STAMPED = (
    "network_annex",
    "network_decline",
    "network_engagement",
    "network_exchange",
    "network_funding",
    "network_incumbency",
    "network_mechanism",
    "network_member",
    "network_profileedition",
    "network_resourcerequest",
    "network_round",
    "network_seat",
    "network_supportrequest",
    "network_term",
    "network_terms",
    "network_workingrule",
)

SCHEMA = [
    StampTrigger("network_network", "access_changestamp", "access"),  # queries/people.py
    *[StampTrigger(table, "access_changestamp", "network") for table in STAMPED],  # duties/
    *[trigger for table in NEVER_CHANGED for trigger in append_only(table)],
    *[trigger for table in NEVER_DELETED for trigger in never_deleted(table)],
]
