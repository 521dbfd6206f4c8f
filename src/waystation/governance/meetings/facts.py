"""The records of meetings as facts: meetings, decisions, actions.

Only what every member may see is counted (classes "public" and "network"), so a figure tells
nothing of what is closed. No person is in these facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

import pyarrow as pa

from waystation.foundation.shared.facts import Column, FactTable
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.models import Action, Decision, Meeting
from waystation.governance.meetings.rules.decisions import done_in_time
from waystation.governance.network.facts import chosen, fact_table, offices_of
from waystation.governance.network.rules.classes import OPEN_CLASSES

MEETING_COLUMNS = (
    Column("kind", "code", N_("Kind of meeting")),
    Column("state", "code", N_("State")),
)
DECISION_COLUMNS = (Column("seen_by", "code", N_("Class")),)
ACTION_COLUMNS = (
    Column("state", "code", N_("State")),
    Column("in_time", "yes_no", N_("Done by the end of the quarter in which it was due")),
)


def read_meetings(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return the meetings of a Network as facts; the day is the office's own."""
    rows = chosen(Meeting.objects.all(), organisation, ids).values_list(
        "id", "version", "starts_at", "office_id", "office__zone", "kind", "state"
    )
    return fact_table(
        MEETING_COLUMNS,
        (
            {
                "record": key.hex,
                "version": version,
                "date": starts_at.astimezone(ZoneInfo(zone)).date(),
                "office": office.hex,
                "kind": kind,
                "state": state,
            }
            for key, version, starts_at, office, zone, kind, state in rows
        ),
    )


def read_decisions(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return the decisions that every member may see as facts."""
    rows = chosen(
        Decision.objects.filter(access_class__in=OPEN_CLASSES), organisation, ids
    ).values_list("id", "version", "decided_on", "office_id", "access_class")
    return fact_table(
        DECISION_COLUMNS,
        (
            {
                "record": key.hex,
                "version": version,
                "date": day,
                "office": office.hex,
                "seen_by": access_class,
            }
            for key, version, day, office, access_class in rows
        ),
    )


def read_actions(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return the actions that every member may see as facts, by the day they are due."""
    rows = chosen(
        Action.objects.filter(access_class__in=OPEN_CLASSES), organisation, ids
    ).values_list("id", "version", "due_on", "office_id", "state", "done_on")
    return fact_table(
        ACTION_COLUMNS,
        (
            {
                "record": key.hex,
                "version": version,
                "date": due_on,
                "office": office.hex,
                "state": state,
                "in_time": done_in_time(due_on, state, done_on),
            }
            for key, version, due_on, office, state, done_on in rows
        ),
    )


MEETINGS = FactTable(
    "meetings.meetings", N_("Meetings of the Network"), "meetings.Meeting", "network.read",
    MEETING_COLUMNS, read_meetings, kept_in=offices_of,
)  # fmt: skip
DECISIONS = FactTable(
    "meetings.decisions", N_("Decisions of the Network"), "meetings.Decision", "network.read",
    DECISION_COLUMNS, read_decisions, kept_in=offices_of,
)  # fmt: skip
ACTIONS = FactTable(
    "meetings.actions", N_("Actions of the Network"), "meetings.Action", "network.read",
    ACTION_COLUMNS, read_actions, kept_in=offices_of,
)  # fmt: skip
