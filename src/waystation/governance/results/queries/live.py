"""What may be asked live by readers who may not open the records.

Noise alone does not stop whoever asks often: windows that differ by a day, and breakdowns of a
small group by everything else, are averaged. So such a reader asks on a fixed lattice: whole
months that are over; noise belongs to the cell of a month, and a longer period is the sum of its
months; a group is broken down only where it is large enough as it was shown. The rules decide on
noisy numbers alone, so that what is withheld says no more than what is shown.
docs/methods-disclosure.md has the price.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from waystation.foundation.shared.periods import Period, month, quarter, year
from waystation.governance.results.rules.definitions import Definition

from . import counting
from .counting import Ask, Cell, Counted
from .noise import Noise
from .store import Facts

COVERED = 0.8
"""A breakdown is shown where at least this share of it lies in months that are large enough."""
Key = tuple[str, ...]


def adds_up(definition: Definition) -> bool:
    """Return whether a period is the sum of its months: records are, persons may return."""
    return definition.measure.kind in {"rows", "sum"} and definition.over_time in {"sum", "ratio"}


def whole_months(period: Period, today: date, *, adds: bool) -> Period | None:
    """Return the whole months of a period that are over, or None.

    Of what does not add up only a month, a year or a quarter from its beginning: each other
    window would be one more estimate of the same people.
    """
    start = period.start if period.start.day == 1 else month(period.start).end
    end = min(month(period.end).start, month(today).start)
    if end <= start:
        return None
    cut = Period(start, end)
    one_month = cut == month(start)
    begins = [one.start == start and end <= one.end for one in (quarter(start), year(start))]
    return cut if adds or one_month or any(begins) else None


@dataclass(frozen=True)
class Live:
    """Answers of one organisation's noise for one audience."""

    noisy: Noise
    facts: Facts
    counted: tuple[Counted, ...] = ()
    _known: dict[Any, list[tuple[Mapping[Key, float], Above]]] = field(default_factory=dict)
    _shown: dict[Any, dict[Key, Cell]] = field(default_factory=dict)

    @property
    def large(self) -> int:
        """How many, as shown, a group must be to be broken down further."""
        return 2 * self.noisy.threshold

    def answer(self, ask: Ask) -> dict[Key, Cell | None]:
        """Return the cells of an ask on the lattice; None where one may not be shown.

        A cell that became 0 is left out, like one that never was.
        """
        if not adds_up(ask.definition):
            cells = self._cells(ask)
            small = {key for key, cell in cells.items() if self._sparse(ask, key, cell)}
            return {
                key: None if key in small else self._whole(ask, cell)
                for key, cell in cells.items()
                if _counts(cell) and not (key in small and key)
            }
        monthly = replace(ask, monthly=True)
        cells = self._cells(monthly)
        held = {key for key, cell in cells.items() if self._sparse(monthly, key, cell)}
        groups: dict[Key, list[Key]] = {}
        for key in cells:
            groups.setdefault(key if ask.monthly else key[1:], []).append(key)
        found: dict[Key, Cell | None] = {}
        for key, parts in groups.items():
            counted = [cells[one] for one in parts if one not in held]
            behind = sum(_behind(ask, cells[one]) for one in parts)
            covered = sum(_behind(ask, one) for one in counted)
            if not behind:
                continue
            enough = covered >= COVERED * behind
            found[key] = self._whole(ask, _add_cells(ask.definition, counted)) if enough else None
            if not enough and key:
                del found[key]
        return found

    def _cells(self, ask: Ask) -> dict[Key, Cell]:
        """Return the cells of an ask; a total and its months are counted once."""
        mark = _mark(ask)
        if mark not in self._shown:
            known = [one for one in self.counted if one.ask == ask]
            counted = known[0] if known else counting.count(ask, self.facts)
            cells = zip(counted.keys, self.noisy.cells(counted, self.facts), strict=True)
            self._shown[mark] = dict(cells)
        return self._shown[mark]

    def _sparse(self, ask: Ask, key: Key, cell: Cell) -> bool:
        """Return whether a group that this cell is part of is too small to be broken down."""
        return any(parent.get(at(key), 0.0) < self.large for parent, at in self._parents(ask))

    def _parents(self, ask: Ask) -> list[tuple[Mapping[Key, float], Above]]:
        """Return, for each column that narrows an ask, the numbers without it."""
        mark = _mark(ask)
        if mark not in self._known:
            found: list[tuple[Mapping[Key, float], Above]] = []
            for name in ask.where:
                rest = {key: value for key, value in ask.where.items() if key != name}
                found.append((self._sizes(replace(ask, where=rest)), Above(None)))
            for i, name in enumerate(ask.by):
                if name != "office":
                    wider = replace(ask, by=(*ask.by[:i], *ask.by[i + 1 :]))
                    found.append((self._sizes(wider), Above(int(ask.monthly) + i)))
            self._known[mark] = found
        return self._known[mark]

    def _sizes(self, ask: Ask) -> dict[Key, float]:
        return {key: _behind(ask, cell) for key, cell in self._cells(ask).items()}

    def _whole(self, ask: Ask, cell: Cell) -> Cell | None:
        """Return a cell as shown; a mean, a median or a sum of few is not."""
        kind = ask.definition.measure.kind
        if kind in {"mean", "median"} or (kind == "sum" and ask.definition.unit != "person"):
            return cell if cell.rows >= self.large else None
        return cell


def _mark(ask: Ask) -> tuple[Any, ...]:
    """Return what distinguishes the asks of one figure: selection and breakdown."""
    return tuple(sorted(ask.where.items())), ask.by, ask.monthly


@dataclass(frozen=True)
class Above:
    """From the key of a cell to that of its group: without one column."""

    without: int | None

    def __call__(self, key: Key) -> Key:
        if self.without is None:
            return key
        return (*key[: self.without], *key[self.without + 1 :])


def _counts(cell: Cell) -> bool:
    return bool(cell.rows or cell.numerator or cell.denominator)


def _behind(ask: Ask, cell: Cell) -> float:
    """Return how many a cell is about, as shown."""
    definition = ask.definition
    if definition.measure.kind in {"mean", "median", "sum"} and definition.unit != "person":
        return float(cell.rows)
    return cell.numerator if cell.denominator is None else cell.denominator


def _add_cells(definition: Definition, cells: list[Cell]) -> Cell:
    """Return the sum of the cells of several months."""
    numerator = sum(one.numerator for one in cells)
    rows = sum(one.rows for one in cells)
    if not definition.is_ratio:
        return Cell(numerator, numerator, None, rows)
    whole = sum(one.denominator or 0.0 for one in cells)
    return Cell(numerator / whole if whole else None, numerator, whole, rows)
