"""The states of a programme, and their transitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.refusals import in_order, not_after
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow

STARTED = FieldTable(
    "programmes.Programme", Field("started_on", "date", N_("Started on"), required=True)
)
ENDED = FieldTable("programmes.Programme", Field("ended_on", "date", N_("Ended on"), required=True))
WHY = FieldTable(
    "programmes.Programme", Field("why", "long_text", N_("Why"), reason=True, required=True)
)


def _may_start(record: Any, values: Mapping[str, Any]) -> Refusal | None:
    return not_after(values["started_on"], "started_on", today_in())


def _start(record: Any, user: Any, values: Mapping[str, Any]) -> None:
    record.started_on = values["started_on"]


def _may_complete(record: Any, values: Mapping[str, Any]) -> Refusal | None:
    day = values["ended_on"]
    return in_order(record.started_on, day, "ended_on") or not_after(day, "ended_on", today_in())


def _complete(record: Any, user: Any, values: Mapping[str, Any]) -> None:
    record.ended_on = values["ended_on"]


def _say_why(record: Any, user: Any, values: Mapping[str, Any]) -> None:
    record.why = values["why"]


PROGRAMME_WORKFLOW = Workflow(
    "programmes.Programme",
    states=(
        State("pipeline", N_("In preparation"), "b"),
        State("running", N_("Running"), "g"),
        State("finalising", N_("Being closed"), "a"),
        State("completed", N_("Completed"), "g"),
        State("suspended", N_("Suspended"), "a"),
        State("cancelled", N_("Cancelled"), "r"),
    ),
    transitions=(
        Transition(
            "start",
            ("pipeline",),
            "running",
            "programme.record",
            "programme.start",
            button=N_("Start"),
            done=N_("It is running."),
            asks=STARTED,
            rule=_may_start,
            change=_start,
        ),
        Transition(
            "finalise",
            ("running",),
            "finalising",
            "programme.record",
            "programme.finalise",
            button=N_("Start closing"),
            done=N_("It is being closed: last payments and reports are open."),
        ),
        Transition(
            "complete",
            ("running", "finalising"),
            "completed",
            "programme.record",
            "programme.complete",
            button=N_("Complete"),
            done=N_("It is completed."),
            asks=ENDED,
            rule=_may_complete,
            change=_complete,
        ),
        Transition(
            "suspend",
            ("running",),
            "suspended",
            "programme.record",
            "programme.suspend",
            button=N_("Suspend"),
            done=N_("It is suspended."),
            asks=WHY,
            change=_say_why,
        ),
        Transition(
            "resume",
            ("suspended",),
            "running",
            "programme.record",
            "programme.resume",
            button=N_("Resume"),
            done=N_("It is running again."),
        ),
        Transition(
            "cancel",
            ("pipeline", "running", "suspended"),
            "cancelled",
            "programme.record",
            "programme.cancel",
            button=N_("Cancel it"),
            done=N_("It is cancelled."),
            asks=WHY,
            change=_say_why,
        ),
    ),
)
