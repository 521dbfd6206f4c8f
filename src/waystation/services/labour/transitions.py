"""The states of vacancies and of candidacies, and their transitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow, step_of_system
from waystation.services.recruitment.rules import fees_charged_to_worker, refusals_of_fees

from .fields import LOSS, STAGE
from .rules import demand, pipeline


def _publish(vacancy: Any, user: Any, values: Mapping[str, Any]) -> None:
    vacancy.published_by = user
    if vacancy.published_at is None:
        vacancy.published_at = now()
    vacancy.closed_at = None


def _not_its_corrector(vacancy: Any, user: Any) -> Refusal | None:
    return demand.refusal_to_publish_own_correction(user.id, vacancy.corrected_by_id)


def _no_fees(vacancy: Any, values: Mapping[str, Any]) -> Refusal | None:
    """Refuse under the lock what somebody changed since the publication was checked."""
    found = refusals_of_fees(fees_charged_to_worker(vacancy.cost_lines), {})
    return found[0] if found else None


def _end(vacancy: Any, user: Any, values: Mapping[str, Any]) -> None:
    vacancy.closed_at = now()


def _refusal_to_fill(vacancy: Any, values: Mapping[str, Any]) -> Refusal | None:
    return demand.refusal_to_fill(vacancy.candidacies.filter(state__in=pipeline.PLACED).count())


def _refuse(vacancy: Any, user: Any, values: Mapping[str, Any]) -> None:
    vacancy.refused_at = now()


def _correct(vacancy: Any, user: Any, values: Mapping[str, Any]) -> None:
    vacancy.refusals, vacancy.corrected_by, vacancy.published_by = [], user, None


VACANCY_WORKFLOW = Workflow(
    "labour.Vacancy",
    states=(
        State("draft", N_("Draft"), "b"),
        State("review", N_("In review"), "a"),
        State("refused", N_("Refused: a worker would pay"), "r"),
        State("published", N_("Published"), "g"),
        State("suspended", N_("Suspended"), "r"),
        State("filled", N_("Filled"), "g"),
        State("closed", N_("Closed"), "b"),
        State("withdrawn", N_("Withdrawn"), "b"),
    ),
    transitions=(
        Transition(
            "submit",
            ("draft",),
            "review",
            "vacancy.record",
            "vacancy.submit",
            button=N_("Send to review"),
            done=N_("The vacancy is in review."),
            lead=N_("A labour officer reads it before anybody is matched."),
        ),
        Transition(
            "publish",
            ("review",),
            "published",
            "vacancy.publish",
            "vacancy.publish",
            button=N_("Publish"),
            done=N_("The vacancy is published."),
            lead=N_(
                "Candidates are matched from now on. A cost that the worker would bear stops the "
                "publication."
            ),
            who=_not_its_corrector,
            rule=_no_fees,
            change=_publish,
        ),
        Transition(
            "suspend",
            ("published",),
            "suspended",
            "vacancy.publish",
            "vacancy.suspend",
            button=N_("Suspend"),
            done=N_("The vacancy is suspended. No candidates are matched with it."),
            lead=N_("No candidates are matched with it until it is published again."),
        ),
        Transition(
            "resume",
            ("suspended",),
            "review",
            "vacancy.publish",
            "vacancy.resume",
            button=N_("Review again"),
            done=N_("The vacancy is in review."),
            lead=N_("It can be published again after the review."),
        ),
        Transition(
            "fill",
            ("published",),
            "filled",
            "vacancy.record",
            "vacancy.fill",
            button=N_("Filled"),
            done=N_("The vacancy is filled."),
            lead=N_(
                "No further candidates are matched with it. Candidates with a contract continue."
            ),
            rule=_refusal_to_fill,
            change=_end,
        ),
        Transition(
            "close",
            ("published", "suspended"),
            "closed",
            "vacancy.record",
            "vacancy.close",
            button=N_("Close"),
            done=N_("The vacancy is closed."),
            lead=N_("No further candidates are matched with it."),
            change=_end,
        ),
        Transition(
            "withdraw",
            ("draft", "review", "refused"),
            "withdrawn",
            "vacancy.record",
            "vacancy.withdraw",
            button=N_("Withdraw"),
            done=N_("The vacancy is withdrawn."),
            lead=N_("It stays in the records and is no longer offered."),
            change=_end,
        ),
        step_of_system("refuse", ("review",), "refused", "vacancy.refuse", _refuse),
        step_of_system("correct", ("refused",), "review", "vacancy.correct", _correct),
    ),
)
EDITABLE = ("draft", "review", "refused")
OPEN_VACANCY = ("draft", "review", "refused", "published", "suspended")


def refusal_to_edit(vacancy: Any) -> Refusal | None:
    """Refuse to change a vacancy that is published, or that has ended."""
    if vacancy.state in EDITABLE:
        return None
    sentence = N_("This is not possible now: its state is “{state}”.")
    if vacancy.state in OPEN_VACANCY:
        sentence = N_("This vacancy is “{state}”. It can be changed once it is in review again.")
    name = VACANCY_WORKFLOW.state_of(vacancy).name
    return Refusal(sentence, code="wrong_state", state=name)


def _reach(candidacy: Any, user: Any, values: Mapping[str, Any]) -> None:
    setattr(candidacy, pipeline.STAGE_DAYS[candidacy.state], values["on"])


def _refusal_of_day(candidacy: Any, values: Mapping[str, Any]) -> Refusal | None:
    last = pipeline.latest_day(candidacy.days)
    return pipeline.refusal_of_day(values["on"], last, today_in())


def _rule_of_stay(months: int) -> Any:
    def rule(candidacy: Any, values: Mapping[str, Any]) -> Refusal | None:
        found = _refusal_of_day(candidacy, values)
        return found or pipeline.refusal_of_retention(candidacy.arrived_on, values["on"], months)

    return rule


def _lose(candidacy: Any, user: Any, values: Mapping[str, Any]) -> None:
    candidacy.reason, candidacy.reason_shown = values["reason"], values["reason_shown"]
    candidacy.lost_on = values["on"]


def _agree(candidacy: Any, user: Any, values: Mapping[str, Any]) -> None:
    candidacy.introduced_on = today_in()


def _lost_by(reason: str) -> Any:
    def change(candidacy: Any, user: Any, values: Mapping[str, Any]) -> None:
        candidacy.lost_on, candidacy.reason = today_in(), reason

    return change


def _stage(
    name: str, source: tuple[str, ...], target: str, button: str, done: str, **more: Any
) -> Transition:
    return Transition(
        name,
        source,
        target,
        "placement.record",
        f"candidacy.{name}",
        button=button,
        done=done,
        asks=more.pop("asks", STAGE),
        rule=more.pop("rule", _refusal_of_day),
        change=more.pop("change", _reach),
        **more,
    )


CANDIDACY_WORKFLOW = Workflow(
    "labour.Candidacy",
    states=(
        State("prospect", N_("Prospect"), "b"),
        State("introduced", N_("Introduced"), "a"),
        State("interview", N_("Interview"), "a"),
        State("offer", N_("Offer"), "a"),
        State("contract", N_("Contract"), "g"),
        State("arrived", N_("At work"), "g"),
        State("stayed_6", N_("At work after 6 months"), "g"),
        State("stayed_12", N_("At work after 12 months"), "g"),
        State("returned", N_("Returned"), "b"),
        State("lost", N_("Ended"), "r"),
        State("withdrawn", N_("Consent withdrawn"), "r"),
    ),
    transitions=(
        _stage("introduce", ("prospect",), "introduced", N_("Introduce"),
               N_("The employer can read the name now."),
               lead=N_("The employer learns the name. The person must have agreed to it.")),
        _stage("interview", ("introduced",), "interview", N_("Interview"),
               N_("The interview is recorded.")),
        _stage("offer", ("introduced", "interview"), "offer", N_("Offer"),
               N_("The offer is recorded.")),
        _stage("contract", ("offer",), "contract", N_("Contract"),
               N_("The contract is recorded.")),
        _stage("arrive", ("contract",), "arrived", N_("Began work"),
               N_("The first day at work is recorded.")),
        _stage("stay_6", ("arrived",), "stayed_6", N_("Still at work after 6 months"),
               N_("The check is recorded."), rule=_rule_of_stay(6)),
        _stage("stay_12", ("stayed_6",), "stayed_12", N_("Still at work after 12 months"),
               N_("The check is recorded."), rule=_rule_of_stay(12)),
        _stage("return", ("arrived", "stayed_6", "stayed_12"), "returned", N_("Returned"),
               N_("The return is recorded.")),
        _stage("lose", (*pipeline.BEFORE_CONTRACT, *pipeline.RUNNING), "lost",
               N_("Record the end"), N_("The end is recorded, with its reason."),
               lead=N_("Say why, and whether the candidate may see the reason."),
               asks=LOSS, change=_lose),
        step_of_system("agree", ("prospect",), "introduced", "candidacy.agree", _agree),
        step_of_system("decline", ("prospect",), "lost", "candidacy.decline",
                       _lost_by("person_no")),
        step_of_system("stop", pipeline.BEFORE_CONTRACT, "withdrawn", "candidacy.stop",
                       _lost_by("consent")),
    ),
)  # fmt: skip
