"""Filters whose condition depends on the day or the moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from waystation.foundation.pages.filters import TickFilter


@dataclass(frozen=True)
class TickNow:
    """Only the rows that fulfil a condition at the moment of asking."""

    name: str
    label: str
    condition: Callable[[], Q]

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
        return rows.filter(self.condition()) if asked.get(self.name) else rows

    def bound(self, asked: Mapping[str, str]) -> dict[str, Any]:
        return TickFilter(self.name, self.label, Q()).bound(asked)
