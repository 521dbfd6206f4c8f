"""The models of this app, one module per kind of record."""

from .plans import (
    Activity,
    Commitment,
    CommitmentEvent,
    MarkerChange,
    Milestone,
    Participation,
    PlanEdition,
    Priority,
    Progress,
    WorkPlan,
)
from .reviews import BoardSnapshot, Measure, Review

__all__ = [
    "Activity",
    "BoardSnapshot",
    "Commitment",
    "CommitmentEvent",
    "MarkerChange",
    "Measure",
    "Milestone",
    "Participation",
    "PlanEdition",
    "Priority",
    "Progress",
    "Review",
    "WorkPlan",
]
