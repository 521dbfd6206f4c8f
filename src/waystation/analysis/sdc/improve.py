"""Nearly the least that can be hidden: a cutting-plane programme over what must be covered.

Sources: Fischetti and Salazar (2001), Solving the cell suppression problem on tabular data with
linear constraints, Management Science 47(7), pages 1008-1027: the protection of each cell and
direction, projected onto which cells are hidden, is a set of capacity constraints, found from
the dual of the attacker's programme (section 3); the fractional optimum prices the heuristic
(section 4). The bound it gives says how far from the optimum the result can be at most.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from .linear import TIGHT, Ints, Programme, Relations, Room, quiet_solver
from .table import Bools, Floats

ROUNDS = 60  # of cuts on the linear relaxation
DIVES = 2  # roundings of the relaxation
ROUNDS_PER_STEP = 6  # of cuts while rounding
WHOLE_ROUNDS = 10  # of cuts on whole-number solutions
WORK = 10_000  # simplex steps on whole numbers: a limit that is the same on every machine
WHOLE_NUMBERS = (("mip_rel_gap", 0.02), ("mip_max_nodes", 60), ("mip_heuristic_effort", 0.0))
NEAR = 1.03  # stop when no solution can be cheaper by more than this factor
PROMISING = 1.15  # a gap this small is usually closed within a few rounds
WORTH = 60_000  # needs x cells up to which improving is worth its time

Build = Callable[[Floats], Bools]


@dataclass(frozen=True)
class Improved:
    """The best pattern found, its cost, and a bound that no pattern can go below."""

    hidden: Bools
    cost: float
    bound: float


class Capacities:
    """The covering programme: hide x so that every need has capacity, at least cost."""

    def __init__(
        self,
        relations: Relations,
        room: Room,
        cell: Ints,
        sign: Floats,
        size: Floats,
        fixed: Bools,
        forbidden: Bools,
        cost: Floats,
    ) -> None:
        n = len(cost)
        self.cell, self.sign, self.size, self.fixed = cell, sign, size, fixed
        self.down = np.where(forbidden & ~fixed, 0.0, room.down)
        self.up = np.where(forbidden & ~fixed, 0.0, room.up)
        self.everything = np.arange(n, dtype=np.int32)
        self.attacker = Programme(relations, np.arange(n), self.down, self.up)
        self.attacker.solver.setOptionValue("simplex_strategy", 1)
        self.solver = quiet_solver()
        self.solver.addVars(n, fixed.astype(float), (~forbidden | fixed).astype(float))
        self.solver.changeColsCost(n, self.everything, np.where(fixed, 0.0, cost))

    def solution(self) -> Floats | None:
        self.solver.run()
        x = np.asarray(self.solver.getSolution().col_value, dtype=np.float64)
        if x.size != len(self.everything) or self.solver.getInfo().objective_function_value > 1e29:
            return None
        return np.clip(x, 0.0, 1.0)

    def separate(self, x: Floats) -> int:
        """Add the capacity constraints that ``x`` violates; return how many."""
        solver = self.attacker.solver
        solver.changeColsBounds(len(x), self.everything, -self.down * x, self.up * x)
        met = np.zeros(len(self.cell), bool)
        added = 0
        for k in range(len(self.cell)):
            if met[k]:
                continue
            i, size = int(self.cell[k]), float(self.size[k])
            moved = self.attacker.furthest(i, int(self.sign[k]))
            if moved[i] * self.sign[k] >= size - TIGHT:
                met |= moved[self.cell] * self.sign >= self.size - TIGHT
                continue
            dual = -np.asarray(solver.getSolution().col_dual)
            capacity = np.where(dual > 1e-9, dual * self.up, 0.0)
            capacity += np.where(dual < -1e-9, -dual * self.down, 0.0)
            capacity[i] = 0.0
            rest = size - np.minimum(capacity[self.fixed], size).sum()
            if rest <= TIGHT:
                continue
            cells = np.flatnonzero((capacity > 1e-9) & ~self.fixed).astype(np.int32)
            part = np.minimum(capacity[cells] / rest, 1.0)
            if float(part @ x[cells]) < 1.0 - 1e-4:
                self.solver.addRow(1.0, highspy.kHighsInf, len(cells), cells, part)
                added += 1
        return added

    def bound_below(self, cell: int, least: float) -> None:
        """Hide ``cell`` for certain (1), or leave it open again (0)."""
        self.solver.changeColBounds(int(cell), least, 1.0)

    def leave_out(self, cells: Bools) -> None:
        """Never hide ``cells``: their reduced cost exceeds what could still be gained."""
        index = np.flatnonzero(cells).astype(np.int32)
        if index.size:
            zeros = np.zeros(index.size)
            self.solver.changeColsBounds(index.size, index, zeros, zeros)


def improve(
    capacities: Capacities, first: Bools, cost: Floats, build: Build, *, thorough: bool
) -> Improved:
    """Return a pattern at most as dear as ``first``, and the bound.

    ``build`` turns prices of cells into a pattern that protects everything. Whole numbers are
    searched where the bound is near, or always if ``thorough``.
    """
    fixed = capacities.fixed

    def total(hidden: Bools) -> float:
        return float(cost[hidden & ~fixed].sum())

    best, bound = first, 0.0
    solver = capacities.solver
    x: Floats | None = None
    for _ in range(ROUNDS):
        x = capacities.solution()
        if x is None:
            return Improved(best, total(best), bound)
        bound = float(solver.getInfo().objective_function_value)
        if total(best) <= bound * NEAR or not capacities.separate(x):
            break
    if x is None or total(best) <= bound * NEAR:
        return Improved(best, total(best), bound)
    reduced = np.asarray(solver.getSolution().col_dual)
    relaxed = bound
    other = build(cost * (1.0 - x))
    best = other if total(other) < total(best) else best
    for turn in range(DIVES):
        if total(best) <= bound * NEAR:
            break
        capacities.leave_out((reduced > total(best) - relaxed + TIGHT) & ~fixed)
        other = build(np.where(_dive(capacities, cost, turn), 0.0, cost))
        best = other if total(other) < total(best) else best
    if total(best) <= bound * NEAR or not (thorough or total(best) <= bound * PROMISING):
        return Improved(best, total(best), bound)
    for i in capacities.everything:
        solver.changeColIntegrality(int(i), highspy.HighsVarType.kInteger)
    for option, value in WHOLE_NUMBERS:
        solver.setOptionValue(option, value)
    work = 0
    for _ in range(WHOLE_ROUNDS):
        if total(best) <= bound * NEAR or work > WORK:
            break
        capacities.leave_out((reduced > total(best) - relaxed + TIGHT) & ~fixed)
        x = capacities.solution()
        if x is None:
            break
        info = solver.getInfo()
        work += int(info.simplex_iteration_count)
        bound = max(bound, min(float(info.mip_dual_bound), total(best)))
        chosen = np.round(x)
        capacities.separate(chosen)
        other = build(np.where(chosen > 0.5, 0.0, cost))
        best = other if total(other) < total(best) else best
    return Improved(best, total(best), bound)


def _dive(capacities: Capacities, cost: Floats, turn: int) -> Bools:
    """Round the relaxation one cell at a time, each time adding the cuts it then violates."""
    taken = capacities.fixed.copy()
    barred = np.zeros(len(cost), bool)
    while True:
        x = capacities.solution()
        for _ in range(ROUNDS_PER_STEP):
            if x is None or not capacities.separate(x):
                break
            x = capacities.solution()
        if x is None:
            break
        part = np.flatnonzero((x > 1e-6) & ~taken)
        if not part.size:
            break
        sure = part[x[part] > 1.0 - 1e-6]
        if sure.size == part.size:
            taken[sure] = True
            break
        # the first turn takes the fullest cell; the others the second, third, ... fullest
        open_ = part[x[part] <= 1.0 - 1e-6]
        order = open_[np.argsort(-x[open_] + 1e-9 * cost[open_], kind="stable")]
        pick = order[min(turn, len(order) - 1)] if not barred.any() else order[0]
        barred[pick] = True
        taken[pick] = True
        capacities.bound_below(pick, 1.0)
    for pick in np.flatnonzero(barred):
        capacities.bound_below(int(pick), 0.0)
    return taken
