"""The states of a service, and their transitions."""

from __future__ import annotations

from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow

SERVICE_WORKFLOW = Workflow(
    "directory.Service",
    states=(State("offered", N_("Offered"), "g"), State("withdrawn", N_("No longer offered"), "r")),
    transitions=(
        Transition(
            "withdraw",
            ("offered",),
            "withdrawn",
            "service.record",
            "service.withdraw",
            button=N_("No longer offered"),
            done=N_("The service is no longer offered, and no referrals can be made to it."),
            lead=N_("The entry stays, with the referrals to it. It can be offered again."),
        ),
        Transition(
            "offer",
            ("withdrawn",),
            "offered",
            "service.record",
            "service.offer",
            button=N_("Offered again"),
            done=N_("The service is offered again."),
        ),
    ),
)
