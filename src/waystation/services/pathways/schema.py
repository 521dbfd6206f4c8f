"""Published rules are immutable: earlier explanations continue to refer to them."""

from waystation.foundation.shared.schema import Trigger, never_deleted

SCHEMA = [
    *never_deleted("pathways_pathway"),
    *never_deleted("pathways_edition"),
    *never_deleted("pathways_assessment"),
    Trigger(
        "pathways_edition",
        "UPDATE",
        "frozen",
        "published rules do not change",
        "OLD.state = 'published'",
    ),
    *(
        Trigger(
            "pathways_condition",
            verb,
            f"frozen_{verb.lower()}",
            "a published rule does not change",
            "OLD.frozen",
        )
        for verb in ("UPDATE", "DELETE")
    ),
]
