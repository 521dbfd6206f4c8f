"""From facts to counts: one pass over integer columns per indicator.

Everything here works on row numbers, so that the same pass that gives a figure also gives the
records behind it. An independent reading of the same definitions in SQL checks it in tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from waystation.foundation.shared.periods import Period
from waystation.governance.results.rules.definitions import OF_THE_PERSON, Definition

from .columns import Array, Coded, split
from .filters import mask, selects
from .store import Facts

EPOCH = date(1970, 1, 1)
FLAGS = 40_000_000
"""How many cells × keys are marked in a table of flags before sorting is cheaper."""


@dataclass(frozen=True)
class Ask:
    """Which part of an indicator: the period, the offices, the selection, the breakdown."""

    definition: Definition
    period: Period
    offices: frozenset[str]
    where: Mapping[str, str] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    monthly: bool = False


@dataclass
class Cell:
    """One number before protection, with its components."""

    value: float | None
    numerator: float
    denominator: float | None
    rows: int
    anonymous: int = 0


@dataclass
class Counted:
    """The cells of an ask, and which row of the facts is behind which cell."""

    ask: Ask
    keys: list[tuple[str, ...]]
    cells: list[Cell]
    rows: Array
    cell_of: Array
    """Parallel to ``rows``: the index of the cell. A row with several codes comes repeatedly."""

    def members(self, cell: int) -> Array:
        """Return the sorted row numbers behind a cell."""
        return np.unique(self.rows[self.cell_of == cell])


def _in_period_and_offices(ask: Ask, facts: Facts) -> Array:
    key = ("in", ask.definition.date, ask.period, ask.offices)
    if key not in facts.memo:
        days = facts.column(ask.definition.date)
        inside = days >= (ask.period.start - EPOCH).days
        inside &= days < (ask.period.end - EPOCH).days
        office = facts.column("office")
        seen = np.zeros(len(office.values) + 1, dtype=bool)
        seen[:-1] = np.isin(office.values, sorted(ask.offices))
        if not seen[:-1].all() or (len(office) and int(office.index.min()) < 0):
            inside &= seen[office.index]
        _remember(facts, key, inside)
    return np.asarray(facts.memo[key])


def _remember(facts: Facts, key: Any, value: Any) -> None:
    """Keep a few helpers beside the columns, the newest last."""
    helpers = [one for one in facts.memo if one[0] != "column"]
    if len(helpers) >= 24:
        facts.memo.pop(helpers[0], None)
    facts.memo[key] = value


def _months(facts: Facts, name: str) -> Array:
    """Return the number of each row's month, counted from January 1970."""
    key = ("month", name)
    if key not in facts.memo:
        days = facts.column(name).astype("datetime64[D]")
        _remember(facts, key, days.astype("datetime64[M]").astype(np.int32))
    return np.asarray(facts.memo[key])


# Counting


def count(ask: Ask, facts: Facts) -> Counted:
    """Count an ask over the facts."""
    definition = ask.definition
    if definition.over_places == "max" and "office" not in ask.by and len(ask.offices) > 1:
        fine = count(replace(ask, by=(*ask.by, "office")), facts)
        return _pick_cells(ask, fine, slice(0, -1), _highest)
    if definition.over_time in {"last", "max"} and not ask.monthly:
        fine = _count(replace(ask, monthly=True), facts)
        by_month = _latest if definition.over_time == "last" else _highest
        return _pick_cells(ask, fine, slice(1, None), by_month)
    return _count(ask, facts)


def nothing(ask: Ask) -> Counted:
    """Return an ask that counts no row: its period holds nothing that may be counted."""
    none = np.zeros(0, dtype=np.int64)
    return Counted(ask, [()], [Cell(None, 0.0, None, 0)], none, none)


