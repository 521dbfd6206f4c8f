"""The states of targets and definitions: one person proposes, another approves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow, step_of_system

from .fields import RETURN, RETURN_FIGURES
from .rules import approving
from .rules.targets import refusal_to_approve


def _approve(target: Any, user: Any, values: Mapping[str, Any]) -> None:
    target.approved_at, target.approved_by = now(), user
    target.approved_value, target.approved_qualifier = target.value, target.qualifier


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
            who=lambda target, user: refusal_to_approve(target.created_by_id, user.id),
            change=_approve,
        ),
    ),
)


def _another(draft: Any, user: Any) -> Refusal | None:
    return approving.refusal_to_decide(draft.created_by_id, user.id)


def _decide(draft: Any, user: Any, values: Mapping[str, Any]) -> None:
    draft.decided_at, draft.decided_by = now(), user
    draft.reason = values.get("reason", "").strip()


DEFINITION_WORKFLOW = Workflow(
    "results.DefinitionDraft",
    states=(
        State("proposed", N_("Proposed"), "a"),
        State("approved", N_("Approved"), "g"),
        State("returned", N_("Returned"), "r"),
        State("withdrawn", N_("Withdrawn"), "r"),
    ),
    transitions=(
        Transition(
            "approve",
            ("proposed",),
            "approved",
            "report.publish",
            "definition.approve",
            button=N_("Approve the definition"),
            done=N_("The definition is approved and in force."),
            lead=N_(
                "From now on, figures are counted by this definition and name its "
                "version. Published figures do not change."
            ),
            who=_another,
            change=_decide,
        ),
        Transition(
            "return",
            ("proposed",),
            "returned",
            "report.publish",
            "definition.return",
            button=N_("Return the definition"),
            done=N_("The definition is returned to its author."),
            asks=RETURN,
            who=_another,
            change=_decide,
        ),
        Transition(
            "withdraw",
            ("proposed",),
            "withdrawn",
            "indicator.design",
            "definition.withdraw",
            button=N_("Withdraw the proposal"),
            done=N_("The proposal is withdrawn."),
            who=lambda draft, user: approving.refusal_to_withdraw(draft.created_by_id, user.id),
        ),
    ),
    of_organisation=True,
)


def _judge(request: Any, user: Any, values: Mapping[str, Any]) -> None:
    request.decided_at, request.decided_by = now(), user
    request.reason = values.get("reason", "").strip()


def _answer(request: Any, user: Any, values: Mapping[str, Any]) -> None:
    request.answered_at = now()


REQUEST_WORKFLOW = Workflow(
    "results.PartnerRequest",
    states=(
        State("asked", N_("Asked"), "b"),
        State("answered", N_("To check"), "a"),
        State("returned", N_("Returned"), "r"),
        State("accepted", N_("Accepted"), "g"),
        State("cancelled", N_("Cancelled"), "r"),
    ),
    transitions=(
        step_of_system(
            "answer",
            ("asked", "returned", "answered"),
            "answered",
            "partner_figures.answer",
            _answer,
        ),
        Transition(
            "accept",
            ("answered",),
            "accepted",
            "target.set",
            "partner_figures.accept",
            button=N_("Accept the figures"),
            done=N_("The figures are accepted. Reports can quote them, marked as typed."),
            lead=N_("They are shown as typed by the partner, beside what is counted from records."),
            change=_judge,
        ),
        Transition(
            "return",
            ("answered",),
            "returned",
            "target.set",
            "partner_figures.return",
            button=N_("Return the figures"),
            done=N_("The partner reads your reason at its link and sends the figures again."),
            asks=RETURN_FIGURES,
            change=_judge,
        ),
        Transition(
            "cancel",
            ("asked", "answered", "returned"),
            "cancelled",
            "target.set",
            "partner_figures.cancel",
            button=N_("Cancel the request"),
            done=N_("The request is cancelled, and its link no longer opens."),
        ),
    ),
)
