"""The states of feedback, and the steps to an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.records.values import write_values
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow

from .fields import ANSWER


def _take(entry: Any, user: Any, values: Mapping[str, Any]) -> None:
    entry.handler = user


def _hand_up(entry: Any, user: Any, values: Mapping[str, Any]) -> None:
    entry.level, entry.handler = "organisation", None


def _answer(entry: Any, user: Any, values: Mapping[str, Any]) -> None:
    entry.answered_on = today_in(entry.office.zone)
    entry.handler = user
    write_values(entry, ANSWER, values)


def _reopen(entry: Any, user: Any, values: Mapping[str, Any]) -> None:
    entry.answered_on, entry.outcome = None, ""


FEEDBACK_WORKFLOW = Workflow(
    "feedback.Entry",
    states=(
        State("received", N_("Received"), "a"),
        State("in_work", N_("In work"), "b"),
        State("answered", N_("Answered"), "g"),
    ),
    transitions=(
        Transition(
            "take",
            ("received",),
            "in_work",
            "feedback.handle",
            "feedback.take",
            button=N_("I answer this"),
            done=N_("You answer this one. The deadline stays."),
            lead=N_("Colleagues see that you answer it."),
            change=_take,
        ),
        Transition(
            "hand_up",
            ("received", "in_work"),
            "received",
            "feedback.handle",
            "feedback.hand_up",
            button=N_("Hand to data protection"),
            done=N_("Handed on. The office does not see it any more."),
            lead=N_(
                "For what the office should not answer itself. From then on only the "
                "data-protection officer sees it."
            ),
            change=_hand_up,
        ),
        Transition(
            "answer",
            ("received", "in_work"),
            "answered",
            "feedback.handle",
            "feedback.answer",
            button=N_("Answer"),
            done=N_("The answer is recorded. It can be read at the secret address."),
            asks=ANSWER,
            change=_answer,
        ),
        Transition(
            "reopen",
            ("answered",),
            "in_work",
            "feedback.handle",
            "feedback.reopen",
            button=N_("Take up again"),
            done=N_("It is open again."),
            lead=N_("The answer stays to be read until a new one replaces it."),
            change=_reopen,
        ),
    ),
)
