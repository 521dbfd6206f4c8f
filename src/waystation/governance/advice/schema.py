"""Issued, signed and recorded data are immutable; recommendations renew a stamp."""

from waystation.foundation.shared.schema import StampTrigger, Trigger, append_only

NEVER_CHANGED = (
    "advice_adviceevent",
    "advice_signature",
    "advice_followup",
)

# Who signed as a co-chair does not record the UNKT's answer (Terms of Reference: the Network
# is accountable to the UNKT; A-15), whichever of the two comes first.
SIGNED_BEFORE = (
    "NEW.state IN ('followed', 'partly_followed', 'not_followed') AND EXISTS "
    "(SELECT 1 FROM advice_signature s WHERE "
    "s.recommendation_id = NEW.recommendation_id AND s.user_id = NEW.created_by_id)"
)
ANSWERED_BEFORE = (
    "EXISTS (SELECT 1 FROM advice_adviceevent e WHERE "
    "e.state IN ('followed', 'partly_followed', 'not_followed') AND "
    "e.recommendation_id = NEW.recommendation_id AND e.created_by_id = NEW.user_id)"
)
TEXT_AFTER_DRAFT = (
    "(NEW.text <> OLD.text OR NEW.addressee <> OLD.addressee OR NEW.to_whom <> OLD.to_whom) "
    "AND EXISTS (SELECT 1 FROM advice_adviceevent e WHERE e.recommendation_id = NEW.id "
    "AND e.state <> 'draft')"
)
STAMPED = ("advice_adviceevent", "advice_evidence", "advice_recommendation")  # duties.py
SCHEMA = [
    *[StampTrigger(table, "access_changestamp", "advice") for table in STAMPED],
    *[trigger for table in NEVER_CHANGED for trigger in append_only(table)],
    *append_only("advice_evidence", verbs=["UPDATE"]),
    Trigger(
        "advice_adviceevent",
        "INSERT",
        "four_eyes",
        "who signed as co-chair does not record the answer",
        when=SIGNED_BEFORE,
    ),
    Trigger(
        "advice_signature",
        "INSERT",
        "four_eyes",
        "who recorded the answer does not sign as co-chair",
        when=ANSWERED_BEFORE,
    ),
    Trigger(
        "advice_recommendation",
        "UPDATE",
        "words_fixed",
        "the words of a signed recommendation stay as they are",
        when=TEXT_AFTER_DRAFT,
    ),
]
