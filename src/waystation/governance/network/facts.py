"""The Network's records as facts: meetings, decisions, actions and answers to its advice.

Only what every member may see is counted (classes "public" and "network"), so a figure tells
nothing of what is closed. No person is in these facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pyarrow as pa
from django.db.models import Q, QuerySet

from waystation.foundation.shared.facts import STANDARD, Column, FactTable
from waystation.foundation.shared.words import N_

from .models import Action, AdviceEvent, Decision, Meeting, Network
from .rules.advice import ANSWERS
from .rules.reports import OPEN_CLASSES, done_in_time

TYPES = {"date": pa.date32(), "number": pa.int64(), "yes_no": pa.bool_()}


def kept_in(organisation: UUID) -> set[UUID]:
    """Return the offices that have such records: the Network's own, none where there is none."""
    return set(
        Network.objects.filter(organisation_id=organisation).values_list("office", flat=True)
    )


def _chosen(
    rows: QuerySet[Any], organisation: UUID, ids: Sequence[UUID] | None, by: str = "id"
) -> QuerySet[Any]:
    wanted = Q() if ids is None else Q(**{f"{by}__in": list(ids)})
    return rows.filter(wanted, organisation_id=organisation).order_by()


def _table(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    rows = list(rows)
    every = (*STANDARD, *columns)
    return pa.table(
        [
            pa.array([row.get(one.name) for row in rows], type=TYPES.get(one.kind, pa.string()))
            for one in every
        ],
        names=[one.name for one in every],
    )


MEETING_COLUMNS = (
    Column("kind", "code", N_("Kind of meeting")),
    Column("state", "code", N_("State")),
)
DECISION_COLUMNS = (Column("seen_by", "code", N_("Class")),)
ACTION_COLUMNS = (
    Column("state", "code", N_("State")),
    Column("in_time", "yes_no", N_("Done by the end of the quarter in which it was due")),
)
ANSWER_COLUMNS = (
    Column("recommendation", "key", N_("Recommendation")),
    Column("verdict", "code", N_("Answer")),
)


def read_meetings(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return the meetings of a Network as facts; the day is the office's own."""
    rows = _chosen(Meeting.objects.all(), organisation, ids).values_list(
        "id", "version", "starts_at", "office_id", "office__zone", "kind", "state"
    )
    return _table(
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
    rows = _chosen(
        Decision.objects.filter(access_class__in=OPEN_CLASSES), organisation, ids
    ).values_list("id", "version", "decided_on", "office_id", "access_class")
    return _table(
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
    rows = _chosen(
        Action.objects.filter(access_class__in=OPEN_CLASSES), organisation, ids
    ).values_list("id", "version", "due_on", "office_id", "state", "done_on")
    return _table(
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


def read_answers(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return UNKT's answers to recommendations as facts; a later answer is one more."""
    rows = _chosen(
        AdviceEvent.objects.filter(state__in=ANSWERS), organisation, ids, "recommendation"
    ).values_list("recommendation_id", "number", "day", "office_id", "state")
    return _table(
        ANSWER_COLUMNS,
        (
            {
                "record": key.hex,
                "version": number,
                "date": day,
                "office": office.hex,
                "recommendation": key.hex,
                "verdict": state,
            }
            for key, number, day, office, state in rows
        ),
    )


MEETINGS = FactTable(
    "network.meetings", N_("Meetings of the Network"), "network.Meeting", "network.read",
    MEETING_COLUMNS, read_meetings, kept_in=kept_in,
)  # fmt: skip
DECISIONS = FactTable(
    "network.decisions", N_("Decisions of the Network"), "network.Decision", "network.read",
    DECISION_COLUMNS, read_decisions, kept_in=kept_in,
)  # fmt: skip
ACTIONS = FactTable(
    "network.actions", N_("Actions of the Network"), "network.Action", "network.read",
    ACTION_COLUMNS, read_actions, kept_in=kept_in,
)  # fmt: skip
ANSWERS_OF_UNKT = FactTable(
    "network.answers", N_("Answers to the Network's advice"), "network.Recommendation",
    "network.read", ANSWER_COLUMNS, read_answers, kept_in=kept_in,
)  # fmt: skip
