"""The models of this app, one module per kind of record."""

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
from .minutes import Contribution, Minutes, MinutesComment
from .papers import Paper, PaperFile

__all__ = [
    "Action",
    "ActionEvent",
    "AgendaItem",
    "Attendance",
    "CalendarEdition",
    "Call",
    "Contribution",
    "Decision",
    "FileClosing",
    "Invitee",
    "InviteeItem",
    "Meeting",
    "Minutes",
    "MinutesComment",
    "Notice",
    "NoticeSignature",
    "Paper",
    "PaperFile",
    "Poll",
    "PollAnswer",
    "PollOption",
    "Reservation",
    "Slot",
    "Waiver",
]
