"""The records of the Network, one file for each noun."""

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
from .members import Annex, Member, Network, ProfileEdition
from .minutes import Contribution, Minutes, MinutesComment
from .papers import Paper, PaperFile
from .registers import (
    CapacityOffer,
    Engagement,
    Exchange,
    Expert,
    Funding,
    GcmReview,
    Mechanism,
    ResourceRequest,
    SdgTarget,
    SupportRequest,
)
from .seats import Decline, Incumbency, Round, Seat, Term
from .terms import Assessment, HouseRule, Terms

__all__ = [
    "Action",
    "ActionEvent",
    "AgendaItem",
    "Annex",
    "Assessment",
    "Attendance",
    "CalendarEdition",
    "Call",
    "CapacityOffer",
    "Contribution",
    "Decision",
    "Decline",
    "Engagement",
    "Exchange",
    "Expert",
    "FileClosing",
    "Funding",
    "GcmReview",
    "HouseRule",
    "Incumbency",
    "Invitee",
    "InviteeItem",
    "Mechanism",
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
    "ProfileEdition",
    "Reservation",
    "ResourceRequest",
    "Round",
    "SdgTarget",
    "Seat",
    "Slot",
    "SupportRequest",
    "Term",
    "Terms",
    "Waiver",
]
