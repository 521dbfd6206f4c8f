"""Whether a recruiter or an employer is cleared on a day, and who decides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

VALID_DAYS = 365
"""How long a clearance is valid."""
ROLES = {"recruiter": N_("Recruiter"), "employer": N_("Employer")}
VERDICTS = {
    "met": N_("Met"),
    "partly": N_("Partly met"),
    "not_met": N_("Not met"),
    "not_applicable": N_("Does not apply"),
}
CONFLICTS = {
    "none": N_("None: no tie to this organisation"),
    "declared": N_("There is a conflict: another person must assess"),
}
NOT_ASSESSED, EXPIRED, SUSPENDED = "not_assessed", "expired", "suspended"
STATES = {
    "cleared": N_("Cleared"),
    "cleared_actions": N_("Cleared with corrective actions"),
    "not_cleared": N_("Not cleared"),
    SUSPENDED: N_("Suspended"),
    EXPIRED: N_("Clearance expired"),
    NOT_ASSESSED: N_("Not assessed"),
}
TONES = {"cleared": "g", "cleared_actions": "a", "not_cleared": "r", SUSPENDED: "r", EXPIRED: "a"}
WORST_FIRST = (SUSPENDED, "not_cleared", EXPIRED, "cleared_actions", "cleared")


@dataclass(frozen=True)
class Decision:
    """The decision on an organisation in one edition of its assessment."""

    assessment: UUID
    standard: str
    number: int
    outcome: str = ""  # cleared, cleared_actions, not_cleared; "" while not decided
    decided_on: date | None = None
    valid_until: date | None = None
    suspended_on: date | None = None


@dataclass(frozen=True)
class Clearance:
    """What holds for an organisation on a day: a code of STATES, and the edition it comes from."""

    state: str
    standard: str = ""
    valid_until: date | None = None
    assessment: UUID | None = None

    @property
    def label(self) -> str:
        """Return the state as an English source string."""
        return STATES[self.state]

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "b")


def _state_on(one: Decision, day: date) -> str:
    if one.suspended_on is not None and one.suspended_on <= day:
        return SUSPENDED
    if one.outcome != "not_cleared" and one.valid_until is not None and one.valid_until < day:
        return EXPIRED
    return one.outcome


def _counts_on(one: Decision, day: date) -> bool:
    decided = one.decided_on is not None and one.decided_on <= day
    return decided or (one.suspended_on is not None and one.suspended_on <= day)


def clearance_on(decisions: Iterable[Decision], day: date) -> Clearance:
    """Return what holds on a day.

    Of each standard the newest edition counts that was decided or suspended by then; of several
    standards the worst, so that a suspension is never hidden by a clearance under another.
    """
    newest: dict[str, Decision] = {}
    for one in decisions:
        last = newest.get(one.standard)
        if _counts_on(one, day) and (last is None or one.number > last.number):
            newest[one.standard] = one
    found = [(_state_on(one, day), one) for one in newest.values()]
    if not found:
        return Clearance(NOT_ASSESSED)
    state, one = min(found, key=lambda pair: WORST_FIRST.index(pair[0]))
    return Clearance(state, one.standard, one.valid_until, one.assessment)


def may_recruit(clearance: Clearance) -> Refusal | None:
    """Say why an organisation may not be worked with: suspended, or found not to be clear.

    One that was not assessed yet, or whose clearance has expired, is only flagged.
    """
    if clearance.state == SUSPENDED:
        return Refusal(
            N_("This organisation is suspended. No placements can be made through it or with it."),
            code="suspended",
        )
    if clearance.state == "not_cleared":
        return Refusal(
            N_("The assessment did not clear this organisation. Assess it again first."),
            code="not_cleared",
        )
    return None


def refusal_to_submit(
    conflict: str, verdicts: Iterable[str], unplanned: int, without_evidence: int
) -> Refusal | None:
    """Say why an assessment cannot go to review yet.

    ``unplanned`` counts the criteria that are not met and have no corrective action with a
    deadline; ``without_evidence`` those that are called met without a word of evidence.
    """
    given = list(verdicts)
    if conflict != "none":
        return Refusal(
            N_(
                "Declare your interests first. If you have a tie to the "
                "organisation, hand the assessment to a colleague."
            ),
            code="conflict_of_interest",
        )
    if "" in given:
        return Refusal(
            N_("Criteria without a finding: {n}. Every criterion needs one."),
            code="findings_missing",
            n=given.count(""),
        )
    if without_evidence:
        return Refusal(
            N_("Criteria called met without evidence: {n}. Say what you saw."),
            code="evidence_missing",
            n=without_evidence,
        )
    if unplanned:
        return Refusal(
            N_("Criteria not met that have no corrective action with a deadline: {n}."),
            code="action_missing",
            n=unplanned,
        )
    return None


def refusal_of_decision(outcome: str, verdicts: Iterable[str], open_actions: int) -> Refusal | None:
    """Say why this cannot be the decision: the findings or open actions say otherwise."""
    given = list(verdicts)
    if outcome == "cleared" and ("not_met" in given or "partly" in given or open_actions):
        return Refusal(
            N_("Not everything is met. Clear it with corrective actions, or do not clear it."),
            code="findings_open",
        )
    return None


def refusal_to_decide(decider: UUID, assessors: Iterable[UUID | None]) -> Refusal | None:
    """Say why this user may not decide: they assessed it themselves."""
    if decider in set(assessors):
        return Refusal(
            N_("You assessed it yourself. A second person decides."), code="second_person"
        )
    return None


def valid_until(decided_on: date) -> date:
    """Return the last day of a clearance that was given on a day."""
    return decided_on + timedelta(days=VALID_DAYS)


def refusals_of_finding(values: Mapping[str, Any]) -> list[Refusal | None]:
    """Return what is wrong with a finding beyond its single fields."""
    said = str(values["evidence"]).strip()
    if values["verdict"] in {"not_met", "partly"} and not said:
        return [
            Refusal(N_("Say what is missing, and how you know."), field="evidence", code="evidence")
        ]
    return []
