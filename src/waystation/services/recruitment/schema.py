"""Assessments, their findings, and incidents are never deleted."""

from waystation.foundation.shared.schema import never_deleted

SCHEMA = [
    *never_deleted("recruitment_assessment"),
    *never_deleted("recruitment_finding"),
    *never_deleted("recruitment_incident"),
    *never_deleted("recruitment_correctiveaction"),
]
