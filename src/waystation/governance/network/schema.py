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
    "network_adviceevent",
    "network_signature",
    "network_terms",
    "network_houserule",
    "network_annex",
    "network_decline",
    "network_planedition",
    "network_markerchange",
    "network_progress",
    "network_commitmentevent",
    "network_boardsnapshot",
    "network_followup",
    "network_reportapproval",
    "network_statementversion",
    "network_profileedition",
)
NEVER_DELETED = (
    "network_meeting",
    "network_agendaitem",
    "network_paper",
    "network_delivery",
    "network_minutescomment",
    "network_decision",
    "network_reservation",
    "network_action",
    "network_term",
    "network_reminder",
)

# Who signed as a co-chair does not record the UNKT's answer (Terms of Reference: the Network
# is accountable to the UNKT; A-15), whichever of the two comes first.
SIGNED_BEFORE = (
    "NEW.state IN ('followed', 'partly_followed', 'not_followed') AND EXISTS "
    "(SELECT 1 FROM network_signature s WHERE "
    "s.recommendation_id = NEW.recommendation_id AND s.user_id = NEW.created_by_id)"
)
ANSWERED_BEFORE = (
    "EXISTS (SELECT 1 FROM network_adviceevent e WHERE "
    "e.state IN ('followed', 'partly_followed', 'not_followed') AND "
    "e.recommendation_id = NEW.recommendation_id AND e.created_by_id = NEW.user_id)"
)
TEXT_AFTER_DRAFT = (
    "(NEW.text <> OLD.text OR NEW.addressee <> OLD.addressee OR NEW.to_whom <> OLD.to_whom) "
    "AND EXISTS (SELECT 1 FROM network_adviceevent e WHERE e.recommendation_id = NEW.id "
    "AND e.state <> 'draft')"
)
NO_LONGER_LATE = (
    "OLD.late AND (NOT NEW.late OR NEW.distributed_on IS DISTINCT FROM OLD.distributed_on)"
)

SCHEMA = [
    *[trigger for table in NEVER_CHANGED for trigger in append_only(table)],
    *[trigger for table in NEVER_DELETED for trigger in never_deleted(table)],
    *append_only("network_evidence", verbs=["UPDATE"]),
    Trigger(
        "network_adviceevent",
        "INSERT",
        "four_eyes",
        "who signed as co-chair does not record the answer",
        when=SIGNED_BEFORE,
    ),
    Trigger(
        "network_signature",
        "INSERT",
        "four_eyes",
        "who recorded the answer does not sign as co-chair",
        when=ANSWERED_BEFORE,
    ),
    Trigger(
        "network_recommendation",
        "UPDATE",
        "words_fixed",
        "the words of a signed recommendation stay as they are",
        when=TEXT_AFTER_DRAFT,
    ),
    Trigger(
        "network_paper",
        "UPDATE",
        "late_for_ever",
        "a late paper is late for ever",
        when=NO_LONGER_LATE,
    ),
]
