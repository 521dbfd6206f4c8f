"""What people do about ethical recruitment: assess, decide, open and close incidents."""

from .assessments import (
    add_corrective_action,
    begin_assessment,
    change_action_state,
    change_assessment_state,
    edit_assessment,
    expire_clearances,
    record_finding,
)
from .incidents import Subject, change_incident_state, open_incident

__all__ = [
    "Subject",
    "add_corrective_action",
    "begin_assessment",
    "change_action_state",
    "change_assessment_state",
    "change_incident_state",
    "edit_assessment",
    "expire_clearances",
    "open_incident",
    "record_finding",
]
