"""Reviews, and the dashboard of progress on the Global Compact (O-41, O-42)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.network.rules.words import says_nothing

from .plans import QUARTERS, quarter_starts

KINDS = [("formal", N_("Formal")), ("informal", N_("Informal"))]
# Terms of Reference, working principles, Agility: "regularly". Working rule: once in 12 months.
MONTHS_BETWEEN = 12
MEASURE_STATES = [
    ("planned", N_("Planned")),
    ("under_way", N_("Under way")),
    ("done", N_("Done")),
    ("stalled", N_("Stalled")),
]
# Working rule: the dashboard of a quarter is completed within this many days of its end.
DAYS_TO_COMPLETE = 15
OBJECTIVES = tuple(f"GCM{number}" for number in range(1, 24))


def refusals_of_review(held_on: date | None, finding: str, today: date) -> list[Refusal]:
    """Say why a review cannot be recorded: its day is to come, or it found nothing."""
    found = []
    if held_on is not None and held_on > today:
        found.append(
            Refusal(
                N_("A review is recorded when it has been held."),
                field="held_on",
                code="day_to_come",
            )
        )
    if finding and says_nothing(finding):
        found.append(
            Refusal(N_("Write what the review found."), field="finding", code="finding_missing")
        )
    return found


def review_overdue(last: date | None, today: date) -> bool:
    """Return whether no review was held in the last twelve months."""
    if last is None:
        return True
    year, month = divmod(last.year * 12 + last.month - 1 + MONTHS_BETWEEN, 12)
    # A review of 29 February is a year old on 1 March.
    try:
        until = date(year, month + 1, last.day)
    except ValueError:
        until = date(year, month + 2, 1)
    return today >= until


def refusal_of_snapshot(year: int, quarter: int, today: date, taken: bool) -> Refusal | None:
    """Say why the dashboard of a quarter may not be completed: not over yet, or done already."""
    if quarter not in QUARTERS or quarter_starts(year, quarter + 1) > today:
        return Refusal(
            N_("Q{quarter} {year} is not over yet. Its dashboard is completed after its last day."),
            code="quarter_not_over",
            quarter=quarter,
            year=year,
        )
    if taken:
        return Refusal(
            N_("The dashboard for Q{quarter} {year} is completed and does not change."),
            code="snapshot_taken",
            quarter=quarter,
            year=year,
        )
    return None


def quarters_over(since: date, today: date) -> list[tuple[int, int]]:
    """Return (year, quarter) of the quarters that ended since a day, the latest first."""
    found = []
    year, quarter = since.year, (since.month + 2) // 3
    while quarter_starts(year, quarter + 1) <= today:
        found.append((year, quarter))
        year, quarter = (year, quarter + 1) if quarter < 4 else (year + 1, 1)
    return found[::-1]


def changes_of_objectives(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> dict[str, dict[str, int]]:
    """Return per objective how many measures and supports joined or left between two quarters."""
    found = {}
    for objective in OBJECTIVES:
        before, after = old.get(objective) or {}, new.get(objective) or {}
        change = {
            name: len(after.get(name) or ()) - len(before.get(name) or ())
            for name in ("measures", "support")
        }
        change["done"] = _count_done(after) - _count_done(before)
        if any(change.values()):
            found[objective] = change
    return found


def _count_done(row: Mapping[str, Any]) -> int:
    return sum(one.get("state") == "done" for one in row.get("measures") or ())
