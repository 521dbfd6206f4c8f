"""The states of the centres' records, and the steps between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow

WITHDRAWAL = FieldTable(
    "centres.Visit",
    Field(
        "reason_given",
        "text",
        N_("Why the visit is withdrawn"),
        hint=N_("For example: recorded twice, or for the wrong centre. Kept sealed."),
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
            done=N_("The visit is withdrawn. It counts nowhere any more."),
            lead=N_(
                "A withdrawn visit stays in the record with your reason and counts nowhere. It "
                "can be restored."
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
