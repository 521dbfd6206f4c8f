"""What was matched, placed or estimated is never deleted, and a result stays as it was."""

from waystation.foundation.shared.schema import append_only, never_deleted

SCHEMA = [
    *never_deleted("labour_employer"),
    *never_deleted("labour_vacancy"),
    *never_deleted("labour_candidacy"),
    *never_deleted("labour_matchinground"),
    *append_only("labour_shortage"),
]
