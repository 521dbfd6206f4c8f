"""The states of all records of this app, and their transitions."""

from .assessments import ACTION_WORKFLOW, ASSESSMENT_WORKFLOW
from .incidents import INCIDENT_WORKFLOW
from .recruitments import CALL_WORKFLOW, RECRUITMENT_WORKFLOW

__all__ = [
    "ACTION_WORKFLOW",
    "ASSESSMENT_WORKFLOW",
    "CALL_WORKFLOW",
    "INCIDENT_WORKFLOW",
    "RECRUITMENT_WORKFLOW",
]
