"""The states of a data subject's request, and the two answers to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow

from .fields import REASON, REPLY
from .rules import requests


def _answer(request: Any, user: Any, values: Mapping[str, Any]) -> None:
    request.answered_on = today_in(request.office.zone)
    write_sealed(request, "answer", values["reply"].strip())


def _own(request: Any, values: Mapping[str, Any]) -> Refusal | None:
    return requests.refusal_to_answer(bool(values["identity_checked"]))


REQUEST_WORKFLOW = Workflow(
    "privacy.DataRequest",
    states=(
        State("open", N_("Open"), "a"),
        State("answered", N_("Answered"), "g"),
        State("refused", N_("Refused"), "r"),
    ),
    transitions=(
        Transition(
            "answer",
            ("open",),
            "answered",
            "person.export",
            "data_request.answer",
            button=N_("Answer the request"),
            done=N_("The request is answered. It is in the log and on the person's timeline."),
            lead=N_("Hand over the copy first, or do what was asked for; then say so here."),
            asks=REPLY,
            rule=_own,
            change=_answer,
        ),
        Transition(
            "refuse",
            ("open",),
            "refused",
            "person.export",
            "data_request.refuse",
            button=N_("Refuse the request"),
            done=N_("The request is refused, with the reason."),
            lead=N_("The person is told why, and that they can complain to the authority."),
            asks=REASON,
            change=_answer,
        ),
    ),
)
