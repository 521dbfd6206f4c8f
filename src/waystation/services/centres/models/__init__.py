"""The records of the centres: visits and their follow-up."""

from .centres import Centre, Equipment, StaffTraining
from .follow_up import ABOUT_AN_EDITION, CallBack, Citation, Plan, Step
from .sessions import Attendee, Headcount, Invitation, PaperRating, Session
from .visits import Profile, Visit, Waiting

__all__ = [
    "ABOUT_AN_EDITION",
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
