"""The states of a round's design, and their transitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow

REVISION = FieldTable(
    "tracking.Round",
    Field(
        "reason",
        "text",
        N_("Why the design is revised"),
        reason=True,
        hint=N_("For example: the frame was corrected. The next estimate names it."),
        required=True,
        most=500,
    ),
)


def _revise(round_: Any, user: Any, values: Mapping[str, Any]) -> None:
    round_.design_reason = values["reason"].strip()


DESIGN_WORKFLOW = Workflow(
    "tracking.Round",
    field="design_state",
    states=(State("draft", N_("Design can be changed"), "a"), State("frozen", N_("Frozen"), "g")),
    transitions=(
        Transition(
            "freeze",
            ("draft",),
            "frozen",
            "study.estimate",
            "round.freeze_design",
            button=N_("Freeze the design"),
            done=N_("The design is frozen."),
            lead=N_(
                "Finalise the design before the answers are read: after that, a change needs "
                "a reason. An estimate also freezes the design."
            ),
        ),
        Transition(
            "revise",
            ("frozen",),
            "draft",
            "study.estimate",
            "round.revise_design",
            button=N_("Revise the design"),
            done=N_("The design can be changed. Existing estimates keep their design."),
            lead=N_(
                "Existing estimates keep the design they were made with. The next one uses "
                "the new design, with its own number and your reason."
            ),
            asks=REVISION,
            change=_revise,
        ),
    ),
)
