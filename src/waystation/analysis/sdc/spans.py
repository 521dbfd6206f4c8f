"""Nested periods: what was published for a month, its quarter and its year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import Period, parse

CellKeyed = frozenset[tuple[str, str]]
REST = "rest"  # what a period holds besides the released periods inside it


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


def nested_keys(keys: Iterable[CellKeyed]) -> Iterator[tuple[CellKeyed, list[CellKeyed], bool]]:
    """Yield each cell with the same cells of the largest periods inside its own.

    The third value says whether they fill it. Periods that overlap are not put together.
    """
    same: dict[CellKeyed, list[tuple[Period, CellKeyed]]] = {}
    for key in keys:
        codes = dict(key)
        period = codes.pop("period")
        if period != REST:
            same.setdefault(frozenset(codes.items()), []).append((parse(period), key))
    for cells in same.values():
        longest_first = sorted(cells, key=lambda one: (one[0].start - one[0].end, one[0].start))
        for at, (whole, name) in enumerate(longest_first):
            inside: list[tuple[Period, CellKeyed]] = []
            for part, key in longest_first[at + 1 :]:
                within = whole.start <= part.start and part.end <= whole.end and part != whole
                if within and all(part.start >= o.end or part.end <= o.start for o, _ in inside):
                    inside.append((part, key))
            if inside:
                days = sum((part.end - part.start).days for part, _ in inside)
                yield name, [key for _, key in inside], days == (whole.end - whole.start).days
