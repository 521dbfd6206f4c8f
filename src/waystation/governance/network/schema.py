"""What the Network has issued, signed and recorded stays as it was."""

from waystation.foundation.shared.schema import Trigger, append_only, never_deleted

NEVER_CHANGED = (
    "network_notice",
    "network_noticesignature",
    "network_calendaredition",
    "network_paperfile",
    "network_minutes",
    "network_actionevent",
    "network_waiver",
    "network_fileclosing",
    "network_terms",
    "network_houserule",
    "network_annex",
    "network_decline",
    "network_profileedition",
)
NEVER_DELETED = (
    "network_meeting",
    "network_agendaitem",
    "network_paper",
    "network_minutescomment",
    "network_decision",
    "network_reservation",
    "network_action",
    "network_term",
)

NO_LONGER_LATE = (
    "OLD.late AND (NOT NEW.late OR NEW.distributed_on IS DISTINCT FROM OLD.distributed_on)"
)

SCHEMA = [
    *[trigger for table in NEVER_CHANGED for trigger in append_only(table)],
    *[trigger for table in NEVER_DELETED for trigger in never_deleted(table)],
    Trigger(
        "network_paper",
        "UPDATE",
        "late_for_ever",
        "a late paper is late for ever",
        when=NO_LONGER_LATE,
    ),
]
