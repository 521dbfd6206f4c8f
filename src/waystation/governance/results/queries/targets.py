"""The targets that offices set for indicators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.fields import in_short
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import Period
from waystation.foundation.shared.words import N_
from waystation.governance.results.models import Milestone, Target
from waystation.governance.results.rules.steps import write_steps

from .indicators import Known, indicators_by_key


class Aim(float):
    """A target as a number, with how it is meant: "up to", where all its offices say so."""

    qualifier: str

    def __new__(cls, value: float, qualifier: str = "") -> Aim:
        made = super().__new__(cls, value)
        made.qualifier = qualifier
        return made


def targets_visible_to(
    user: AnyUser, key: str | None = None, period: Period | None = None
) -> list[Any]:
    """Return the targets of the offices where the user reads indicators, the newest first."""
    rows = access.scoped(Target.objects.all(), user, "indicator.read")
    if key is not None:
        rows = rows.filter(indicator__key=key)
    if period is not None:
        rows = rows.filter(starts_on=period.start, ends_on=period.last_day)
    return list(
        rows.order_by("-starts_on", "office__name").values(
            "id",
            "indicator__key",
            "office_id",
            "office__name",
            "starts_on",
            "ends_on",
            "value",
            "qualifier",
            "baseline",
            "baseline_on",
            "note",
            "state",
            "version",
            "approved_value",
            "approved_qualifier",
            "approved_at",
            "approved_by__full_name",
            "created_by_id",
            "created_by__full_name",
        )
    )


def target_visible_to(user: AnyUser, key: UUID) -> Target:
    """Return one target. Raises NotSeen outside the user's scope."""
    rows = access.scoped(Target.objects.all(), user, "indicator.read")
    row = rows.select_related("office", "indicator").filter(pk=key).first()
    if row is None:
        raise NotSeen(N_("There is no such target."), code="target_unknown")
    return row


def scale_of(known: Known) -> int:
    """Return by what a number is multiplied as people write it: shares are written in per cent."""
    return 100 if known.definition.is_ratio else 1


def values_of_target(row: Target, scale: int) -> dict[str, Any]:
    """Return what may be changed of a target, as its form has it."""
    steps = row.milestones.values_list("ends_on", "value")
    return {
        "value": _written(row.value, scale),
        "qualifier": row.qualifier,
        "milestones": write_steps(list(steps), scale, in_short),
        "baseline": None if row.baseline is None else _written(row.baseline, scale),
        "note": row.note,
    }


def _written(value: float, scale: int) -> Decimal:
    return Decimal(str(round(value * scale, 6)))


def milestones_of(targets: Iterable[UUID]) -> dict[UUID, list[tuple[date, float]]]:
    """Return the milestones of targets that the caller may see, the earliest first."""
    found: dict[UUID, list[tuple[date, float]]] = {}
    rows = Milestone.objects.filter(target__in=list(targets)).order_by("ends_on")
    for target, day, value in rows.values_list("target_id", "ends_on", "value"):
        found.setdefault(target, []).append((day, value))
    return found


def targets_reached_by(
    user: AnyUser, period: Period, known: Mapping[str, Known] | None = None
) -> dict[str, Aim]:
    """Return the approved target of each indicator for the year or quarter under way, summed
    over offices where they add up.
    """
    sums: dict[str, list[Aim]] = {}
    for row in targets_visible_to(user):
        inside = row["starts_on"] <= period.start and period.last_day <= row["ends_on"]
        if row["approved_value"] is not None and inside:
            aim = Aim(row["approved_value"], row["approved_qualifier"])
            sums.setdefault(row["indicator__key"], []).append(aim)
    known = indicators_by_key(user) if known is None else known
    return {
        key: Aim(
            sum(values) / (len(values) if known[key].definition.is_ratio else 1),
            values[0].qualifier if len({one.qualifier for one in values}) == 1 else "",
        )
        for key, values in sums.items()
        if key in known
    }
