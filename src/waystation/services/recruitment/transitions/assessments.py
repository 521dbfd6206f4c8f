"""The states of assessments and of corrective actions, and their transitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow, step_of_system
from waystation.services.recruitment.fields import SEALED_HINT
from waystation.services.recruitment.rules import clearance

ASSESS, DECIDE = "recruiter.assess", "recruiter.decide"
REASON = Field(
    "reason",
    "long_text",
    N_("Reason"),
    reason=True,
    hint=SEALED_HINT,
    required=True,
    sealed=True,
    most=2000,
)
REASONED = FieldTable("recruitment.Assessment", REASON)
DECISION = FieldTable(
    "recruitment.Assessment",
    Field(
        "decider_conflict",
        "code",
        N_("Your own interests"),
        choices=list(clearance.CONFLICTS.items()),
        required=True,
        radio=True,
    ),
    REASON,
)
DONE = FieldTable(
    "recruitment.CorrectiveAction",
    Field("proof", "long_text", N_("How it was done"), required=True, sealed=True, most=2000),
)


def _submit_rule(assessment: Any, values: Mapping[str, Any]) -> Refusal | None:
    findings = list(assessment.findings.all())
    planned = set(assessment.findings.filter(actions__isnull=False).values_list("id", flat=True))
    short = [one for one in findings if one.verdict in {"partly", "not_met"}]
    return clearance.refusal_to_submit(
        assessment.conflict,
        [one.verdict for one in findings],
        sum(one.id not in planned for one in short),
        sum(one.verdict == "met" and not one.evidence for one in findings),
    )


def _submit(assessment: Any, user: Any, values: Mapping[str, Any]) -> None:
    assessment.submitted_on = today_in(assessment.office.zone)


def _decision(outcome: str) -> tuple[Any, Any]:
    def rule(assessment: Any, values: Mapping[str, Any]) -> Refusal | None:
        open_actions = assessment.findings.filter(actions__state="open").count()
        verdicts = assessment.findings.values_list("verdict", flat=True)
        if values["decider_conflict"] != "none":
            return Refusal(
                N_("A person with a tie to the organisation must not decide about it."),
                field="decider_conflict",
                code="conflict_of_interest",
            )
        return clearance.refusal_of_decision(outcome, verdicts, open_actions)

    def change(assessment: Any, user: Any, values: Mapping[str, Any]) -> None:
        refuse([clearance.refusal_to_decide(user.id, _assessors(assessment))])
        assessment.outcome, assessment.decided_by = outcome, user
        assessment.decided_on = today_in(assessment.office.zone)
        if outcome != "not_cleared":
            assessment.valid_until = clearance.valid_until(assessment.decided_on)
        write_sealed(assessment, "reason", values["reason"].strip())

    return rule, change


def _assessors(assessment: Any) -> set[Any]:
    wrote = assessment.findings.values_list("assessed_by_id", flat=True)
    return {assessment.created_by_id, *wrote}


def _send_back(assessment: Any, user: Any, values: Mapping[str, Any]) -> None:
    assessment.submitted_on = None
    write_sealed(assessment, "reason", values["reason"].strip())


def _suspend(assessment: Any, user: Any, values: Mapping[str, Any]) -> None:
    assessment.suspended_on = today_in(assessment.office.zone)
    assessment.suspended_by = user
    write_sealed(assessment, "reason", values["reason"].strip())


def _deciding(name: str, target: str, button: str, done: str, lead: str) -> Transition:
    rule, change = _decision(target)
    return Transition(
        name,
        ("in_review",),
        target,
        DECIDE,
        f"assessment.{name}",
        button=button,
        done=done,
        lead=lead,
        asks=DECISION,
        rule=rule,
        change=change,
    )


ASSESSMENT_WORKFLOW = Workflow(
    "recruitment.Assessment",
    states=(
        State("draft", N_("Draft"), "b"),
        State("in_review", N_("In review"), "a"),
        *(
            State(code, clearance.STATES[code], clearance.TONES[code])
            for code in ("cleared", "cleared_actions", "not_cleared", "suspended", "expired")
        ),
    ),
    transitions=(
        Transition(
            "submit",
            ("draft",),
            "in_review",
            ASSESS,
            "assessment.submit",
            button=N_("Hand in for review"),
            done=N_("Handed in. A second person decides."),
            lead=N_("Every criterion has its finding; what is not met has an action and a day."),
            rule=_submit_rule,
            change=_submit,
        ),
        Transition(
            "send_back",
            ("in_review",),
            "draft",
            DECIDE,
            "assessment.send_back",
            button=N_("Send back"),
            done=N_("Sent back to the assessor."),
            asks=REASONED,
            change=_send_back,
        ),
        _deciding(
            "clear",
            "cleared",
            N_("Clear"),
            N_("Cleared for a year. Counsellors see it in the list of recruiters."),
            N_("Everything is met. The clearance is valid for a year."),
        ),
        _deciding(
            "clear_with_actions",
            "cleared_actions",
            N_("Clear with corrective actions"),
            N_("Cleared with corrective actions. Their deadlines are watched."),
            N_("What is not met has an action with a deadline. The clearance is valid for a year."),
        ),
        _deciding(
            "refuse_clearance",
            "not_cleared",
            N_("Do not clear"),
            N_("Not cleared. No placements can be made through it."),
            N_("Vacancies of this organisation cannot be published."),
        ),
        Transition(
            "suspend",
            ("draft", "in_review", "cleared", "cleared_actions", "not_cleared", "expired"),
            "suspended",
            DECIDE,
            "assessment.suspend",
            button=N_("Suspend"),
            done=N_("Suspended. Every counsellor sees it from now on."),
            lead=N_(
                "Takes effect at once, in all offices. Only a new assessment that a second person "
                "decides ends it."
            ),
            asks=REASONED,
            change=_suspend,
        ),
        step_of_system("expire", ("cleared", "cleared_actions"), "expired", "assessment.expire"),
    ),
)


def _finish(action: Any, user: Any, values: Mapping[str, Any]) -> None:
    action.done_on = today_in(action.office.zone)
    write_sealed(action, "proof", values["proof"].strip())


def _reopen_action(action: Any, user: Any, values: Mapping[str, Any]) -> None:
    action.done_on = None


ACTION_WORKFLOW = Workflow(
    "recruitment.CorrectiveAction",
    states=(
        State("open", N_("Open"), "a"),
        State("done", N_("Done, to be confirmed"), "b"),
        State("confirmed", N_("Done and confirmed"), "g"),
    ),
    transitions=(
        Transition(
            "finish",
            ("open",),
            "done",
            ASSESS,
            "corrective_action.finish",
            button=N_("Done"),
            done=N_("Recorded as done."),
            asks=DONE,
            change=_finish,
        ),
        Transition(
            "confirm",
            ("done",),
            "confirmed",
            ASSESS,
            "corrective_action.confirm",
            button=N_("Confirm that it is done"),
            done=N_("Confirmed."),
            lead=N_("You have seen that it is done."),
        ),
        Transition(
            "reopen",
            ("done",),
            "open",
            ASSESS,
            "corrective_action.reopen",
            button=N_("Not enough"),
            done=N_("Open again."),
            change=_reopen_action,
        ),
    ),
)
