"""Nested periods: what was published for a month, its quarter and its year."""

from __future__ import annotations

from dataclasses import dataclass

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import parse

CellKeyed = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Span:
    """The time a release is about.

    ``period``: 2026, 2026-Q3, 2026-09 or two days with a stroke; "" where time plays no part.
    ``adds_up``: a period is the sum of those inside it; False for persons, who may come again.
    ``offices``: whose records are counted together; empty where offices play no part.
    """

    period: str = ""
    adds_up: bool = True
    offices: frozenset[str] = frozenset()

    def placed(self, key: CellKeyed) -> CellKeyed:
        """Return ``key`` with its period; a month of a breakdown is the period it names."""
        codes = dict(key)
        month = codes.pop("month", "")
        try:
            period = parse(month).code if month else parse(self.period).code
        except Refusal:  # a record without a date: no period, yet a part of this one
            codes["month"], period = month, parse(self.period).code
        return frozenset({*codes.items(), ("period", period)})


ANY_TIME = Span()


def period_of(key: CellKeyed) -> str:
    """Return the period of a cell, or "" if it has none."""
    return dict(key).get("period", "")
