"""Queries, one module per kind of record."""

from waystation.governance.meetings.models import Action as Action
from waystation.governance.meetings.models import ActionEvent as ActionEvent
from waystation.governance.meetings.models import Decision as Decision
from waystation.governance.meetings.models import Meeting as Meeting
from waystation.governance.meetings.transitions import ACTION_WORKFLOW

from . import (
    calendars,
    decisions,
    deliveries,
    due,
    files,
    guests,
    letters,
    links,
    meetings,
    minutes,
    papers,
    reminders,
    submissions,
)

ACTION_STATES = ACTION_WORKFLOW.choices()

__all__ = [
    "ACTION_STATES",
    "Action",
    "ActionEvent",
    "Decision",
    "Meeting",
    "calendars",
    "decisions",
    "deliveries",
    "due",
    "files",
    "guests",
    "letters",
    "links",
    "meetings",
    "minutes",
    "papers",
    "reminders",
    "submissions",
]
