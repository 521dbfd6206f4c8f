"""The states of the centres' records, and their transitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.records.values import write_values
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow

from . import rules
from .fields import FOLLOW_UP

WITHDRAWAL = FieldTable(
    "centres.Visit",
    Field(
        "reason_given",
        "text",
        N_("Why the visit is withdrawn"),
        reason=True,
        hint=N_("For example: recorded twice, or for the wrong centre. Stored encrypted."),
        required=True,
        sealed=True,
        most=300,
    ),
)


def _withdraw(visit: Any, user: Any, values: Mapping[str, Any]) -> None:
    visit.withdrawn_at, visit.withdrawn_by = now(), user
    write_sealed(visit, "withdrawal_reason", values["reason_given"].strip())


def _restore(visit: Any, user: Any, values: Mapping[str, Any]) -> None:
    visit.withdrawn_at = visit.withdrawn_by = None
    visit.withdrawal_reason = b""


VISIT_WORKFLOW = Workflow(
    "centres.Visit",
    states=(State("recorded", N_("Recorded"), "g"), State("withdrawn", N_("Withdrawn"), "r")),
    transitions=(
        Transition(
            "withdraw",
            ("recorded",),
            "withdrawn",
            "visit.record",
            "visit.withdraw",
            button=N_("Withdraw the visit"),
            done=N_("The visit is withdrawn and no longer counted."),
            lead=N_(
                "A withdrawn visit stays in the records with your reason and is not "
                "counted. It can be restored."
            ),
            asks=WITHDRAWAL,
            change=_withdraw,
        ),
        Transition(
            "restore",
            ("withdrawn",),
            "recorded",
            "visit.record",
            "visit.restore",
            button=N_("Restore the visit"),
            done=N_("The visit is restored. It counts again."),
            lead=N_("The visit counts again, in every figure that is computed from now on."),
            change=_restore,
        ),
    ),
)

CALLED = FieldTable(
    "centres.CallBack",
    Field("note", "text", N_("What was said"), hint=N_("Stored encrypted."), sealed=True, most=300),
)
AGAIN = FieldTable(
    "centres.CallBack",
    Field("due_on", "date", N_("Call again on"), required=True),
)
NOT_CALLED = FieldTable(
    "centres.CallBack",
    Field(
        "note",
        "text",
        N_("Why"),
        hint=N_("Stored encrypted."),
        required=True,
        sealed=True,
        most=300,
    ),
)


def _end_call(call: Any, user: Any, values: Mapping[str, Any]) -> None:
    call.ended_at = now()
    call.contact = b""  # no longer needed
    call.attempts += 1
    write_sealed(call, "note", values["note"].strip())


def _call_again(call: Any, user: Any, values: Mapping[str, Any]) -> None:
    call.due_on = values["due_on"]
    call.attempts += 1


def _refuse_without_consent(call: Any) -> Refusal | None:
    return rules.refusal_without_consent(call.may_contact)


def _not_over(call: Any, values: Mapping[str, Any]) -> Refusal | None:
    return rules.refusal_of_due_day(values["due_on"], today_in(), "due_on")


CALL_BACK_WORKFLOW = Workflow(
    "centres.CallBack",
    states=(
        State("open", N_("To call"), "a"),
        State("reached", N_("Reached"), "g"),
        State("closed", N_("Not called"), "b"),
    ),
    transitions=(
        Transition(
            "reach",
            ("open",),
            "reached",
            "visit.record",
            "call_back.reach",
            button=N_("Reached"),
            done=N_("Noted. The person is removed from the list."),
            lead=N_("The person was reached and informed."),
            asks=CALLED,
            condition=_refuse_without_consent,
            change=_end_call,
        ),
        Transition(
            "again",
            ("open",),
            "open",
            "visit.record",
            "call_back.miss",
            button=N_("Not reached, call again"),
            done=N_("Noted. The person stays on the list with the new day."),
            lead=N_("The attempt is counted, and the call-back is due on another day."),
            asks=AGAIN,
            condition=_refuse_without_consent,
            rule=_not_over,
            change=_call_again,
        ),
        Transition(
            "close",
            ("open",),
            "closed",
            "visit.record",
            "call_back.close",
            button=N_("Take off the list"),
            done=N_("Taken off the list."),
            lead=N_("This person will no longer be called. Say why."),
            asks=NOT_CALLED,
            change=_end_call,
        ),
    ),
)


def _follow_up(plan: Any, user: Any, values: Mapping[str, Any]) -> None:
    plan.followed_up_on = today_in(plan.office.zone)
    write_values(plan, FOLLOW_UP, values)


PLAN_WORKFLOW = Workflow(
    "centres.Plan",
    states=(State("open", N_("Open"), "a"), State("followed_up", N_("Followed up"), "g")),
    transitions=(
        Transition(
            "follow_up",
            ("open", "followed_up"),
            "followed_up",
            "visit.record",
            "plan.follow_up",
            button=N_("Follow up"),
            done=N_("The follow-up is recorded."),
            lead=N_(
                "What the person intends now, the outcome, and how satisfied they are. A "
                "later follow-up replaces this one; the history shows both."
            ),
            asks=FOLLOW_UP,
            change=_follow_up,
        ),
    ),
)


def _end_step(step: Any, user: Any, values: Mapping[str, Any]) -> None:
    step.ended_at = now()


def _reopen_step(step: Any, user: Any, values: Mapping[str, Any]) -> None:
    step.ended_at = None


STEP_WORKFLOW = Workflow(
    "centres.Step",
    states=(
        State("open", N_("Open"), "a"),
        State("done", N_("Done"), "g"),
        State("not_done", N_("Not done"), "r"),
    ),
    transitions=(
        Transition(
            "done",
            ("open", "not_done"),
            "done",
            "visit.record",
            "step.done",
            button=N_("Done"),
            done=N_("The step is done."),
            change=_end_step,
        ),
        Transition(
            "not_done",
            ("open", "done"),
            "not_done",
            "visit.record",
            "step.not_done",
            button=N_("Not done"),
            done=N_("Noted that the step was not done."),
            change=_end_step,
        ),
        Transition(
            "reopen",
            ("done", "not_done"),
            "open",
            "visit.record",
            "step.reopen",
            button=N_("Open again"),
            done=N_("The step is open again."),
            change=_reopen_step,
        ),
    ),
)
