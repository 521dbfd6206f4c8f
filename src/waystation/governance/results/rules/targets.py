"""When a target may be set, and who approves it."""

from __future__ import annotations

from datetime import date

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

QUALIFIERS = [
    ("about", N_("About")),
    ("up_to", N_("Up to")),
    ("over", N_("Over")),
]
"""How a target may be meant, as it was agreed: "up to 15,000 assisted"."""


def refusal_of_target(
    value: float | None, starts_on: date | None, ends_on: date | None, is_ratio: bool
) -> Refusal | None:
    """Return why a target cannot be set like this, or None."""
    if value is None or value < 0:
        return Refusal(N_("A target is a number of 0 or more."), field="value", code="target_unfit")
    if is_ratio and value > 1:
        return Refusal(
            N_("This indicator is a share: set a target between 0 and 100 per cent."),
            field="value",
            code="target_not_a_share",
        )
    if starts_on is None or ends_on is None:
        missing = "starts_on" if starts_on is None else "ends_on"
        return Refusal(N_("Fill this in."), field=missing, code="missing")
    if ends_on < starts_on:
        return Refusal(
            N_("The last day is before the first. Swap the two days."),
            field="ends_on",
            code="period_empty",
        )
    return None


def refusal_to_approve(proposed_by: object, by: object) -> Refusal | None:
    """Return why this person may not approve a target, or None."""
    if proposed_by == by:
        return Refusal(
            N_("You proposed this target. Another person must approve it."),
            code="two_people_needed",
        )
    return None
