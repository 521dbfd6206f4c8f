"""Published editions are immutable: past advice continues to show the edition it was based on."""

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
