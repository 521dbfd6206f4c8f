"""Reasons for erasing a file, and obstacles to it."""

from __future__ import annotations

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

REASONS = {"asked": N_("The person asked for it"), "retention": N_("Retention period over")}
SHORTEST_REASON, LONGEST_REASON = 3, 2000
HELD = "person_held"


def refusal_to_hold(reason: str) -> Refusal | None:
    """Return why a file cannot be held for this reason."""
    if SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        return None
    return Refusal(
        N_("Say why the file must be kept, in 3 to 2,000 letters."),
        field="reason",
        code="hold_reason",
    )


def refusal_to_erase(reason: str, is_held: bool) -> Refusal | None:
    """Return why a file cannot be erased now."""
    if reason not in REASONS:
        return Refusal(N_("Choose one of the list."), field="reason", code="erasure_reason")
    if is_held:
        return Refusal(N_("This file is held for a legal reason. Lift the hold first."), code=HELD)
    return None


def refusal_to_confirm(typed: str, number: str) -> Refusal | None:
    """Return why an erasure is not confirmed: the number of the file was not typed."""
    if typed.strip().upper() == number:
        return None
    return Refusal(
        N_("Type the number of the file to confirm."), field="number", code="number_differs"
    )
