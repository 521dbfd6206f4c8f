"""What a round, a sample frame and a finding must be. No database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

SMALL = 5  # fewer people than this behind a share, and it could point at one of them


def refusal_to_open_round(number: int, starts_on: date, ends_on: date) -> Refusal | None:
    """Return why a round cannot be opened, None if it can."""
    if number < 1:
        return Refusal(N_("Rounds count from 1."), field="number", code="round_number")
    if ends_on < starts_on:
        return Refusal(
            N_("The round ends before it starts. Check both days."),
            field="ends_on",
            code="round_ends_before_start",
        )
    return None


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


def choices_to_hide(cells: Sequence[Cell], *, adds_up: bool, least: int = SMALL) -> set[str]:
    """Return the choices whose shares may not be shown, because too few people are behind them.

    Where the shares add up to one, a single hidden one could be computed from the others, so
    the smallest of these is hidden with it.
    """
    people = {cell.choice: round(cell.share * cell.n) for cell in cells if cell.share is not None}
    hidden = {choice for choice, count in people.items() if 0 < count < least}
    if adds_up and len(hidden) == 1:
        rest = {c: count for c, count in people.items() if c not in hidden and count > 0}
        if rest:
            hidden.add(min(rest, key=lambda choice: (rest[choice], choice)))
    return hidden
