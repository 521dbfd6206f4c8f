"""Matches, placements and estimates are never deleted, and results are immutable."""

from waystation.foundation.shared.schema import append_only, never_deleted

SCHEMA = [
    *never_deleted("labour_employer"),
    *never_deleted("labour_vacancy"),
    *never_deleted("labour_candidacy"),
    *never_deleted("labour_matchinground"),
    *append_only("labour_shortage"),
]