def _count(ask: Ask, facts: Facts) -> Counted:
    definition = ask.definition
    inside = _in_period_and_offices(ask, facts)
    if definition.where:
        inside = inside & mask(definition.where, facts)
    rows = np.flatnonzero(inside)
    measure = definition.measure
    unit = facts.column(measure.column or "") if measure.kind == "distinct" else None
    if measure.kind in {"sum", "mean", "median"} and measure.column:
        values = facts.column(measure.column)
        rows = rows[~np.isnan(values[rows])]
    if unit is not None and measure.anonymous == "left_out":
        rows = rows[unit.index[rows] >= 0]

    months = _months(facts, definition.date)[rows] if ask.monthly else None
    first_month = (ask.period.start.year - 1970) * 12 + ask.period.start.month - 1
    last_month = (ask.period.last_day.year - 1970) * 12 + ask.period.last_day.month - 1
    spans = last_month - first_month + 1
    time = months - first_month if months is not None else _all_the_same(len(rows))
    persons = definition.measure.column == "person" and unit is not None
    # Only a breakdown or a selection by who somebody is needs to know who they were last.
    asked = OF_THE_PERSON & {*ask.by, *ask.where}
    described = _last_described(rows, time, unit, facts, definition) if persons and asked else rows

    # selection by the reader: of the person as last described, else of the row
    for name, wanted in ask.where.items():
        source = described if name in OF_THE_PERSON and persons else rows
        fits = selects(facts.column(name), wanted)[source]
        rows, described, time = rows[fits], described[fits], time[fits]

    labels: list[list[str]] = []
    parts: list[Array] = []
    if ask.monthly:
        labels.append([_month_name(first_month + i) for i in range(spans)])
        parts.append(time)
    for name in ask.by:
        source = described if name in OF_THE_PERSON and persons else rows
        column = facts.column(name)
        if facts.declared[name].kind == "codes":
            at, part, names = _explode(column, source)
            rows, described, time = rows[at], described[at], time[at]
            parts = [one[at] for one in parts]
        else:
            part, names = _part(column, source)
        labels.append(names)
        parts.append(part)
    keys, cell_of = _cells(labels, parts, len(rows))
    cells = _measure_cells(definition, facts, rows, cell_of, len(keys), unit)
    return Counted(ask, keys, cells, rows, cell_of)


def _last_described(
    rows: Array, time: Array, unit: Coded | None, facts: Facts, definition: Definition
) -> Array:
    """Return, for each row, the row that describes its person last in the period counted."""
    if unit is None:
        return rows
    days = facts.column(definition.date)[rows]
    order = np.argsort(days, kind="stable")
    person = unit.index[rows]
    known = person >= 0
    spans = int(time.max()) + 1 if len(time) else 1
    slot = time * (len(unit.values) + 1) + person
    last = np.full(spans * (len(unit.values) + 1), -1, dtype=np.int64)
    ordered = order[known[order]]
    last[slot[ordered]] = rows[ordered]  # the last one written stays
    return np.where(known, last[slot], rows)


def _part(column: Any, rows: Array) -> tuple[Array, list[str]]:
    """Return each row's place in the list of names; unknown values have the name ""."""
    if isinstance(column, Coded):
        index = column.index[rows]
        return np.where(index < 0, len(column.values), index), [*map(str, column.values), ""]
    return np.where(column[rows] < 0, 2, column[rows]), ["no", "yes", ""]


def _explode(column: Coded, rows: Array) -> tuple[Array, Array, list[str]]:
    """Repeat rows that have several codes, once for each."""
    lists = [split(value) for value in column.values]
    names = sorted({code for codes in lists for code in codes})
    place = {code: i for i, code in enumerate(names)}
    lengths = np.array([*(len(codes) for codes in lists), 1])
    flat = np.array([*(place[code] for codes in lists for code in codes), len(names)])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    index = column.index[rows]
    times = lengths[index]
    at = np.repeat(np.arange(len(rows)), times)
    within = np.arange(len(at)) - np.repeat(np.cumsum(times) - times, times)
    return at, flat[starts[index][at] + within], [*names, ""]


def _cells(
    labels: list[list[str]], parts: list[Array], rows: int
) -> tuple[list[tuple[str, ...]], Array]:
    """Give every combination of names that occurs a cell; months appear even when empty."""
    if not parts:
        return [()], _all_the_same(rows)
    sizes = [len(names) for names in labels]
    code = np.zeros(rows, dtype=np.int64)
    for part, size in zip(parts, sizes, strict=True):
        code = code * size + part
    whole = int(np.prod(sizes))
    if whole <= 5_000_000:
        used = np.flatnonzero(np.bincount(code, minlength=whole))
    else:
        used = np.unique(code)
    if len(parts) == 1 and len(labels[0]) and labels[0][0][:1].isdigit() and "" not in labels[0]:
        used = np.arange(whole)  # a series of months has no holes
    names = [
        tuple(labels[i][place] for i, place in enumerate(places))
        for places in zip(*np.unravel_index(used, sizes), strict=True)
    ]
    return names, np.searchsorted(used, code)


