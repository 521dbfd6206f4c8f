"""Published editions and their lineage are immutable."""

from waystation.foundation.shared.schema import append_only

SCHEMA = [
    *append_only("reports_edition"),
    *append_only("reports_lineage"),
    *append_only("reports_image"),
]
