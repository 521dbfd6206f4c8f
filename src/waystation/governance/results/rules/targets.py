"""When a target may be set, and who approves it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

QUALIFIERS = [
    ("about", N_("Approximately")),
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


Steps = Sequence[tuple[date, float]]
MOST_MILESTONES = 24


def refusal_of_milestones(
    steps: Steps, starts_on: date, ends_on: date, value: float, *, is_ratio: bool, adds_up: bool
) -> Refusal | None:
    """Return why these are no steps towards a target, or None.

    ``adds_up``: the number grows over the period, as a sum does, so that no step is lower than the
    one before it.
    """

    def wrong(sentence: str, code: str) -> Refusal:
        return Refusal(sentence, field="milestones", code=code, most=MOST_MILESTONES)

    if len(steps) > MOST_MILESTONES:
        return wrong(N_("A target has at most {most} milestones."), "milestones_many")
    days = [day for day, _number in steps]
    if any(not starts_on <= day < ends_on for day in days):
        return wrong(
            N_("A milestone lies in the period of the target, before its last day."),
            "milestone_outside",
        )
    if len(set(days)) < len(days):
        return wrong(N_("There are two milestones for the same day."), "milestone_twice")
    numbers = [number for _day, number in sorted(steps)]
    if any(number < 0 or (is_ratio and number > 1) for number in numbers):
        return wrong(
            N_("A milestone is a number like its target: 0 or more, a share at most 100."),
            "milestone_unfit",
        )
    if adds_up and any(after < before for before, after in pairwise([*numbers, value])):
        return wrong(
            N_("This number adds up over the period: no step is higher than the one after it."),
            "milestone_falls",
        )
    return None


def refusal_of_target_twice(twice: bool) -> Refusal | None:
    """Return why a target cannot be proposed for a period that has one, or None."""
    if not twice:
        return None
    return Refusal(
        N_("This centre has a target for this period. Change it on the page of the indicator."),
        field="starts_on",
        code="target_twice",
    )


def refusal_to_approve(proposed_by: object, by: object) -> Refusal | None:
    """Return why this person may not approve a target, or None."""
    if proposed_by == by:
        return Refusal(
            N_("You proposed this target. Another person must approve it."),
            code="two_people_needed",
        )
    return None
