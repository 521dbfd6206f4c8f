"""The cheapest cells through which one cell's deviation can be compensated."""

from __future__ import annotations

import highspy
import numpy as np

from .dimensions import Bools, Floats
from .linear import TIGHT, Bounds, Ints, Relations, columns_of, quiet_solver

CHEAPEST = 4  # cover candidates per relation; all are tried where these do not suffice
FREE = 1e-4  # cost of one more unit through a cell that is hidden anyway


class Cover:
    """A linear programme that carries one cell's deviation through the cheapest others.

    Sources: Kelly, Golden and Assad (1992), Networks 22, and Fischetti and Salazar (2001),
    JASA 96, section 5 (heuristic): minimise the cost times |deviation| of cells not yet
    hidden, subject to every relation, with the protected cell moved by its need.
    """

    def __init__(self, relations: Relations, cells: Ints, bounds: Bounds, cost: Floats) -> None:
        self.cells = cells
        self.column = {int(cell): i for i, cell in enumerate(cells)}
        self.cost = cost[cells].copy()
        self.down, self.up = bounds.down[cells], bounds.up[cells]
        n = len(cells)
        part, used = columns_of(relations, cells)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = 2 * n, len(used)
        model.col_cost_ = np.concatenate([self.cost, self.cost])
        model.col_lower_ = np.zeros(2 * n)
        model.col_upper_ = np.concatenate([self.up, self.down])
        model.row_lower_, model.row_upper_ = relations.lower[used], relations.upper[used]
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.concatenate(
            [part.indptr, part.indptr[-1] + part.indptr[1:]]
        ).astype(np.int32)
        model.a_matrix_.index_ = np.concatenate([part.indices, part.indices]).astype(np.int32)
        model.a_matrix_.value_ = np.concatenate([part.data, -part.data])
        self.solver = quiet_solver()
        self.solver.passModel(model)

    def cheapen(self, cells: Ints) -> None:
        """Make further deviations through ``cells`` nearly free: they are hidden now."""
        for cell in cells:
            i = self.column[int(cell)]
            self.cost[i] = FREE
            self.solver.changeColCost(i, FREE)
            self.solver.changeColCost(i + len(self.cells), FREE)

    def deviation(self, cell: int, sign: float, size: float, total: int) -> Floats | None:
        """Return deviations of all ``total`` cells that move ``cell`` by ``size``, or None."""
        n = len(self.cells)
        i = self.column[cell]
        moved, still = (i, i + n) if sign > 0 else (i + n, i)
        limits = {i: self.up[i], i + n: self.down[i]}
        self.solver.changeColBounds(moved, min(size, limits[moved]), limits[moved])
        self.solver.changeColBounds(still, 0.0, 0.0)
        self.solver.clearSolver()
        self.solver.run()
        solved = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found = None
        if solved and limits[moved] >= size - TIGHT:
            x = np.asarray(self.solver.getSolution().col_value)
            found = np.zeros(total)
            found[self.cells] = x[:n] - x[n:]
        self.solver.changeColBounds(moved, 0.0, limits[moved])
        self.solver.changeColBounds(still, 0.0, limits[still])
        return found


def candidates_of(relations: Relations, hidden: Bools, kept: Bools, price: Floats) -> Ints:
    """Return the hidden cells and the cheapest few of every relation."""
    matrix = relations.matrix
    take = hidden.copy()
    for row in range(matrix.shape[0]):
        cells = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        cells = cells[~kept[cells] & ~hidden[cells]]
        if len(cells) > CHEAPEST:
            cells = cells[np.argpartition(price[cells], CHEAPEST)[:CHEAPEST]]
        take[cells] = True
    return np.flatnonzero(take)