def _measure_cells(
    definition: Definition,
    facts: Facts,
    rows: Array,
    cell_of: Array,
    cells: int,
    unit: Coded | None,
) -> list[Cell]:
    behind = _sizes(cell_of, cells)
    measure = definition.measure
    if measure.kind in {"mean", "median"} and measure.column:
        values = facts.column(measure.column)[rows]
        order = np.argsort(cell_of, kind="stable")
        pieces = np.split(values[order], np.cumsum(behind)[:-1])[:cells]
        take = np.median if measure.kind == "median" else np.mean
        return [
            Cell(float(take(piece)) if len(piece) else None, float(piece.sum()), None, len(piece))
            for piece in pieces
        ]
    whole, unnamed = _counts(definition, facts, rows, cell_of, cells, unit)
    if definition.numerator is None:
        return [
            Cell(float(whole[i]), float(whole[i]), None, int(behind[i]), int(unnamed[i]))
            for i in range(cells)
        ]
    passing = mask(definition.numerator, facts)
    chosen = passing[rows]
    part_of = _all_the_same(int(chosen.sum())) if cells == 1 else cell_of[chosen]
    part, _ = _counts(definition, facts, rows[chosen], part_of, cells, unit)
    return [
        Cell(
            float(part[i] / whole[i]) if whole[i] else None,
            float(part[i]),
            float(whole[i]),
            int(behind[i]),
            int(unnamed[i]),
        )
        for i in range(cells)
    ]


def _counts(
    definition: Definition,
    facts: Facts,
    rows: Array,
    cell_of: Array,
    cells: int,
    unit: Coded | None,
) -> tuple[Array, Array]:
    """Return the count or sum per cell, and how much of it is anonymous."""
    none = np.zeros(cells, dtype=np.int64)
    measure = definition.measure
    if measure.kind == "sum" and measure.column:
        values = facts.column(measure.column)[rows]
        return np.bincount(cell_of, weights=values, minlength=cells), none
    if unit is None:
        return _sizes(cell_of, cells), none
    index = unit.index[rows]
    nameless = index < 0
    if cells == 1:
        unnamed = np.array([np.count_nonzero(nameless)])
    else:
        unnamed = _sizes(cell_of[nameless], cells)
    return _different(cell_of, index, cells, len(unit.values)) + unnamed, unnamed


def _all_the_same(rows: int) -> Array:
    """Return a zero for each row, without the memory of a million zeros."""
    return np.broadcast_to(np.int64(0), rows)


def _sizes(cell_of: Array, cells: int) -> Array:
    """Return how many rows each cell has."""
    if cells == 1:
        return np.array([len(cell_of)])
    return np.bincount(cell_of, minlength=cells)


def _different(cell_of: Array, keys: Array, cells: int, most: int) -> Array:
    """Return how many different keys each cell has; the key -1 is nobody's."""
    if not most:
        return np.zeros(cells, dtype=np.int64)
    wide = most + 1  # the last place takes -1 and is left out of the count
    nobody = np.where(keys < 0, most, keys) if cells > 1 else keys  # -1 is the last place too
    slot = cell_of * wide + nobody if cells > 1 else nobody
    if cells * wide <= FLAGS:
        flags = np.zeros(cells * wide, dtype=bool)
        flags[slot] = True
        counted = np.count_nonzero(flags.reshape(cells, wide)[:, :most], axis=1)
        return np.asarray(counted, dtype=np.int64)
    found = np.unique(slot)
    return np.bincount(found[found % wide != most] // wide, minlength=cells)


def _latest(key: tuple[str, ...], cell: Cell) -> Any:
    return key[0]


def _highest(key: tuple[str, ...], cell: Cell) -> Any:
    return cell.value or 0.0


def _pick_cells(ask: Ask, fine: Counted, kept: slice, weight: Any) -> Counted:
    """Join finer cells by choosing one: the last month, the highest month or place."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for i, key in enumerate(fine.keys):
        if fine.cells[i].rows:
            groups.setdefault(key[kept], []).append(i)
    keys = sorted(groups) or [()]
    cells, place = [], np.full(len(fine.keys), -1)
    for n, key in enumerate(keys):
        members = groups.get(key, [])
        if not members:
            cells.append(Cell(None, 0.0, None, 0))
            continue
        chosen = max(members, key=lambda i: weight(fine.keys[i], fine.cells[i]))
        cells.append(fine.cells[chosen])
        place[chosen] = n
    at = place[fine.cell_of]
    return Counted(ask, keys, cells, fine.rows[at >= 0], at[at >= 0])


def _month_name(number: int) -> str:
    return f"{1970 + number // 12}-{number % 12 + 1:02d}"
