"""The records of the Network, one file for each noun."""

from .advice import AdviceEvent, Evidence, FollowUp, Recommendation, Signature
from .agenda import AgendaItem, Call
from .decisions import Action, ActionEvent, Decision, Reservation
from .files import FileClosing, Waiver
from .meetings import (
    Attendance,
    CalendarEdition,
    Invitee,
    InviteeItem,
    Meeting,
    Notice,
    NoticeSignature,
    Poll,
    PollAnswer,
    PollOption,
    Slot,
)
from .members import Annex, Member, Network
from .minutes import Contribution, Minutes, MinutesComment
from .papers import Delivery, Paper, PaperFile
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
from .seats import Decline, Incumbency, Round, Seat, Term
from .terms import Assessment, HouseRule, Terms

__all__ = [
    "Action",
    "ActionEvent",
    "Activity",
    "AdviceEvent",
    "AgendaItem",
    "Annex",
    "Assessment",
    "Attendance",
    "BoardSnapshot",
    "CalendarEdition",
    "Call",
    "Commitment",
    "CommitmentEvent",
    "Contribution",
    "Decision",
    "Decline",
    "Delivery",
    "Evidence",
    "FileClosing",
    "FollowUp",
    "HouseRule",
    "Incumbency",
    "Invitee",
    "InviteeItem",
    "MarkerChange",
    "Measure",
    "Meeting",
    "Member",
    "Milestone",
    "Minutes",
    "MinutesComment",
    "Network",
    "Notice",
    "NoticeSignature",
    "Paper",
    "PaperFile",
    "Participation",
    "PlanEdition",
    "Poll",
    "PollAnswer",
    "PollOption",
    "Priority",
    "Progress",
    "Recommendation",
    "Reservation",
    "Review",
    "Round",
    "Seat",
    "Signature",
    "Slot",
    "Term",
    "Terms",
    "Waiver",
    "WorkPlan",
]
