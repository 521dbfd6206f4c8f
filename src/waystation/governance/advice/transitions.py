"""The transitions of a recommendation. Its state is that of its latest event: each step adds one,
and nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Max

from waystation.foundation.access import queries as access
from waystation.foundation.records.saving import log
from waystation.foundation.shared.errors import NotAllowed, Refusal, Refusals
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow
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
from waystation.governance.network.queries import people

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


def _refusal_in(to: str) -> Callable[[str], Refusal | None]:
    return lambda state: refusal_to_move(state, to)


def add_event(row: Any, me: Any, state: str, **values: Any) -> None:
    """Add what happened to a recommendation; an event is never changed."""
    last = row.events.aggregate(most=Max("number"))["most"] or 0
    told = {"number": last + 1, "state": state, "day": today_in(), **values}
    event = row.events.model.begin(me, row.office_id, recommendation=row, **told)
    event.save(force_insert=True)


def _add_event_of_step(row: Any, me: Any, values: Mapping[str, Any]) -> None:
    given = {
        "note" if name in NOTES else name: value.strip() if isinstance(value, str) else value
        for name, value in values.items()
        if value is not None
    }
    add_event(row, me, row.state, **given)


def _refusal_to_sign(row: Any, user: Any) -> Refusal | None:
    signed = row.signatures.filter(user=user).exists()
    return rules.refusal_of_signatory(people.is_cochair(user, today_in()), signed)


def _refusal_without_evidence(row: Any, values: Mapping[str, Any]) -> Refusal | None:
    return rules.refusal_of_evidence(row.evidence.count())


def _sign(row: Any, me: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Add the signature; only the first of them is an event."""
    seats, first = sorted(people.seats_of(me, today_in())), not row.signatures.exists()
    row.signatures.model.begin(
        me, row.office_id, recommendation=row, user=me, seat=", ".join(seats), day=today_in()
    ).save(force_insert=True)
    if first:
        add_event(row, me, ENDORSED)
        if row.supersedes_id is not None:
            _set_aside(row, me)
    return {"seats": seats}


def _set_aside(row: Any, me: Any) -> None:
    """Withdraw the recommendation that this one supersedes, if nobody has answered it."""
    before = type(row).objects.select_for_update().get(id=row.supersedes_id)
    state = before.events.order_by("-number").values_list("state", flat=True)[0]
    if state in ADVICE.transitions["withdraw"].source:
        add_event(before, me, WITHDRAWN, note=f"→ {row}")
        log(me, "advice.withdraw", before, superseded_by=str(row))


def _refusal_of_day(row: Any, values: Mapping[str, Any]) -> Refusal | None:
    return rules.refusal_of_day(values["day"], row.since, today_in())


def _refusal_of_four_eyes(row: Any, user: Any) -> Refusal | None:
    return rules.refusal_of_four_eyes(row.signatures.values_list("user_id", flat=True), user.id)


def refusal_of_answer(row: Any, verdict: str, values: Mapping[str, Any]) -> Refusal | None:
    """Return what an answer of the UNKT lacks; ``values`` are those of ``fields.ANSWER``."""
    judged = {name: values[name] for name in ANSWER.without("verdict", "document").names}
    found = rules.refusals_of_answer(
        verdict,
        **judged,
        submitted_on=row.submitted_on,
        today=today_in(),
        supersedes=row.state in ANSWERS,
    )
    return Refusals(found) if found else None


def _answer(row: Any, me: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    again = row.events.filter(state__in=ANSWERS).exists()
    _add_event_of_step(row, me, values)
    return {"verdict": row.state, "supersedes": again}


def _refusal_to_withdraw(row: Any, user: Any) -> Refusal | None:
    """One's own draft is one's own; what is more than that, who signs and submits withdraws."""
    if row.state == DRAFT and row.created_by_id == user.id:
        return None
    try:
        access.require_any(user, "advice.submit", "advice.endorse", office_id=row.office_id)
    except NotAllowed as refusal:
        return refusal
    return None


def _answer_step(verdict: str) -> Transition:
    return Transition(
        verdict,
        (SUBMITTED, REVIEW, *ANSWERS),
        verdict,
        "advice.answer",
        "advice.answer",
        button=N_("Record the answer"),
        done=N_("The answer is recorded."),
        asks=ANSWER.without("verdict"),
        also=("advice.record_answer",),
        who=_refusal_of_four_eyes,
        rule=lambda row, values: refusal_of_answer(row, verdict, values),
        change=_answer,
        wrong_state=_refusal_in(verdict),
    )


ADVICE = Workflow(
    KIND,
    states=[State(code, name, TONES[code]) for code, name in rules.STATES],
    transitions=[
        Transition(
            "endorse",
            (DRAFT, ENDORSED),
            ENDORSED,
            "advice.endorse",
            "advice.endorse",
            button=N_("Sign as co-chair"),
            done=N_("You have signed. Another person will record the UNKT's answer."),
            who=_refusal_to_sign,
            rule=_refusal_without_evidence,
            change=_sign,
            wrong_state=_refusal_in(ENDORSED),
        ),
        Transition(
            "submit",
            (ENDORSED,),
            SUBMITTED,
            "advice.submit",
            "advice.submit",
            button=N_("Record the submission"),
            done=N_("It is recorded as submitted."),
            lead=N_("From this day on its age is counted."),
            asks=SUBMISSION,
            rule=_refusal_of_day,
            change=_add_event_of_step,
            also=("advice.endorse",),
            wrong_state=_refusal_in(SUBMITTED),
        ),
        Transition(
            "take_up",
            (SUBMITTED,),
            REVIEW,
            "advice.answer",
            "advice.take_up",
            button=N_("Under review"),
            done=N_("It is under review."),
            asks=SUBMISSION.only("day"),
            rule=_refusal_of_day,
            change=_add_event_of_step,
            also=("advice.record_answer",),
            wrong_state=_refusal_in(REVIEW),
        ),
        *[_answer_step(verdict) for verdict in ANSWERS],
        Transition(
            "withdraw",
            (DRAFT, ENDORSED, SUBMITTED, REVIEW),
            WITHDRAWN,
            "advice.submit",
            "advice.withdraw",
            button=N_("Withdraw it"),
            done=N_("It is withdrawn."),
            lead=N_("It stays in the list with its reason."),
            asks=WITHDRAWAL,
            who=_refusal_to_withdraw,
            rule=lambda row, values: rules.refusal_to_withdraw(values["reason"]),
            change=_add_event_of_step,
            also=("advice.endorse", "advice.draft"),
            wrong_state=_refusal_in(WITHDRAWN),
        ),
    ],
)
