"""Members' commitments to the work plan, and whether they are met (O-23)."""

from __future__ import annotations

from datetime import date

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.refusals import is_sentence
from waystation.foundation.shared.words import N_

ENDED = ("kept", "dropped")


def refusal_of_drop(note: str) -> Refusal | None:
    """Refuse to drop a commitment without a reason."""
    if is_sentence(note):
        return None
    return Refusal(
        N_("Say in a sentence why the commitment is dropped."), field="note", code="reason_missing"
    )


def refusal_of_reopening(note: str) -> Refusal | None:
    """Refuse to open a commitment that has ended without a reason."""
    if is_sentence(note):
        return None
    return Refusal(
        N_("The commitment was closed. Say in a sentence why it is opened again."),
        field="note",
        code="reason_missing",
    )


def is_overdue(state: str, due_on: date, today: date) -> bool:
    """Return whether the day has passed and nothing was reported kept or dropped."""
    return state not in ENDED and due_on < today
