"""The transitions of a recommendation. Its state is that of its latest event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State
from waystation.governance.advice import rules
from waystation.governance.advice.fields import ANSWER, KIND, SUBMISSION, WITHDRAWAL
from waystation.governance.advice.rules import (
    ANSWERS,
    DRAFT,
    ENDORSED,
    REVIEW,
    SUBMITTED,
    WITHDRAWN,
)
from waystation.governance.network.actions.steps import Step, Steps

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

TONES = dict(zip(dict(rules.STATES), ("", "b", "a", "a", "g", "v", "r", ""), strict=True))
NOTES = ("how", "why", "reason")  # what an event keeps as its note


def refusal_to_move(state: str, to: str) -> Refusal | None:
    """Say why a recommendation in ``state`` cannot become ``to``."""
    steps = [one for one in ADVICE.transitions.values() if one.target == to]
    if any(state in one.source and (state != to or to in ANSWERS) for one in steps):
        return None  # a second signature moves nothing
    if to == ENDORSED and state not in {DRAFT, ENDORSED}:
        return Refusal(
            N_("It has been submitted, so it can no longer be signed."), code="submitted_already"
        )
    if state == WITHDRAWN:
        return Refusal(
            N_("This recommendation was withdrawn. Write a new one."), code="move_after_end"
        )
    if to in ANSWERS:
        return Refusal(
            N_("The UNKT answers what was submitted to it. Submit the recommendation first."),
            code="not_submitted",
        )
    if state in ANSWERS:
        return Refusal(
            N_(
                "The UNKT has answered this. A later answer may supersede it, or a new "
                "recommendation."
            ),
            code="move_after_answer",
        )
    return Refusal(
        N_('A recommendation that is "{state}" does not become "{to}".'),
        code="move_unknown",
        state=dict(rules.STATES).get(state, state),
        to=dict(rules.STATES).get(to, to),
    )


def add_event(row: Any, me: User, state: str, **values: Any) -> Any:
    """Add what happened to a recommendation; an event is never changed."""
    last = row.events.aggregate(most=Max("number"))["most"] or 0
    told = {"number": last + 1, "state": state, "day": today_in(), **values}
    event = row.events.model.begin(me, row.office_id, recommendation=row, **told)
    event.save(force_insert=True)
    return event


class EventSteps(Steps):
    """Steps that are events: nothing is overwritten, a second signature adds nothing."""

    def enter(self, record: Any, me: User, step: Step, values: Mapping[str, Any]) -> None:
        if record.state == step.target and step.target not in ANSWERS:
            return
        given = {
            "note" if name in NOTES else name: value.strip() if isinstance(value, str) else value
            for name, value in values.items()
            if value is not None
        }
        add_event(record, me, step.target, **given)


def _day_fits(row: Any, values: Mapping[str, Any]) -> Refusal | None:
    return rules.refusal_of_day(values.get("day"), row.since, today_in())


def _answer_step(verdict: str) -> Step:
    return Step(
        verdict,
        (SUBMITTED, REVIEW, *ANSWERS),
        verdict,
        "advice.answer",
        "advice.answer",
        button=N_("Record the answer"),
        done=N_("The answer is recorded."),
        asks=ANSWER.without("verdict"),
        also=("advice.record_answer",),
    )


ADVICE = EventSteps(
    KIND,
    states=[State(code, name, TONES[code]) for code, name in rules.STATES],
    misplaced=lambda state, step: refusal_to_move(state, step.target),
    transitions=[
        Step(
            "endorse",
            (DRAFT, ENDORSED),
            ENDORSED,
            "advice.endorse",
            "advice.endorse",
            button=N_("Sign as co-chair"),
            done=N_("You have signed. Another person will record the UNKT's answer."),
        ),
        Step(
            "submit",
            (ENDORSED,),
            SUBMITTED,
            "advice.submit",
            "advice.submit",
            button=N_("Record the submission"),
            done=N_("It is recorded as submitted."),
            lead=N_("From this day on its age is counted."),
            asks=SUBMISSION,
            rule=_day_fits,
            also=("advice.endorse",),
        ),
        Step(
            "take_up",
            (SUBMITTED,),
            REVIEW,
            "advice.answer",
            "advice.take_up",
            button=N_("Under review"),
            done=N_("It is under review."),
            asks=SUBMISSION.only("day"),
            rule=_day_fits,
            also=("advice.record_answer",),
        ),
        *[_answer_step(verdict) for verdict in ANSWERS],
        Step(
            "withdraw",
            (DRAFT, ENDORSED, SUBMITTED, REVIEW),
            WITHDRAWN,
            "advice.submit",
            "advice.withdraw",
            button=N_("Withdraw it"),
            done=N_("It is withdrawn."),
            lead=N_("It stays in the list with its reason."),
            asks=WITHDRAWAL,
            also=("advice.endorse", "advice.draft"),
        ),
    ],
)
