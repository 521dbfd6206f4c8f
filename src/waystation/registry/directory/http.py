"""Common code of the pages of the directory and of referrals: filters, matches, long forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from waystation.foundation.pages.filters import TickFilter

from .fields import SERVICE
from .forms import Near


@dataclass(frozen=True)
class TickNow:
    """Only the rows that fulfil a condition at the moment of asking."""

    name: str
    label: str
    condition: Callable[[], Q]

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
        return rows.filter(self.condition()) if asked.get(self.name) else rows

    def bind(self, asked: Mapping[str, str]) -> dict[str, Any]:
        return TickFilter(self.name, self.label, Q()).bind(asked)


def near_form(data: Any = None, initial: Mapping[str, Any] | None = None) -> Near:
    """Return the search form for a service near a place."""
    return Near(data, initial=dict(initial or {}))


def match_lines(
    matches: list[Any], warned: Mapping[UUID, Any] | None = None
) -> list[dict[str, Any]]:
    """Return matching services as templates show them, with warnings about their partners."""
    warned = warned or {}
    return [
        {
            "id": one.service.id,
            "name": one.service.name,
            "entity": one.service.entity.name,
            "kind": SERVICE["kind"].words(one.service.kind),
            "hours": one.service.hours,
            "reasons": [_(reason) for reason in one.fit.reasons],
            "cautions": [_(caution) for caution in one.fit.cautions],
            "warning": warned.get(one.service.entity_id),
        }
        for one in matches
    ]


def part_of(
    things: Sequence[Any], key: Callable[[Any], str], after: str, most: int
) -> tuple[list[Any], str, int]:
    """Return the next items of a long form, the start of the next page, and how many follow.

    A page with all of them would be too heavy for a phone. Items are identified by ``key``, so that
    none is skipped if an earlier one has been removed.
    """
    left = sorted((one for one in things if key(one) > after), key=key)
    follow = max(0, len(left) - most)
    return left[:most], key(left[most - 1]) if follow else "", follow


def things_in_form(things: Sequence[Any], posted: Iterable[str]) -> list[Any]:
    """Return the things that a form was sent for: its names end with the key of each."""
    names = list(posted)
    return [one for one in things if any(name.endswith(one.id.hex) for name in names)]
