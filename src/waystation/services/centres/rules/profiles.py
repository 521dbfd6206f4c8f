"""Validation of daily profiles."""

from __future__ import annotations

from datetime import date

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.refusals import DECLINED
from waystation.foundation.shared.words import N_


def refusal_of_second_profile(already: bool, day: date) -> Refusal | None:
    """Say why there is no second profile: daily profiling is one per person and day."""
    if already:
        return Refusal(
            N_("This person already has a profile of {day}. Open it and change it instead."),
            field="day",
            code="profile_twice",
            day=day,
        )
    return None


def refusal_of_horizon(intention: str, horizon: str) -> Refusal | None:
    """Say why a time to leave does not fit the intention."""
    if horizon and horizon != DECLINED and intention == "stay":
        return Refusal(
            N_("Leave the time of departure blank for a person who intends to stay."),
            field="horizon",
            code="horizon_of_staying",
        )
    return None
