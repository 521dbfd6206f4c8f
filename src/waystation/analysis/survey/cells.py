"""One scan of the rows into sums per sampling unit × domain, and the variance made from them.

Everything an estimate needs (points, standard errors, covariances, the counts of disclosure
control) follows from these sums, so no domain is ever evaluated over the whole sample.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .columns import MISSING, Codes, Floats, Mask, total_by
from .design import Design
from .stages import Stage

BLOCK = 1 << 16  # rows per pass: the working arrays of a pass stay in the processor's cache


@dataclass
class Cells:
    """The occupied cells of finest-stage unit × domain.

    ``unit``, ``domain``: codes, shape (cells,). ``n``: rows with an answer; ``w``: Σ weights.
    ``rows``: which rows count (None: all); ``code``: the cell of each of these rows (None: each
    row is its own cell); ``row_domain``: their domain (None: there is one).
    """

    design: Design
    domains: int
    unit: Codes
    domain: Codes
    n: Floats
    w: Floats
    rows: Codes | None
    code: Codes | None
    row_domain: Codes | None
    size: int
    occupied: Codes | None
    ordered: bool = False
    counted: tuple[Codes, Floats] | None = None

    def groups(self) -> tuple[Codes, Floats]:
        """Return the first stage's stratum × domain of each cell, and how many cells it has.

        Only where the first stage is the finest; counted once for variance and degrees of freedom.
        """
        if self.counted is None:
            stage = self.design.stages[0]
            place = stage.group[self.unit]
            if self.domains > 1:
                place = place * self.domains + self.domain
            self.counted = place, total_by(place, None, len(stage.drawn) * self.domains)
        return self.counted

    def take(self, column: Floats) -> Floats:
        """Return the values of ``column`` on the rows that count."""
        return column if self.rows is None else column[self.rows]

    def sum(self, values: Floats, shift: float = 0.0) -> Floats:
        """Return Σ weight × (value − shift) per cell; ``values`` on the rows that count."""
        w = self.take(self.design.weights)
        if self.code is None:
            return np.asarray(w * (values - shift) if shift else w * values)
        if self.row_domain is None and self.rows is None and self.design.ordered:
            return _reduce_runs(self.design.starts, w, values, shift)
        dense = _scatter(self.code, w, values, shift, self.size, self.ordered)
        return dense if self.occupied is None else dense[self.occupied]

    def square(self, values: Floats, shift: float, centre: Floats) -> Floats:
        """Return Σ weight × (value − shift − centre of the domain)² per domain."""
        w, domain = self.take(self.design.weights), self.row_domain
        out = np.zeros(self.domains)
        for start in range(0, len(values), BLOCK):
            part = slice(start, start + BLOCK)
            if domain is None:
                away = values[part] - (shift + centre[0])
                out[0] += np.dot(w[part], away * away)
            else:
                away = values[part] - shift
                away -= centre[domain[part]]
                away *= away
                away *= w[part]
                out += np.bincount(domain[part], away, self.domains)
        return out

    def by_domain(self, per_cell: Floats) -> Floats:
        """Return the sum of ``per_cell`` in each domain, shape (domains,)."""
        if self.domains == 1:
            return np.array([per_cell.sum()])
        return total_by(self.domain, per_cell, self.domains)

    def df(self) -> Floats:
        """Return per domain the first-stage units less the strata that it touches."""
        stage = self.design.stages[0]
        unit, domain = self.unit, self.domain
        if not self.w.all():
            unit, domain = unit[self.w > 0], domain[self.w > 0]
        if stage.unit is not None:
            found = np.unique(stage.unit[unit] * self.domains + domain)
            unit, domain = np.divmod(found, self.domains)
        groups = len(stage.drawn)
        units = total_by(domain, None, self.domains)
        if groups == 1:
            return units - (units > 0)
        if unit is self.unit:
            met = self.groups()[1].reshape(groups, self.domains) > 0
            return np.asarray(units - met.sum(axis=0))
        place = stage.group[unit] * self.domains + domain
        touched = total_by(place, None, groups * self.domains) > 0
        return np.asarray(units - touched.reshape(groups, self.domains).sum(axis=0))


def _reduce_runs(starts: Codes, w: Floats, values: Floats, shift: float) -> Floats:
    """Return Σ w (value − shift) per run of rows that begins at ``starts``."""
    out = np.zeros(len(starts))
    for begin in range(0, len(w), BLOCK):
        end = min(begin + BLOCK, len(w))
        part = values[begin:end] - shift
        part *= w[begin:end]
        first = int(np.searchsorted(starts, begin, side="right")) - 1
        last = int(np.searchsorted(starts, end, side="left"))
        edges = starts[first:last] - begin
        edges[0] = 0
        out[first:last] += np.add.reduceat(part, edges)
    return out


def _scatter(
    code: Codes, w: Floats, values: Floats | None, shift: float, size: int, ordered: bool
) -> Floats:
    """Return Σ w (value − shift) per code (without values: Σ w), in blocks if that is lighter."""
    rows = len(code)
    if rows <= 2 * BLOCK or (size > BLOCK and not ordered):
        return total_by(code, w if values is None else w * (values - shift), size)
    out = np.zeros(size)
    for begin in range(0, rows, BLOCK):
        part = slice(begin, begin + BLOCK)
        weight = w[part]
        if values is not None:
            weight = values[part] - shift
            weight *= w[part]
        here = code[part]
        low = int(here.min()) if ordered else 0
        high = int(here.max()) + 1 if ordered else size
        out[low:high] += np.bincount(here - low if low else here, weight, high - low)
    return out


def cells_of(design: Design, codes: Codes | None, domains: int, keep: Mask | None) -> Cells:
    """Return the cells of ``design`` × domain for the rows in ``keep`` with a domain.

    Rows left out stay in the design: a unit without an occupied cell adds a zero, never nothing.
    """
    rows: Codes | None = None
    inside = keep
    if codes is not None and len(codes) and int(codes.min()) == MISSING:
        inside = codes >= 0 if keep is None else keep & (codes >= 0)
    if inside is not None and not inside.all():
        rows = np.flatnonzero(inside)
    weights = design.weights if rows is None else design.weights[rows]
    part = codes if codes is None or rows is None else codes[rows]
    if design.unit is None:
        unit = np.arange(design.n) if rows is None else rows
        domain = np.zeros(len(unit), np.intp) if part is None else part
        ones = np.ones(len(unit))
        return Cells(
            design, domains, unit, domain, ones, weights, rows, None, part, len(unit), None
        )  # fmt: skip
    of_row = design.unit if rows is None else design.unit[rows]
    size = design.unit_count * domains
    if part is None and rows is None:
        n, w = design.unit_sums()
        unit = np.arange(size)
        return Cells(
            design, 1, unit, np.zeros(size, np.intp), n, w, None, of_row, None, size, None,
            design.ordered,
        )  # fmt: skip
    code = of_row if part is None else of_row * domains + part
    if size > 1_000_000 and size > 4 * len(code):
        found, code = np.unique(code, return_inverse=True)
        n = total_by(code, None, len(found))
        unit, domain = np.divmod(found, domains)
        w = total_by(code, weights, len(found))
        return Cells(design, domains, unit, domain, n, w, rows, code, part, len(found), None)
    n = total_by(code, None, size)
    w = _scatter(code, weights, None, 0.0, size, design.ordered)
    there = n > 0
    occupied = None if there.all() else np.flatnonzero(there)
    found = np.arange(size) if occupied is None else occupied
    if occupied is not None:
        n, w = n[occupied], w[occupied]
    if domains == 1:
        unit, domain = found, np.zeros(len(found), np.intp)
    else:
        unit, domain = np.divmod(found, domains)
    return Cells(
        design, domains, unit, domain, n, w, rows, code, part, size, occupied, design.ordered
    )  # fmt: skip


def variance(cells: Cells, linear: Floats) -> Floats:
    """Return the design variance of Σ ``linear`` in each domain, shape (domains,).

    ``linear`` holds the weighted linearised value of each cell (Σ w·z). Cochran (1977) 5.12 and
    10.15 for one and two stages; the squares are taken about the stratum mean, so that a large
    constant in y does no harm.
    """
    design, domains = cells.design, cells.domains
    design.check_singletons()
    if design.pairs is not None:
        dense = np.zeros((design.unit_count, domains))
        dense[cells.unit, cells.domain] = linear
        found = np.einsum("ud,ud->d", dense, design.pairs @ dense)
        scale = np.einsum("ud,ud->d", dense, np.abs(design.pairs) @ np.abs(dense))
        found[np.abs(found) <= 1e-13 * np.abs(scale)] = 0.0
        return np.where(found >= 0, found, np.nan)
    total = np.zeros(domains)
    for stage in reversed(design.stages):
        unit, domain, value = cells.unit, cells.domain, linear
        if stage.unit is not None:
            unit, domain, value = _merge(stage.unit[unit], domain, value, domains)
        counted = cells.groups() if unit is cells.unit and stage is design.stages[0] else None
        total += _stage_variance(design, stage, unit, domain, value, domains, counted)
    return total


def _merge(unit: Codes, domain: Codes, value: Floats, domains: int) -> tuple[Codes, Codes, Floats]:
    code = unit * domains + domain
    found, place = np.unique(code, return_inverse=True)
    merged = total_by(place, value, len(found))
    return found // domains, found % domains, merged


def _stage_variance(
    design: Design,
    stage: Stage,
    unit: Codes,
    domain: Codes,
    value: Floats,
    domains: int,
    counted: tuple[Codes, Floats] | None,
) -> Floats:
    groups = len(stage.drawn)
    size = groups * domains
    if counted is None:
        group = stage.group[unit]
        where = group * domains + domain if domains > 1 else group
        occupied = total_by(where, None, size)
    else:
        where, occupied = counted
    mean = total_by(where, value, size) / np.repeat(stage.drawn, domains)
    away = value - mean[where]
    away *= away
    if stage.keep is None:
        square = total_by(where, away, size)
        empty = np.repeat(stage.drawn, domains) - occupied
    else:
        square = total_by(where, away * stage.keep[unit], size)
        empty = np.repeat(total_by(stage.group, stage.keep, groups), domains)
        empty -= total_by(where, stage.keep[unit], size)
    square += np.maximum(empty, 0) * mean * mean
    out = stage.scale @ square.reshape(groups, domains)
    lone = stage.lone
    if lone.any():
        if design.singletons in ("centre", "adjust"):
            apart = total_by(where, value, size).reshape(groups, domains)[lone]
            if design.singletons == "centre":
                apart = apart - total_by(domain, value, domains) / stage.drawn.sum()
            out = out + (stage.above * stage.left)[lone] @ (apart * apart)
        elif design.singletons == "average":
            there = (occupied > 0).reshape(groups, domains)
            out = out * _average_strata(there, lone)
    return np.asarray(out, dtype=np.float64)


def _average_strata(there: Mask, lone: Mask) -> Floats:
    """Return strata over strata with a variance, among those each domain touches (groups, d)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        grow = there.sum(axis=0) / (there & ~lone[:, None]).sum(axis=0)
    return np.where(there.any(axis=0), grow, 1.0)


