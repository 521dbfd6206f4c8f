"""What members have promised towards the work plan, and whether they keep it (O-23)."""

from __future__ import annotations

from datetime import date

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

STATES = [
    ("open", N_("Open")),
    ("under_way", N_("Under way")),
    ("kept", N_("Fulfilled")),
    ("dropped", N_("Dropped")),
]
ENDED = ("kept", "dropped")
LONGEST = 500


def due_missing() -> Refusal:
    """Say that a commitment has a day."""
    return Refusal(N_("Say by when."), field="due_on", code="due_missing")


def refusal_of_commitment(what: str, due_on: date | None) -> Refusal | None:
    """Say what a commitment lacks."""
    if not what.strip():
        return Refusal(
            N_("Say what the entity commits itself to."), field="what", code="what_missing"
        )
    if len(what) > LONGEST:
        return Refusal(
            N_("This is longer than {most} characters. Shorten it."),
            field="what",
            code="too_long",
            most=LONGEST,
        )
    if due_on is None:
        return due_missing()
    return None


def refusal_to_move(state: str, to: str, note: str) -> Refusal | None:
    """Say why a commitment may not change its state so."""
    if to not in dict(STATES):
        return Refusal(N_("Choose an answer."), field="state", code="state_unknown")
    if state == to:
        return Refusal(N_("It is in this state already."), field="state", code="same_state")
    if to == "dropped" and not note.strip():
        return Refusal(
            N_("Say why the commitment is dropped."), field="note", code="reason_missing"
        )
    if state in ENDED and not note.strip():
        return Refusal(
            N_("The commitment was closed. Say why it is opened again."),
            field="note",
            code="reason_missing",
        )
    return None


def is_overdue(state: str, due_on: date, today: date) -> bool:
    """Return whether the day has passed and nothing was reported kept or dropped."""
    return state not in ENDED and due_on < today
