"""The additive relations, and the linear programmes that an attacker would solve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import highspy
import numpy as np
import scipy  # its parts load when asked for, which keeps our import quick
from numpy.typing import NDArray

from .dimensions import Bools, Floats
from .table import Table

Ints = NDArray[np.int64]
TIGHT = 1e-6  # HiGHS's own tolerance is 1e-7; differences below this are rounding


@dataclass(frozen=True)
class Relations:
    """Everything known to hold between cells, as deviations y from the true values.

    lower <= matrix @ y <= upper; both are 0 where parts add up to a sum.
    """

    matrix: scipy.sparse.csr_array  # (relations, cells)
    lower: Floats
    upper: Floats


def relations_of(table: Table) -> Relations:
    """Return the relations between the cells of ``table``: every sum and its parts.

    A dimension with ``distinct`` gives two inequalities instead of one equation: the total is
    at most the sum of its parts and at least the largest of them.
    """
    shape = table.counts.shape
    where = np.arange(table.counts.size).reshape(shape)
    values = table.values.ravel()
    rows: list[Ints] = []
    cells: list[Ints] = []
    signs: list[Floats] = []
    lower: list[Floats] = []
    upper: list[Floats] = []
    count = 0

    def add(above: Ints, below: Ints, exact: bool) -> None:
        nonlocal count
        height, width = below.shape
        row = np.arange(count, count + width)
        rows.extend((row, np.tile(row, height)))
        cells.extend((above, below.ravel()))
        signs.extend((-np.ones(width), np.ones(height * width)))
        slack = values[below].sum(axis=0) - values[above]
        lower.append(np.zeros(width) if exact else -slack)
        upper.append(np.zeros(width) if exact else np.full(width, np.inf))
        count += width

    for axis, dim in enumerate(table.dimensions):
        moved = np.moveaxis(where, axis, 0).reshape(len(dim.codes), -1)
        for above, below in enumerate(dim.children):
            if not below:
                continue
            add(moved[above], moved[list(below)], exact=not dim.distinct)
            if dim.distinct:
                for part in below:  # total - part >= 0, as -(part - total) <= 0
                    width = moved.shape[1]
                    row = np.arange(count, count + width)
                    rows.extend((row, row))
                    cells.extend((moved[above], moved[part]))
                    signs.extend((np.ones(width), -np.ones(width)))
                    lower.append(-(values[moved[above]] - values[moved[part]]))
                    upper.append(np.full(width, np.inf))
                    count += width
    if not rows:
        return Relations(scipy.sparse.csr_array((0, values.size)), np.zeros(0), np.zeros(0))
    matrix = scipy.sparse.csr_array(
        (np.concatenate(signs), (np.concatenate(rows), np.concatenate(cells))),
        shape=(count, values.size),
    )
    return Relations(matrix, np.concatenate(lower), np.concatenate(upper))


def columns_of(relations: Relations, cells: Ints) -> tuple[scipy.sparse.csc_array, Ints]:
    """Return the relations over ``cells`` alone, without empty ones, and which those are."""
    part = scipy.sparse.csr_array(scipy.sparse.csc_array(relations.matrix)[:, cells])
    used = np.flatnonzero(np.diff(part.indptr))
    return scipy.sparse.csc_array(part[used]), used


def quiet_solver() -> Any:
    """Return a HiGHS that prints nothing and keeps to one thread."""
    make: Any = highspy.Highs  # its stubs leave the constructor untyped
    solver = make()
    for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off")):
        solver.setOptionValue(option, value)
    return solver


class Programme:
    """One linear programme over some cells' deviations; the other cells are known exactly.

    Parameters
    ----------
    relations : Relations
    cells : ndarray of int
        Flat positions of the variables.
    down, up : ndarray of float, shape (len(cells),)
        How far each may deviate below and above its true value.
    """

    def __init__(self, relations: Relations, cells: Ints, down: Floats, up: Floats) -> None:
        self.cells = cells
        part, used = columns_of(relations, cells)
        self.rows = part.shape[0]
        self.down, self.up = down, up
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(cells), self.rows
        model.col_cost_ = np.zeros(len(cells))
        model.col_lower_, model.col_upper_ = -down, up
        model.row_lower_, model.row_upper_ = relations.lower[used], relations.upper[used]
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = part.indptr.astype(np.int32)
        model.a_matrix_.index_ = part.indices.astype(np.int32)
        model.a_matrix_.value_ = part.data
        self.solver = quiet_solver()
        self.solver.setOptionValue("simplex_strategy", 4)  # primal: only the goal changes
        self.solver.passModel(model)
        self._goal: int | None = None

    def furthest(self, column: int, direction: int) -> Floats:
        """Return the deviations that take ``column`` furthest up (+1) or down (-1).

        Raises
        ------
        ArithmeticError
            If HiGHS does not find an optimum, which a feasible start (no deviation) excludes.
        """
        if self._goal is not None:
            self.solver.changeColCost(self._goal, 0.0)
        self.solver.changeColCost(column, -float(direction))
        self._goal = column
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self.solver.clearSolver()
            self.solver.run()
            if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                raise ArithmeticError(f"HiGHS stopped: {self.solver.getModelStatus()}")
        return cast(Floats, np.asarray(self.solver.getSolution().col_value, dtype=np.float64))

    def least(self, goal: dict[int, float]) -> float:
        """Return the least that a sum of deviations can be; -inf where nothing limits it."""
        if self._goal is not None:
            self.solver.changeColCost(self._goal, 0.0)
            self._goal = None
        for column, weight in goal.items():
            self.solver.changeColCost(column, weight)
        self.solver.run()
        bounded = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found = float(self.solver.getInfo().objective_function_value) if bounded else -np.inf
        for column in goal:
            self.solver.changeColCost(column, 0.0)
        return found

    def block(self, column: int, blocked: bool) -> None:
        """Fix ``column`` at its true value, or free it again."""
        down, up = (0.0, 0.0) if blocked else (self.down[column], self.up[column])
        self.solver.changeColBounds(column, -down, up)


@dataclass(frozen=True)
class Bounds:
    """What everybody knows before looking: how far each cell could lie from its true value."""

    down: Floats
    up: Floats
    cap: float  # a deviation this large stands for "no limit"

    @classmethod
    def of(cls, values: Floats, floors: Floats) -> Bounds:
        """Return the bounds of counts above ``floors``, both of shape (cells,)."""
        cap = 1000.0 * (1.0 + float(values.max(initial=1.0)))
        return cls(np.maximum(values - floors, 0.0), np.full(values.shape, cap), cap)


def intervals(
    relations: Relations, values: Floats, unknown: Bools, bounds: Bounds, wanted: Ints
) -> tuple[Floats, Floats]:
    """Return the smallest and largest value an attacker can infer for each wanted cell.

    Parameters
    ----------
    relations : Relations
    values : ndarray of float, shape (cells,)
    unknown : ndarray of bool, shape (cells,)
        Cells the attacker cannot read: hidden, or not part of any release.
    bounds : Bounds
    wanted : ndarray of int
        Flat positions, all of them unknown.

    Returns
    -------
    low, high : ndarray of float, shape (len(wanted),)
        inf where nothing limits the cell from above.

    Notes
    -----
    The "feasibility interval" of Hundepool et al. (2012), Statistical Disclosure Control,
    section 4.4.1: minimise and maximise each hidden cell subject to every published relation.
    """
    low = values[wanted].copy()
    high = values[wanted].copy()
    for cells in components(relations, unknown):
        inside = np.isin(wanted, cells)
        if not inside.any():
            continue
        programme = Programme(relations, cells, bounds.down[cells], bounds.up[cells])
        column = {int(cell): i for i, cell in enumerate(cells)}
        for i in np.flatnonzero(inside):
            j = column[int(wanted[i])]
            high[i] += programme.furthest(j, +1)[j]
            low[i] += programme.furthest(j, -1)[j]
    high[high >= values[wanted] + 0.5 * bounds.cap] = np.inf
    return low, high


def components(relations: Relations, unknown: Bools) -> list[Ints]:
    """Return the unknown cells in groups that no relation connects, each as positions."""
    cells = np.flatnonzero(unknown)
    part = relations.matrix.tocsc()[:, cells]
    joined = (abs(part).T @ abs(part)).tocsr()
    count, label = scipy.sparse.csgraph.connected_components(joined, directed=False)
    order = np.argsort(label, kind="stable")
    parts = np.split(cells[order], np.cumsum(np.bincount(label, minlength=count))[:-1])
    return [np.asarray(p, dtype=np.int64) for p in parts] if cells.size else []
