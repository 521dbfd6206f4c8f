"""The states of a target: one person proposes it, another approves it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.shared.errors import refuse
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow

from .rules.targets import refusal_to_approve


def _approve(target: Any, user: Any, values: Mapping[str, Any]) -> None:
    refuse([refusal_to_approve(target.created_by_id, user.id)])
    target.approved_at, target.approved_by = now(), user


TARGET_WORKFLOW = Workflow(
    "results.Target",
    states=(State("proposed", N_("Proposed"), "a"), State("approved", N_("Approved"), "g")),
    transitions=(
        Transition(
            "approve",
            ("proposed",),
            "approved",
            "report.publish",
            "target.approve",
            button=N_("Approve"),
            done=N_("The target is approved."),
            lead=N_("From then on progress is measured against it."),
            change=_approve,
        ),
    ),
)
