"""The records of the centres: what happens in a visit, and what follows it."""

from .follow_up import CallBack, Citation, Plan, Step
from .records import (
    Attendee,
    Centre,
    Equipment,
    Headcount,
    Invitation,
    PaperRating,
    Profile,
    Session,
    StaffTraining,
    Visit,
    Waiting,
)

__all__ = [
    "Attendee",
    "CallBack",
    "Centre",
    "Citation",
    "Equipment",
    "Headcount",
    "Invitation",
    "PaperRating",
    "Plan",
    "Profile",
    "Session",
    "StaffTraining",
    "Step",
    "Visit",
    "Waiting",
]
