"""What was published stays as it was: advice that was given by it goes on showing it."""

from waystation.foundation.shared.schema import Trigger, never_deleted

SCHEMA = [
    *never_deleted("factsheets_sheet"),
    *never_deleted("factsheets_edition"),
    *never_deleted("factsheets_text"),
    Trigger(
        "factsheets_edition",
        "UPDATE",
        "frozen",
        "a published edition does not change",
        "OLD.state = 'published'",
    ),
    Trigger(
        "factsheets_text", "UPDATE", "frozen", "a published text does not change", "OLD.frozen"
    ),
]
