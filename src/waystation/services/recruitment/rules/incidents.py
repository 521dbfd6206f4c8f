"""Kinds of incidents in recruitment, and the deadlines to act on them."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

DAYS = {"threats": 2, "not_free_to_leave": 2, "document_kept": 5}
DAYS_OTHERWISE = 15
SUBJECTS = {
    "vacancy": N_("Vacancy"),
    "placement": N_("Placement"),
    "recruitment": N_("Recruitment of a worker"),
    "complaint": N_("Complaint"),
    "other": N_("Other"),
}
PRINCIPLES = {
    "fee": ("ilo.7", "iris.1"),
    "document_kept": ("ilo.11", "iris.2"),
    "contract_substituted": ("ilo.8", "iris.3"),
    "contract_not_given": ("ilo.8", "iris.3"),
    "pay": ("ilo.8", "iris.3"),
    "hours": ("ilo.8", "iris.3"),
    "not_free_to_leave": ("ilo.12", "iris.2"),
    "threats": ("ilo.9", "iris.A"),
    "false_promise": ("ilo.9", "iris.B"),
    "conditions": ("ilo.1", "iris.A"),
}
"""Codes of ``recruitment_criterion`` by kind of incident."""


def due_on(kind: str, opened_on: date) -> date:
    """Return by when an incident has to be dealt with: threats to a person come first."""
    return opened_on + timedelta(days=DAYS.get(kind, DAYS_OTHERWISE))


def principles_of(kind: str) -> tuple[str, ...]:
    """Return the principles that an incident of this kind breaches."""
    return PRINCIPLES.get(kind, ())


def refusal_to_close(outcome: str, open_actions: int) -> Refusal | None:
    """Say why an incident cannot be closed as remedied: a corrective action is still open."""
    if outcome == "remedied" and open_actions:
        return Refusal(
            N_("Corrective actions still open: {n}. Finish them, or choose another outcome."),
            field="outcome",
            code="actions_open",
            n=open_actions,
        )
    return None


def refusal_to_review(reviewer: UUID, repaid_by: UUID | None) -> Refusal | None:
    """Say why this user does not review a repayment: they recorded it themselves."""
    if repaid_by is None or reviewer != repaid_by:
        return None
    return Refusal(
        N_(
            "You recorded the repayment yourself. A second person reviews it and closes the "
            "incident."
        ),
        code="second_person",
    )
