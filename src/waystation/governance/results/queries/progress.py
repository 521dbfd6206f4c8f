"""What was reached by each milestone of a target, for readers who see exact figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.periods import Period

from .figures import figures, opens_any
from .indicators import Known


@dataclass(frozen=True)
class Step:
    """A milestone: expected until a day, and achieved; None where that is not over or not shown."""

    day: date
    expected: float
    achieved: float | None = None
    under_way: bool = False
    """The last step whose day has not come: what is achieved so far counts towards it."""


def progress_of(
    user: AnyUser,
    known: Known,
    target: Mapping[str, Any],
    milestones: Sequence[tuple[date, float]],
    today: date,
) -> list[Step]:
    """Return the steps of a target, its last day among them, with what its office achieved.

    Counted from the first day of the target to each step, at most to today.
    """
    steps = [*milestones, (target["ends_on"], target["value"])]
    exact = opens_any(user, known.definition.source)
    found: list[Step] = []
    for day, expected in steps:
        begun = not found or found[-1].day < today
        if not exact or not begun or target["starts_on"] > today:
            found.append(Step(day, expected))
            continue
        period = Period(target["starts_on"], min(day, today) + timedelta(days=1))
        table = figures(
            user, [known.key], period, offices=[target["office_id"]], known={known.key: known}
        )[known.key]  # fmt: skip
        value = table.total.value if table.method == "exact" else None
        found.append(Step(day, expected, value, under_way=day >= today))
    return found
