"""Queries, one module per kind of record."""

from waystation.governance.meetings.models import Action as Action
from waystation.governance.meetings.models import ActionEvent as ActionEvent
from waystation.governance.meetings.models import Decision as Decision
from waystation.governance.meetings.models import Meeting as Meeting
from waystation.governance.meetings.transitions import ACTION_WORKFLOW

from . import calendars as calendars
from . import decisions as decisions
from . import deliveries as deliveries
from . import due as due
from . import files as files
from . import guests as guests
from . import letters as letters
from . import links as links
from . import meetings as meetings
from . import minutes as minutes
from . import papers as papers
from . import reminders as reminders
from . import submissions as submissions

ACTION_STATES = ACTION_WORKFLOW.choices()
