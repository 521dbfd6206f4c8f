"""Meetings, decisions and action items as facts.

Only records that every member may see are counted (classes "public" and "network"), so a figure
reveals nothing about closed ones. The facts contain no persons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pyarrow as pa
from django.db.models import QuerySet

from waystation.foundation.shared.facts import Column, FactTable
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.models import Action, Decision, Meeting
from waystation.governance.meetings.rules.decisions import done_in_time
from waystation.governance.network.facts import filter_chosen, offices_of
from waystation.governance.network.rules.classes import OPEN_CLASSES
from waystation.registry.reference.facts import table_of

MEETING_COLUMNS = (
    Column("kind", "code", N_("Kind of meeting")),
    Column("state", "code", N_("State")),
)
DECISION_COLUMNS = (Column("seen_by", "code", N_("Class")),)
ACTION_COLUMNS = (
    Column("state", "code", N_("State")),
    Column("in_time", "yes_no", N_("Done by the end of the quarter in which it was due")),
)


def _table(
    columns: Sequence[Column], rows: QuerySet[Any], *names: str, **made: Callable[[Any], Any]
) -> pa.Table:
    """Return records as facts: ``made`` makes a column of the values that are read by ``names``."""
    return table_of(
        columns,
        (
            {
                "record": row["id"].hex,
                "version": row["version"],
                "office": row["office_id"].hex,
                **{name: value(row) for name, value in made.items()},
            }
            for row in rows.values("id", "version", "office_id", *names)
        ),
    )


def read_meetings(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return the meetings of a Network as facts; the day is the office's own."""
    return _table(
        MEETING_COLUMNS,
        filter_chosen(Meeting.objects.all(), organisation, ids),
        *("starts_at", "office__zone", "kind", "state"),
        date=lambda row: row["starts_at"].astimezone(ZoneInfo(row["office__zone"])).date(),
        kind=itemgetter("kind"),
        state=itemgetter("state"),
    )


def read_decisions(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return the decisions that every member may see as facts."""
    return _table(
        DECISION_COLUMNS,
        filter_chosen(Decision.objects.filter(access_class__in=OPEN_CLASSES), organisation, ids),
        *("decided_on", "access_class"),
        date=itemgetter("decided_on"),
        seen_by=itemgetter("access_class"),
    )


def read_actions(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return the actions that every member may see as facts, by the day they are due."""
    return _table(
        ACTION_COLUMNS,
        filter_chosen(Action.objects.filter(access_class__in=OPEN_CLASSES), organisation, ids),
        *("due_on", "state", "done_on"),
        date=itemgetter("due_on"),
        state=itemgetter("state"),
        in_time=lambda row: done_in_time(row["due_on"], row["state"], row["done_on"]),
    )


MEETINGS = FactTable(
    "meetings.meetings", N_("Meetings of the Network"), "meetings.Meeting", "network.read",
    MEETING_COLUMNS, read_meetings, kept_in=offices_of, of_institutions=True,
)  # fmt: skip
DECISIONS = FactTable(
    "meetings.decisions", N_("Decisions of the Network"), "meetings.Decision", "network.read",
    DECISION_COLUMNS, read_decisions, kept_in=offices_of, of_institutions=True,
)  # fmt: skip
ACTIONS = FactTable(
    "meetings.actions", N_("Actions of the Network"), "meetings.Action", "network.read",
    ACTION_COLUMNS, read_actions, kept_in=offices_of, of_institutions=True,
)  # fmt: skip
