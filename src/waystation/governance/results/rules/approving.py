"""Who decides on a proposed definition."""

from __future__ import annotations

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_


def refusal_to_decide(author: object, by: object) -> Refusal | None:
    """Return why this person may not approve or return a definition, or None."""
    if author != by:
        return None
    return Refusal(
        N_("You wrote this definition. Another person must decide on it."),
        code="two_people_needed",
    )


def refusal_to_withdraw(author: object, by: object) -> Refusal | None:
    """Return why this person may not withdraw a proposal, or None."""
    if author == by:
        return None
    return Refusal(N_("Only its author can withdraw a proposal."), code="not_the_author")


def refusal_of_base(based_on: int, current: int) -> Refusal | None:
    """Return why a proposal no longer fits the indicator that it changes, or None."""
    if based_on == current:
        return None
    return Refusal(
        N_(
            "This changes version {based_on}, but version {current} is in force since. Return it: "
            "its author begins again from there."
        ),
        code="definition_moved_on",
        based_on=based_on,
        current=current,
    )


def refusal_of_unchanged(digest: str, current: str) -> Refusal | None:
    """Return why a proposal says nothing new, or None."""
    if digest != current:
        return None
    return Refusal(N_("This definition is already in force."), code="definition_unchanged")


def refusal_of_waiting(waiting: bool) -> Refusal | None:
    """Return why there cannot be a second proposal for the same indicator, or None."""
    if not waiting:
        return None
    return Refusal(
        N_("Another definition of this indicator is awaiting approval. Decide on that one first."),
        code="definition_waits",
    )
