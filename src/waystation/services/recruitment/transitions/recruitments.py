"""The states of a worker's recruitment and of the calls after arrival."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.records.values import write_values
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.refusals import not_after
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow, step_of_system
from waystation.services.recruitment.fields import CALL_ANSWERS
from waystation.services.recruitment.rules import recruitments

RECORD = "recruitment.record"
ARRIVAL = FieldTable(
    "recruitment.Recruitment",
    Field("arrived_on", "date", N_("Arrived on"), required=True),
)
ENDING = FieldTable("recruitment.Recruitment", Field("ended_on", "date", N_("Ended on")))


def _arrival_rule(recruitment: Any, values: Mapping[str, Any]) -> Refusal | None:
    today = today_in(recruitment.office.zone)
    return recruitments.refusal_of_arrival(values["arrived_on"], today)


def _arrive(recruitment: Any, user: Any, values: Mapping[str, Any]) -> None:
    recruitment.arrived_on = values["arrived_on"]


def _end_rule(recruitment: Any, values: Mapping[str, Any]) -> Refusal | None:
    return not_after(values["ended_on"], "ended_on", today_in(recruitment.office.zone))


def _end(recruitment: Any, user: Any, values: Mapping[str, Any]) -> None:
    recruitment.ended_on = values["ended_on"] or today_in(recruitment.office.zone)
    for call in recruitment.calls.filter(state="due"):
        CALL_WORKFLOW.take(call, "cancel", user)


RECRUITMENT_WORKFLOW = Workflow(
    "recruitment.Recruitment",
    states=(
        State("preparing", N_("Before departure"), "b"),
        State("abroad", N_("Employed abroad"), "g"),
        State("ended", N_("Ended"), "r"),
    ),
    transitions=(
        Transition(
            "arrive",
            ("preparing",),
            "abroad",
            RECORD,
            "recruitment.arrive",
            button=N_("Has arrived"),
            done=N_("The arrival is recorded, and the calls after it are planned."),
            lead=N_("The worker is called at set times; each call is work of this office."),
            asks=ARRIVAL,
            rule=_arrival_rule,
            change=_arrive,
        ),
        Transition(
            "end",
            ("preparing", "abroad"),
            "ended",
            RECORD,
            "recruitment.end",
            button=N_("Has ended"),
            done=N_("The recruitment has ended. No more calls are made."),
            asks=ENDING,
            rule=_end_rule,
            change=_end,
        ),
    ),
)


def _note_answer(call: Any, user: Any, values: Mapping[str, Any]) -> None:
    call.called_on, call.attempts = today_in(call.office.zone), call.attempts + 1
    write_values(call, CALL_ANSWERS, values)


def _not_reached(call: Any, user: Any, values: Mapping[str, Any]) -> None:
    call.attempts += 1
    if call.attempts < MOST_ATTEMPTS:
        call.state = "due"


MOST_ATTEMPTS = 3
CALL_WORKFLOW = Workflow(
    "recruitment.ArrivalCall",
    states=(
        State("due", N_("To call"), "a"),
        State("answered", N_("Answered"), "g"),
        State("not_reached", N_("Not reached"), "r"),
        State("cancelled", N_("Cancelled"), "b"),
    ),
    transitions=(
        Transition(
            "answer",
            ("due", "not_reached"),
            "answered",
            RECORD,
            "arrival_call.answer",
            button=N_("Record the answers"),
            done=N_("The answers are saved."),
            lead=N_("A red flag opens an incident of this office."),
            asks=CALL_ANSWERS,
            change=_note_answer,
        ),
        Transition(
            "miss",
            ("due",),
            "not_reached",
            RECORD,
            "arrival_call.miss",
            button=N_("No answer"),
            done=N_("Counted. After three tries it is marked as not reached."),
            change=_not_reached,
        ),
        step_of_system("cancel", ("due",), "cancelled", "arrival_call.cancel"),
    ),
)
