"""Events, assessments and reviews are immutable; completion and adoption follow the rules."""

from waystation.foundation.shared.schema import Trigger, append_only, never_deleted

NEVER_CHANGED = (
    "policies_measureevent",
    "policies_assessment",
    "policies_practicereview",
    "policies_cell",
    "policies_evidence",
)
NEVER_DELETED = (
    "policies_instrument",
    "policies_measure",
    "policies_milestone",
    "policies_comment",
    "policies_delivery",
)
WITHOUT_EVIDENCE = (
    "NEW.reached_on IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM policies_evidence e WHERE e.milestone_id = NEW.id)"
)
UNANSWERED = (
    "NEW.state IN ('adopted', 'in_force') AND EXISTS (SELECT 1 FROM policies_comment c "
    "WHERE c.instrument_id = NEW.id AND c.verdict = '')"
)
SCHEMA = [
    *[trigger for table in NEVER_CHANGED for trigger in append_only(table)],
    *[trigger for table in NEVER_DELETED for trigger in never_deleted(table)],
    *[
        Trigger(
            "policies_milestone",
            verb,
            f"evidence_{verb.lower()}",
            "a milestone is reached with evidence",
            when=WITHOUT_EVIDENCE,
        )
        for verb in ("INSERT", "UPDATE")
    ],
    Trigger(
        "policies_instrument",
        "UPDATE",
        "comments_answered",
        "a comment has no answer yet",
        when=UNANSWERED,
    ),
]