def covariance(design: Design, linear: Floats) -> Floats:
    """Return the design covariance of the column sums of ``linear``, shape (k, k).

    ``linear``: weighted linearised values per finest unit, shape (units, k), dense.
    """
    design.check_singletons()
    if design.pairs is not None:
        return np.asarray(linear.T @ design.pairs @ linear)
    k = linear.shape[1]
    total = np.zeros((k, k))
    value = linear
    for stage in reversed(design.stages):
        if stage.unit is not None:
            value = sum_rows(stage.unit, linear, len(stage.group))
        drawn = stage.drawn
        mean = sum_rows(stage.group, value, len(drawn)) / drawn[:, None]
        away = value - mean[stage.group]
        per_unit = stage.scale[stage.group] * (1.0 if stage.keep is None else stage.keep)
        part = (away * per_unit[:, None]).T @ away
        lone = stage.lone
        if lone.any() and design.singletons in ("centre", "adjust"):
            middle = value.sum(axis=0) / drawn.sum() if design.singletons == "centre" else 0.0
            apart = (mean - middle)[lone]
            part += (apart * (stage.above * stage.left)[lone, None]).T @ apart
        elif lone.any() and design.singletons == "average":
            there = sum_rows(stage.group, np.abs(value), len(drawn)) > 0
            grow = np.sqrt(_average_strata(there, lone))
            part *= np.outer(grow, grow)
        total += part
    return total


def sum_rows(code: Codes, values: Floats, size: int) -> Floats:
    """Return the sums of the rows of ``values`` per ``code``, shape (size, k)."""
    return np.column_stack([total_by(code, column, size) for column in values.T])


def dense_variance(design: Design, linear: Floats) -> Floats:
    """Return the variances of the column sums of ``linear`` (units, k) without covariances."""
    k = linear.shape[1]
    everyone = Cells(
        design, k, np.repeat(np.arange(len(linear)), k), np.tile(np.arange(k), len(linear)),
        np.ones(0), np.ones(0), None, None, None, 0, None,
    )  # fmt: skip
    return variance(everyone, linear.reshape(-1))
