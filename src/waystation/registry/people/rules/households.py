"""Validation of households: people of one office, one household each, at most one head."""

from __future__ import annotations

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

HEAD = "head"
MOST_MEMBERS = 40


def refusal_to_join(is_elsewhere: bool, is_here: bool, members: int) -> Refusal | None:
    """Say why a person cannot join: everybody lives in one household."""
    if is_here:
        return Refusal(
            N_("This person already belongs to the household. Change their place instead."),
            field="person",
            code="member_already",
        )
    if is_elsewhere:
        return Refusal(
            N_("This person belongs to another household. Let them leave it first."),
            field="person",
            code="member_elsewhere",
        )
    if members >= MOST_MEMBERS:
        return Refusal(
            N_("A household has at most {most} people. Make a second one."),
            field="person",
            code="household_full",
            most=MOST_MEMBERS,
        )
    return None


def refusal_of_role(role: str) -> Refusal | None:
    """Return why a place in the producthold is refused: none was chosen."""
    if not role:
        return Refusal(
            N_("Choose the person's place in the household."), field="role", code="missing"
        )
    return None
