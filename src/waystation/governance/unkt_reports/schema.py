"""Issued, signed and recorded data are immutable."""

from waystation.foundation.shared.schema import append_only

NEVER_CHANGED = ("unkt_reports_reportapproval",)

SCHEMA = [
    *[trigger for table in NEVER_CHANGED for trigger in append_only(table)],
]
