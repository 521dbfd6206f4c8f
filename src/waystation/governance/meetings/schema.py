"""Issued, signed and recorded data are immutable."""

from waystation.foundation.shared.schema import Trigger, append_only, never_deleted

NEVER_CHANGED = (
    "meetings_notice",
    "meetings_noticesignature",
    "meetings_calendaredition",
    "meetings_paperfile",
    "meetings_minutes",
    "meetings_actionevent",
    "meetings_waiver",
    "meetings_fileclosing",
)
NEVER_DELETED = (
    "meetings_meeting",
    "meetings_agendaitem",
    "meetings_paper",
    "meetings_minutescomment",
    "meetings_decision",
    "meetings_reservation",
    "meetings_action",
)

NO_LONGER_LATE = (
    "OLD.late AND (NOT NEW.late OR NEW.distributed_on IS DISTINCT FROM OLD.distributed_on)"
)

SCHEMA = [
    *[trigger for table in NEVER_CHANGED for trigger in append_only(table)],
    *[trigger for table in NEVER_DELETED for trigger in never_deleted(table)],
    Trigger(
        "meetings_paper",
        "UPDATE",
        "late_for_ever",
        "a late paper is late for ever",
        when=NO_LONGER_LATE,
    ),
]
