"""What a round, a sample frame and a finding must be. No database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.refusals import in_order
from waystation.foundation.shared.words import N_


def refusals_of_round(values: Mapping[str, Any]) -> list[Refusal | None]:
    """Return why a round cannot be opened with these values of ``fields.ROUND``."""
    number = values["number"]
    wrong = number is not None and number < 1
    return [
        Refusal(N_("Rounds count from 1."), field="number", code="round_number") if wrong else None,
        *refusals_of_days(values),
    ]


def refusals_of_days(values: Mapping[str, Any]) -> list[Refusal | None]:
    """Refuse a round that ends before it starts."""
    if in_order(values["starts_on"], values["ends_on"], "ends_on") is None:
        return []
    return [
        Refusal(
            N_("The round ends before it starts. Check both days."),
            field="ends_on",
            code="round_ends_before_start",
        )
    ]


def refusal_of_second_study(same_office: bool) -> Refusal | None:
    """Refuse the title of a study that another office of the organisation has."""
    if same_office:
        return None
    return Conflict(
        N_("Another office has a study with this title. Choose another title."),
        field="title",
        code="study_known",
    )


def refusal_of_frame(rows: Sequence[tuple[str, int]]) -> Refusal | None:
    """Return why a sample frame cannot be used, None if it can."""
    seen: set[str] = set()
    for number, (code, population) in enumerate(rows, start=1):
        if not code or code in seen:
            return Refusal(
                N_("Row {row} of the sample frame repeats or lacks its stratum."),
                code="frame_stratum",
                row=number,
            )
        if population < 0:
            return Refusal(
                N_("Row {row} of the sample frame has a number of units below 0."),
                code="frame_population",
                row=number,
            )
        seen.add(code)
    if not rows:
        return Refusal(N_("The sample frame is empty."), code="frame_empty")
    return None


@dataclass(frozen=True)
class Cell:
    """A share as it would be shown: its choice, how many chose it, of how many."""

    choice: str
    share: float | None
    n: int


AUDIENCE, DATA_SET = "partners", "survey"


def policy_in_words(audience: str = AUDIENCE) -> str:
    """Return the policy row that shares are shown under: audience, data set, method, threshold."""
    from waystation.analysis import sdc

    policy = sdc.policy_for(audience, DATA_SET)
    return f"{policy.audience}/{policy.data_set or 'all'} {policy.method} {policy.threshold}"


def choices_to_hide(cells: Sequence[Cell], *, adds_up: bool, audience: str = AUDIENCE) -> set[str]:
    """Return the choices whose shares may not be shown, because too few people are behind them.

    The disclosure control decides, as it does for every figure. Choices that add up to one are
    a table whose total is known; of others each is a table of yes and no, because who reads
    that 98 of 100 said yes knows that 2 did not.
    """
    from waystation.analysis import sdc  # takes a moment to load; only findings need it

    policy = sdc.policy_for(audience, DATA_SET)
    people = {c.choice: (round(c.share * c.n), c.n) for c in cells if c.share is not None}
    if not people:
        return set()
    if adds_up:
        choices = list(people)
        # numbered, so that no choice can be mistaken for the total
        codes = [str(place) for place in range(len(choices))]
        table = sdc.Table.of({"choice": codes}, [people[choice][0] for choice in choices])
        hidden = sdc.protect(table, policy).hidden_rows
        return {choice for choice, away in zip(choices, hidden, strict=True) if away}
    return {
        choice
        for choice, (yes, asked) in people.items()
        if sdc.protect(
            sdc.Table.of({"answer": ["yes", "no"]}, [yes, max(asked - yes, 0)]), policy
        ).hidden_rows.any()
    }
