"""The records of the Network, one file for each noun."""

from .advice import AdviceEvent, Evidence, Recommendation, Signature
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
from .seats import Decline, Incumbency, Round, Seat, Term
from .terms import Assessment, HouseRule, Terms

__all__ = [
    "Action",
    "ActionEvent",
    "AdviceEvent",
    "AgendaItem",
    "Annex",
    "Assessment",
    "Attendance",
    "CalendarEdition",
    "Call",
    "Contribution",
    "Decision",
    "Decline",
    "Delivery",
    "Evidence",
    "FileClosing",
    "HouseRule",
    "Incumbency",
    "Invitee",
    "InviteeItem",
    "Meeting",
    "Member",
    "Minutes",
    "MinutesComment",
    "Network",
    "Notice",
    "NoticeSignature",
    "Paper",
    "PaperFile",
    "Poll",
    "PollAnswer",
    "PollOption",
    "Recommendation",
    "Reservation",
    "Round",
    "Seat",
    "Signature",
    "Slot",
    "Term",
    "Terms",
    "Waiver",
]
