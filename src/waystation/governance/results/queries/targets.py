"""The targets that offices set for indicators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import Period
from waystation.foundation.shared.words import N_
from waystation.governance.results.models import Target

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


def targets_reached_by(
    user: AnyUser, period: Period, known: Mapping[str, Known] | None = None
) -> dict[str, Aim]:
    """Return the approved target of each indicator for the year or quarter under way, summed
    over offices where they add up.
    """
    sums: dict[str, list[Aim]] = {}
    for row in targets_visible_to(user):
        inside = row["starts_on"] <= period.start and period.last_day <= row["ends_on"]
        if row["approved_at"] and inside:
            sums.setdefault(row["indicator__key"], []).append(Aim(row["value"], row["qualifier"]))
    known = indicators_by_key(user) if known is None else known
    return {
        key: Aim(
            sum(values) / (len(values) if known[key].definition.is_ratio else 1),
            values[0].qualifier if len({one.qualifier for one in values}) == 1 else "",
        )
        for key, values in sums.items()
        if key in known
    }
