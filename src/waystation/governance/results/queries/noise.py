"""Figures for those who filter freely but may not open the records: cell-key noise.

A count's noise comes from who is counted: the same people give the same answer by whatever
filter they were found, so asking again tells nothing, and two answers that differ by one person
differ by noise too. Fixed reports are protected by suppression instead (queries.figures).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from waystation.analysis import sdc

from .columns import Array, Coded
from .counting import Cell, Counted
from .filters import mask
from .store import Facts

PURPOSE = "noise of live statistics"
SECOND = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Noise:
    """The noise of one organisation for one audience."""

    keyed: sdc.CellKey
    threshold: int
    secret: bytes = field(repr=False)

    @classmethod
    def under(cls, policy: sdc.Policy, secret: bytes) -> Noise:
        return cls(sdc.CellKey.under(policy, secret), policy.threshold, secret)

    def cells(self, counted: Counted, facts: Facts) -> list[Cell]:
        """Return the cells of a count with noise, small ones too.

        Counts and the parts of a share get noise. A sum is moved by its largest contributions
        (``CellKey.amounts``), apart from the noise of the number of records behind it; a mean or
        median by as many standard deviations, divided by that number.
        """
        definition, size = counted.ask.definition, len(counted.cells)
        rows, cell_of = counted.rows, counted.cell_of
        kind, column = definition.measure.kind, definition.measure.column
        records = self._keys(facts, "record", facts.column("record"), rows)
        keys = np.zeros(size, dtype=np.uint64)
        np.add.at(keys, cell_of, records)
        behind = self.keyed.noisy(np.bincount(cell_of, minlength=size), keys)
        if kind in {"mean", "median"} and column:
            return self._middles(counted, facts.column(column)[rows], behind, keys)
        if kind == "sum" and column and definition.unit != "person":
            return self._sums(counted, facts, facts.column(column)[rows], records, behind)
        whole = self._counts(counted, facts, records, np.ones(len(rows), dtype=bool))
        if definition.numerator is None:
            return [
                Cell(float(n), float(n), None, int(r)) for n, r in zip(whole, behind, strict=True)
            ]
        part = self._counts(counted, facts, records, mask(definition.numerator, facts)[rows])
        part = np.minimum(part, whole)
        return [
            Cell(float(p / n) if n else None, float(p), float(n), int(r))
            for p, n, r in zip(part, whole, behind, strict=True)
        ]

    def _keys(self, facts: Facts, column: str, values: Array, places: Array) -> Array:
        """Return the keys of a column's values at these places.

        The indicators of a page count nearly all records of a source, each several times: then the
        keys of all are computed once.
        """
        if 2 * len(places) < len(values):
            used, place = np.unique(places, return_inverse=True)
            return self.keyed.keys(values[used])[place]
        name = ("keys", column, self.secret)
        if name not in facts.memo:
            facts.memo[name] = self.keyed.keys(values)
        keys: Array = facts.memo[name][places]
        return keys

    def _counts(self, counted: Counted, facts: Facts, records: Array, chosen: Array) -> Array:
        """Return the noisy count or sum of persons over the chosen rows of each cell.

        ``records`` has the key of each row's record.
        """
        measure, size = counted.ask.definition.measure, len(counted.cells)
        rows, cell_of, records = counted.rows[chosen], counted.cell_of[chosen], records[chosen]
        keys = np.zeros(size, dtype=np.uint64)
        unit = facts.column(measure.column or "") if measure.kind == "distinct" else None
        if unit is None:
            np.add.at(keys, cell_of, records)
            weights = facts.column(measure.column or "")[rows] if measure.kind == "sum" else None
            true = np.bincount(cell_of, weights=weights, minlength=size)
            return self.keyed.noisy(np.rint(true).astype(np.int64), keys)
        cells, index = _each_once(unit, rows, cell_of)
        np.add.at(keys, cells, self._keys(facts, measure.column or "", unit.values, index))
        unnamed = unit.index[rows] < 0
        np.add.at(keys, cell_of[unnamed], records[unnamed])
        true = np.bincount(cells, minlength=size)
        return self.keyed.noisy(true + np.bincount(cell_of[unnamed], minlength=size), keys)

    def _sums(
        self, counted: Counted, facts: Facts, values: Array, keys: Array, behind: Array
    ) -> list[Cell]:
        definition, size = counted.ask.definition, len(counted.cells)
        whole = self.keyed.amounts(counted.cell_of, values, keys, size)
        if definition.numerator is None:
            return [
                Cell(round(v, 2), round(v, 2), None, int(r))
                for v, r in zip(whole, behind, strict=True)
            ]
        chosen = mask(definition.numerator, facts)[counted.rows]
        part = self.keyed.amounts(counted.cell_of[chosen], values[chosen], keys[chosen], size)
        part = np.minimum(part, whole)
        return [
            Cell(float(p / n) if n else None, round(p, 2), round(n, 2), int(r))
            for p, n, r in zip(part, whole, behind, strict=True)
        ]

    def _middles(self, counted: Counted, values: Array, behind: Array, keys: Array) -> list[Cell]:
        found: list[Cell] = []
        # another draw than that of the number of records: it would give that away
        other = (keys ^ (keys >> np.uint64(31))) * SECOND
        steady = np.full(len(keys), 2 * self.keyed.reach + self.threshold, dtype=np.int64)
        drawn = self.keyed.noisy(steady, other) - steady
        for i, cell in enumerate(counted.cells):
            if not cell.rows or cell.value is None:
                found.append(replace(cell, rows=int(behind[i])))
                continue
            spread = float(np.std(values[counted.cell_of == i]))
            near = round(cell.value + drawn[i] * spread / cell.rows, 6)
            found.append(Cell(near, round(near * behind[i], 6), None, int(behind[i])))
        return found


def _each_once(unit: Coded, rows: Array, cell_of: Array) -> tuple[Any, Any]:
    """Return every different (cell, unit) pair once; rows of nobody known are left out."""
    index = unit.index[rows]
    known = index >= 0
    wide = max(len(unit.values), 1)
    pairs = np.unique(cell_of[known].astype(np.int64) * wide + index[known])
    return pairs // wide, pairs % wide
