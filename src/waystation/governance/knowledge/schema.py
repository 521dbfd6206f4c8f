"""Facts, values of series and editions of the profile are immutable; others renew a stamp."""

from waystation.foundation.shared.schema import StampTrigger, append_only

SCHEMA = [
    *append_only("knowledge_datedfact"),
    *append_only("knowledge_observation"),
    *append_only("knowledge_profileedition"),
    *(
        StampTrigger(table, "access_changestamp", "knowledge")
        for table in ("knowledge_document", "knowledge_norm", "knowledge_mechanismrecommendation")
    ),
]
