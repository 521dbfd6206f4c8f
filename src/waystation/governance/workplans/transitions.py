"""The states of a commitment, and their transitions (O-23)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow

from .rules import commitments as rules

NOTE = FieldTable("workplans.CommitmentEvent", Field("note", "long_text", N_("Note")))
REASON = FieldTable(
    "workplans.CommitmentEvent", Field("note", "long_text", N_("Note"), required=True, reason=True)
)


def _record(state: str) -> Any:
    def change(commitment: Any, user: Any, values: Mapping[str, Any]) -> None:
        events = commitment.events
        events.model.begin(
            user,
            commitment.office_id,
            commitment=commitment,
            state=state,
            day=today_in(),
            note=values["note"].strip(),
        ).save(force_insert=True)

    return change


def _step(
    name: str, source: tuple[str, ...], target: str, button: str, asks: FieldTable, **more: Any
) -> Transition:
    return Transition(
        name, source, target, "commitment.record", f"commitment.{name}", button=button,
        done=N_("It is saved."), asks=asks, change=_record(target), **more,
    )  # fmt: skip


COMMITMENT_WORKFLOW = Workflow(
    "workplans.Commitment",
    states=(
        State("open", N_("Open")),
        State("under_way", N_("Under way")),
        State("kept", N_("Fulfilled"), "g"),
        State("dropped", N_("Dropped"), "r"),
    ),
    transitions=(
        _step("start", ("open",), "under_way", N_("It is under way"), NOTE),
        _step("fulfil", ("open", "under_way"), "kept", N_("It is fulfilled"), NOTE),
        _step(
            "drop", ("open", "under_way"), "dropped", N_("Drop the commitment"), REASON,
            rule=lambda row, values: rules.refusal_of_drop(values["note"]),
        ),
        _step(
            "reopen", ("kept", "dropped"), "open", N_("Open it again"), REASON,
            rule=lambda row, values: rules.refusal_of_reopening(values["note"]),
        ),
    ),
)  # fmt: skip
