"""The states of incidents, and their transitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow, step_of_system
from waystation.services.recruitment.rules import incidents

HANDLE = "incident.handle"
DECIDE = "recruiter.decide"
CLOSING = FieldTable(
    "recruitment.Incident",
    Field("outcome", "code", N_("Outcome"), code_list="incident_outcome", required=True),
    Field("reason", "long_text", N_("Reason"), reason=True, required=True, sealed=True, most=2000),
)


def _take(incident: Any, user: Any, values: Mapping[str, Any]) -> None:
    incident.handler = user


def _close_rule(incident: Any, values: Mapping[str, Any]) -> Refusal | None:
    open_actions = incident.actions.filter(state="open").count()
    refused = incidents.refusal_to_close(values["outcome"], open_actions)
    return refused or incident.refusal_to_close_fee(values["outcome"])


def _close(incident: Any, user: Any, values: Mapping[str, Any]) -> None:
    incident.closed_by = user
    incident.handler = incident.handler or user
    incident.closed_on, incident.outcome = today_in(incident.office.zone), values["outcome"]
    write_sealed(incident, "reason", values["reason"].strip())


def _review(incident: Any, user: Any, values: Mapping[str, Any]) -> None:
    refuse([incidents.refusal_to_review(user.id, incident.repaid_by_id)])
    _close(incident, user, values)


def _reopen(incident: Any, user: Any, values: Mapping[str, Any]) -> None:
    incident.closed_on, incident.closed_by, incident.outcome = None, None, ""
    incident.repaid_by = None


def _repaid(incident: Any, user: Any, values: Mapping[str, Any]) -> None:
    incident.repaid_by = user


def _not_repaid(incident: Any, user: Any, values: Mapping[str, Any]) -> None:
    incident.repaid_by = None


INCIDENT_WORKFLOW = Workflow(
    "recruitment.Incident",
    states=(
        State("open", N_("Open"), "r"),
        State("in_work", N_("In progress"), "a"),
        State("review", N_("Paid back, to review"), "a"),
        State("closed", N_("Closed"), "g"),
    ),
    transitions=(
        Transition(
            "take",
            ("open",),
            "in_work",
            HANDLE,
            "incident.take",
            button=N_("I deal with this"),
            done=N_("You deal with this one. The deadline stays."),
            change=_take,
        ),
        Transition(
            "close",
            ("open", "in_work"),
            "closed",
            HANDLE,
            "incident.close",
            button=N_("Close"),
            done=N_("The incident is closed."),
            asks=CLOSING,
            rule=_close_rule,
            change=_close,
        ),
        Transition(
            "review",
            ("review",),
            "closed",
            DECIDE,
            "incident.review",
            button=N_("Close after the review"),
            done=N_("The incident is closed."),
            lead=N_("Look at the receipts. Who recorded the repayment does not review it."),
            asks=CLOSING,
            rule=_close_rule,
            change=_review,
        ),
        Transition(
            "reopen",
            ("closed",),
            "in_work",
            HANDLE,
            "incident.reopen",
            button=N_("Take up again"),
            done=N_("It is open again."),
            change=_reopen,
        ),
        step_of_system("repaid", ("open", "in_work"), "review", "incident.repaid", _repaid),
        step_of_system("not_repaid", ("review",), "in_work", "incident.not_repaid", _not_repaid),
    ),
)
