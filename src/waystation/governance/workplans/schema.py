"""Issued, signed and recorded data are immutable."""

from waystation.foundation.shared.schema import append_only

NEVER_CHANGED = (
    "workplans_planedition",
    "workplans_markerchange",
    "workplans_progress",
    "workplans_commitmentevent",
    "workplans_boardsnapshot",
)

SCHEMA = [
    *[trigger for table in NEVER_CHANGED for trigger in append_only(table)],
]
