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
STAMPED = (  # duties/
    "annex",
    "decline",
    "engagement",
    "exchange",
    "funding",
    "incumbency",
    "mechanism",
    "member",
    "profileedition",
    "resourcerequest",
    "round",
    "seat",
    "supportrequest",
    "term",
    "terms",
    "workingrule",
)

SCHEMA = [
    StampTrigger("network_network", "access_changestamp", "access"),  # queries/people.py
    *[StampTrigger(f"network_{name}", "access_changestamp", "network") for name in STAMPED],
    *[trigger for table in NEVER_CHANGED for trigger in append_only(table)],
    *[trigger for table in NEVER_DELETED for trigger in never_deleted(table)],
]
