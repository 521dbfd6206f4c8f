"""The states of feedback, and the transitions up to an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.records.values import write_values
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.refusals import not_after, not_before
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow

from . import rules
from .fields import AGREED, ANSWER, GIVEN, REFUSED


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
        State("in_work", N_("In progress"), "b"),
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


def _agree_rule(remedy: Any, values: Mapping[str, Any]) -> Refusal | None:
    today = today_in(remedy.office.zone)
    return not_before(values["due_on"], "due_on", today) or rules.refusal_of_money(
        values["money_agreed"], "money_agreed"
    )


def _agree(remedy: Any, user: Any, values: Mapping[str, Any]) -> None:
    remedy.agreed_on = today_in(remedy.office.zone)
    write_values(remedy, AGREED, values)


def _give_rule(remedy: Any, values: Mapping[str, Any]) -> Refusal | None:
    today = today_in(remedy.office.zone)
    return not_after(values["given_on"], "given_on", today) or rules.refusal_of_money(
        values["money_given"], "money_given"
    )


def _give(remedy: Any, user: Any, values: Mapping[str, Any]) -> None:
    write_values(remedy, GIVEN, values)


def _confirm(remedy: Any, user: Any, values: Mapping[str, Any]) -> None:
    remedy.confirmed_on = today_in(remedy.office.zone)
    remedy.confirmed_by_person = user is None  # nobody signed in: at the secret address


def _contradict(remedy: Any, user: Any, values: Mapping[str, Any]) -> None:
    remedy.given_on, remedy.money_given = None, None


def _refuse(remedy: Any, user: Any, values: Mapping[str, Any]) -> None:
    write_values(remedy, REFUSED, values)


REMEDY_WORKFLOW = Workflow(
    "feedback.Remedy",
    states=(
        State("asked", N_("Asked for"), "a"),
        State("agreed", N_("Agreed"), "b"),
        State("given", N_("Given, to be confirmed"), "b"),
        State("confirmed", N_("Confirmed by the person"), "g"),
        State("refused", N_("Refused"), "r"),
    ),
    transitions=(
        Transition(
            "agree",
            ("asked",),
            "agreed",
            "feedback.handle",
            "remedy.agree",
            button=N_("Record what was agreed"),
            done=N_("Recorded. The deadline is watched."),
            asks=AGREED,
            rule=_agree_rule,
            change=_agree,
        ),
        Transition(
            "refuse",
            ("asked",),
            "refused",
            "feedback.handle",
            "remedy.refuse",
            button=N_("It was refused"),
            done=N_("Recorded as refused."),
            asks=REFUSED,
            change=_refuse,
        ),
        Transition(
            "give",
            ("agreed",),
            "given",
            "feedback.handle",
            "remedy.give",
            button=N_("It was given"),
            done=N_("Recorded. Ask the person whether they received it."),
            asks=GIVEN,
            rule=_give_rule,
            change=_give,
        ),
        Transition(
            "confirm",
            ("given",),
            "confirmed",
            "feedback.handle",
            "remedy.confirm",
            button=N_("The person confirms it"),
            done=N_("Confirmed by the person. The complaint counts as remedied."),
            lead=N_("You have asked the person, and they received what was agreed."),
            change=_confirm,
        ),
        Transition(
            "contradict",
            ("given",),
            "agreed",
            "feedback.handle",
            "remedy.contradict",
            button=N_("The person has not received it"),
            done=N_("It is due again."),
            change=_contradict,
        ),
    ),
)
