"""Actions on knowledge: record it, correct it, add a newer value beside an older one."""

from waystation.foundation.records.actions import change_entry, record_entry

from .facts import load_dated_facts, record_fact_of_partner
from .mentions import publish_mentions, record_mentions, settle_mention
from .profile import publish_profile
from .series import load_rows, load_series
from .tokens import record_tokens

__all__ = [
    "change_entry",
    "load_dated_facts",
    "load_rows",
    "load_series",
    "publish_mentions",
    "publish_profile",
    "record_entry",
    "record_fact_of_partner",
    "record_mentions",
    "record_tokens",
    "settle_mention",
]
