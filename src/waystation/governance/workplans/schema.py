"""Issued, signed and recorded data are immutable; plans and commitments renew a stamp."""

from waystation.foundation.shared.schema import StampTrigger, append_only

NEVER_CHANGED = (
    "workplans_planedition",
    "workplans_markerchange",
    "workplans_progress",
    "workplans_commitmentevent",
    "workplans_boardsnapshot",
)
STAMPED = (  # duties.py
    "workplans_activity",
    "workplans_boardsnapshot",
    "workplans_commitment",
    "workplans_participation",
    "workplans_planedition",
    "workplans_priority",
    "workplans_review",
    "workplans_workplan",
)

SCHEMA = [
    *[StampTrigger(table, "access_changestamp", "workplans") for table in STAMPED],
    *[trigger for table in NEVER_CHANGED for trigger in append_only(table)],
]
