"""Drivers of migration: which work addresses each, and what was measured before and after."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from waystation.foundation.access import queries as access
from waystation.governance.programmes.models import Figure, Programme, ProgrammeIndicator
from waystation.registry.reference import queries as reference

from .programmes import programmes_visible_to

ENDED = ("cancelled",)
OF_A_DRIVER = ("impact", "outcome")
"""The levels of results that change a driver; outputs only lead there."""


@dataclass(frozen=True)
class Measured:
    """An indicator of a programme's impact or outcome: its baseline and its latest figure."""

    indicator: ProgrammeIndicator
    latest: Figure | None

    @property
    def change(self) -> Decimal | None:
        """Return the latest figure less the baseline, None where one of them is missing."""
        before = self.indicator.baseline
        after = self.latest.actual if self.latest else None
        return None if before is None or after is None else after - before


@dataclass(frozen=True)
class Addressed:
    """A driver with the work that addresses it."""

    code: str
    name: str
    work: list[tuple[Programme, list[Measured]]]


def drivers_addressed(user: access.AnyUser) -> list[Addressed]:
    """Return every driver of the list with the programmes that name it, blanks included."""
    work = list(programmes_visible_to(user).exclude(state__in=ENDED))
    measured = _measured([one.id for one in work if one.drivers])
    return [
        Addressed(
            code, name, [(one, measured.get(one.id, [])) for one in work if code in one.drivers]
        )
        for code, name in reference.codes("driver").items()
    ]


def _measured(programmes: list[UUID]) -> dict[UUID, list[Measured]]:
    indicators = ProgrammeIndicator.objects.filter(
        result__programme__in=programmes, result__level__in=OF_A_DRIVER
    )
    rows = list(indicators.select_related("result").order_by("result__level", "id"))
    figures = Figure.objects.filter(
        indicator__in=[one.id for one in rows], part="", actual__isnull=False
    )
    latest = {one.indicator_id: one for one in figures.order_by("ends_on", "starts_on", "id")}
    found: dict[UUID, list[Measured]] = defaultdict(list)
    for one in rows:
        found[one.result.programme_id].append(Measured(one, latest.get(one.id)))
    return found
