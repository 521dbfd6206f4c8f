"""The states of instruments, gap assessments and good practices, and their transitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow, step_of_system

from .fields import ADOPTION, FORCE, REASON
from .rules import instruments as rules
from .rules import others, standards

READ, DRAFT, ADOPT = "policy.read", "policy.draft", "policy.adopt"
REVIEW, OWN = "policy.review", "policy.answer"


def _may_consult(instrument: Any, values: Mapping[str, Any]) -> Refusal | None:
    return rules.refusal_to_consult(instrument.consulted.count())


def _may_adopt(instrument: Any, values: Mapping[str, Any]) -> Refusal | None:
    unanswered = instrument.comments.filter(verdict="").count()
    measures = instrument.measures.filter(dropped_on__isnull=True).count()
    return rules.refusal_to_adopt(unanswered, measures) or rules.refusal_of_adoption_day(
        values.get("adopted_on"), today_in()
    )


def _adopt(instrument: Any, user: Any, values: Mapping[str, Any]) -> None:
    instrument.adopted_on = values["adopted_on"]
    instrument.adopted_by = values["adopted_by"].strip()


def _may_enforce(instrument: Any, values: Mapping[str, Any]) -> Refusal | None:
    return rules.refusal_of_force(values.get("in_force_on"), instrument.adopted_on)


def _enforce(instrument: Any, user: Any, values: Mapping[str, Any]) -> None:
    instrument.in_force_on = values["in_force_on"]


def _withdraw(record: Any, user: Any, values: Mapping[str, Any]) -> None:
    record.reason = values["reason"].strip()


INSTRUMENT_WORKFLOW = Workflow(
    "policies.Instrument",
    states=(
        State("draft", N_("Draft"), "b"),
        State("consultation", N_("In consultation"), "a"),
        State("adopted", N_("Adopted"), "g"),
        State("in_force", N_("In force"), "g"),
        State("replaced", N_("Replaced"), ""),
        State("withdrawn", N_("Withdrawn"), "r"),
    ),
    transitions=(
        Transition(
            "consult",
            ("draft",),
            "consultation",
            DRAFT,
            "policy.consult",
            button=N_("Open the consultation"),
            done=N_("The consultation is open."),
            lead=N_("From now on comments are recorded, and each of them needs an answer."),
            rule=_may_consult,
        ),
        Transition(
            "adopt",
            ("consultation",),
            "adopted",
            ADOPT,
            "policy.adopt",
            button=N_("Record the adoption"),
            done=N_("The adoption is recorded."),
            lead=N_("Once it is adopted, its text cannot be changed. Its measures continue."),
            asks=ADOPTION,
            rule=_may_adopt,
            change=_adopt,
        ),
        Transition(
            "enforce",
            ("adopted",),
            "in_force",
            ADOPT,
            "policy.enforce",
            button=N_("Record the entry into force"),
            done=N_("It is in force."),
            lead=N_("The previous edition is marked as replaced."),
            asks=FORCE,
            rule=_may_enforce,
            change=_enforce,
        ),
        Transition(
            "replace",
            ("in_force",),
            "replaced",
            ADOPT,
            "policy.replace",
            button=N_("Mark as replaced"),
            done=N_("It is marked as replaced."),
            lead=N_("For a policy that ended without a next edition here."),
            asks=REASON,
            change=_withdraw,
        ),
        Transition(
            "withdraw",
            ("draft", "consultation"),
            "withdrawn",
            DRAFT,
            "policy.withdraw",
            button=N_("Withdraw the draft"),
            done=N_("The draft is withdrawn."),
            asks=REASON,
            change=_withdraw,
        ),
        step_of_system("give_way", ("adopted", "in_force"), "replaced", "policy.replace"),
    ),
)


def _may_submit(assessment: Any, values: Mapping[str, Any]) -> Refusal | None:
    return _may_finish(assessment, values) or standards.refusal_to_submit(assessment.by)


def _may_finish(assessment: Any, values: Mapping[str, Any]) -> Refusal | None:
    answered = assessment.answers.values("clause")
    clauses = assessment.standard.clauses.exclude(id__in=answered)
    return standards.refusal_to_finish(clauses.count())


def _of_the_officer_or_own(assessment: Any, user: Any) -> Refusal | None:
    """Refuse that an authority withdraws what others assessed."""
    if access.may(user, DRAFT, assessment.office_id):
        return None
    return standards.refusal_to_withdraw(assessment.by)


FINAL = N_(
    "A final assessment is not changed any more: if it is wrong, withdraw it and begin again. A "
    "later one is compared with it."
)
GAP_WORKFLOW = Workflow(
    "policies.GapAssessment",
    states=(
        State("draft", N_("Draft"), "b"),
        State("final", N_("Final"), "g"),
        State("withdrawn", N_("Withdrawn"), "r"),
    ),
    transitions=(
        Transition(
            "finish",
            ("draft",),
            "final",
            DRAFT,
            "gap_assessment.finish",
            button=N_("Finish the assessment"),
            done=N_("The assessment is final."),
            lead=FINAL,
            rule=_may_finish,
        ),
        Transition(
            "submit",
            ("draft",),
            "final",
            OWN,
            "gap_assessment.submit",
            button=N_("Submit our assessment"),
            done=N_("Your assessment is submitted."),
            lead=FINAL,
            rule=_may_submit,
        ),
        Transition(
            "withdraw",
            ("draft", "final"),
            "withdrawn",
            DRAFT,
            "gap_assessment.withdraw",
            button=N_("Withdraw the assessment"),
            done=N_("The assessment is withdrawn."),
            lead=N_(
                "It stays in the list with your reason and is not counted. You can "
                "start another assessment of the same date."
            ),
            asks=REASON,
            who=_of_the_officer_or_own,
            change=_withdraw,
            also=(OWN,),
        ),
    ),
)


def _may_publish(practice: Any, values: Mapping[str, Any]) -> Refusal | None:
    return others.refusal_to_publish(list(practice.reviews.values_list("conflict", "verdict")))


PRACTICE_WORKFLOW = Workflow(
    "policies.GoodPractice",
    states=(
        State("proposed", N_("Proposed"), "a"),
        State("published", N_("Published"), "g"),
        State("declined", N_("Declined"), "r"),
    ),
    transitions=(
        Transition(
            "publish",
            ("proposed",),
            "published",
            ADOPT,
            "practice.publish",
            button=N_("Publish the practice"),
            done=N_("The practice is published."),
            lead=N_("Reviews by people with a conflict of interest are recorded but not counted."),
            rule=_may_publish,
        ),
        Transition(
            "decline",
            ("proposed",),
            "declined",
            ADOPT,
            "practice.decline",
            button=N_("Decline the practice"),
            done=N_("The practice is declined."),
            asks=REASON,
            change=_withdraw,
        ),
    ),
)
