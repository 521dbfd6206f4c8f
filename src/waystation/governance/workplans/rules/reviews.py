"""Reviews, formal and informal, and the board of progress on the Global Compact (O-41, O-42)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

KINDS = [("formal", N_("Formal")), ("informal", N_("Informal"))]
# Terms of Reference, working principles, Agility: "regularly". House rule: once in 12 months.
MONTHS_BETWEEN = 12
MEASURE_STATES = [
    ("planned", N_("Planned")),
    ("under_way", N_("Under way")),
    ("done", N_("Done")),
    ("stalled", N_("Stalled")),
]
OBJECTIVES = tuple(f"GCM{number}" for number in range(1, 24))


def day_missing() -> Refusal:
    """Say that a review has a day, which has come."""
    return Refusal(
        N_("A review is recorded when it has been held."), field="held_on", code="day_to_come"
    )


def refusal_of_review(kind: str, held_on: date | None, finding: str, today: date) -> Refusal | None:
    """Say what a review lacks."""
    if kind not in dict(KINDS):
        return Refusal(N_("Choose an answer."), field="kind", code="kind_unknown")
    if held_on is None or held_on > today:
        return day_missing()
    if not finding.strip():
        return Refusal(N_("Write what the review found."), field="finding", code="finding_missing")
    return None


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


def refusal_of_measure(title: str, objective: str, authority: str, state: str) -> Refusal | None:
    """Say what a measure of the authorities lacks."""
    if not title.strip():
        return Refusal(N_("Give the measure a title."), field="title", code="missing")
    if objective not in OBJECTIVES:
        return Refusal(
            N_("Choose one of the 23 objectives of the Global Compact for Migration."),
            field="objective",
            code="objective_unknown",
        )
    if not authority.strip():
        return Refusal(
            N_("Name the Kosovo authority that takes the measure."),
            field="authority",
            code="authority_missing",
        )
    if state not in dict(MEASURE_STATES):
        return Refusal(N_("Choose an answer."), field="state", code="state_unknown")
    return None


def refusal_of_snapshot(year: int, quarter: int, today: date, taken: bool) -> Refusal | None:
    """Say why the board of a quarter may not be kept now: to come, or kept already."""
    if quarter not in {1, 2, 3, 4} or date(year, 3 * quarter - 2, 1) > today:
        return Refusal(
            N_("Quarter {quarter} of {year} has not begun yet."),
            code="quarter_to_come",
            quarter=quarter,
            year=year,
        )
    if taken:
        return Refusal(
            N_("The board of quarter {quarter} of {year} is kept already and does not change."),
            code="snapshot_taken",
            quarter=quarter,
            year=year,
        )
    return None


def moved(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Return per objective how many measures and supports joined or left between two boards."""
    found = {}
    for objective in OBJECTIVES:
        before, after = old.get(objective) or {}, new.get(objective) or {}
        change = {
            name: len(after.get(name) or ()) - len(before.get(name) or ())
            for name in ("measures", "support")
        }
        change["done"] = _done(after) - _done(before)
        if any(change.values()):
            found[objective] = change
    return found


def _done(row: Mapping[str, Any]) -> int:
    return sum(one.get("state") == "done" for one in row.get("measures") or ())
