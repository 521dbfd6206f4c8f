"""The models of this app, one module per kind of record."""

from .agenda import AgendaItem as AgendaItem
from .agenda import Call as Call
from .decisions import Action as Action
from .decisions import ActionEvent as ActionEvent
from .decisions import Decision as Decision
from .decisions import Reservation as Reservation
from .files import FileClosing as FileClosing
from .files import Waiver as Waiver
from .meetings import Attendance as Attendance
from .meetings import CalendarEdition as CalendarEdition
from .meetings import Invitee as Invitee
from .meetings import InviteeItem as InviteeItem
from .meetings import Meeting as Meeting
from .meetings import Notice as Notice
from .meetings import NoticeSignature as NoticeSignature
from .meetings import Poll as Poll
from .meetings import PollAnswer as PollAnswer
from .meetings import PollOption as PollOption
from .meetings import Slot as Slot
from .minutes import Contribution as Contribution
from .minutes import Minutes as Minutes
from .minutes import MinutesComment as MinutesComment
from .papers import Paper as Paper
from .papers import PaperFile as PaperFile
