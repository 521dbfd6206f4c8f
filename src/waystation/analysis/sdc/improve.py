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
import scipy  # its parts load when asked for, which keeps our import quick
from numpy.typing import NDArray

from .dimensions import Bools, Floats
from .linear import TIGHT, Bounds, Ints, Programme, Relations, quiet_solver

ROUNDS = 60  # of cuts on the linear relaxation
WHOLE_ROUNDS = 60  # of cuts on whole-number solutions
SQUARE = 441  # cells of a 20 x 20 table with its sums, for which WORK was chosen
WORK = 3_000  # simplex steps on whole numbers: a limit that is the same on every machine
WHOLE_NUMBERS = (("presolve", "on"), ("mip_max_nodes", 2_000), ("mip_heuristic_effort", 0.0))
PARTS = (("presolve", "off"),)
PROMISING = 1.15  # in three and more dimensions whole numbers are slow: only a gap this small
NEAR = 1.04  # stop when no solution can be cheaper by more than this factor
GAP = 0.02  # between the bound and the whole-number solution of a round
WORTH = 130_000  # needs x cells up to which improving is worth its time
BETWEEN = 8  # rounds of cuts in parts between two whole-number solutions
DEPTH = 4  # constraints for one need in a round
LONELIEST = 200  # bridge constraints looked at in a round
FAR = 1.05  # from here on covers are exchanged one by one
EXCHANGES = 300_000  # needs x cells x tries: a limit that is the same on every machine
MOST_TRIES = 12
USED = 0.3  # the price of a cell that the best pattern hides, so that a new one resembles it

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
        bounds: Bounds,
        cell: Ints,
        sign: Floats,
        size: Floats,
        fixed: Bools,
        forbidden: Bools,
        cost: Floats,
    ) -> None:
        n = len(cost)
        exact = np.flatnonzero((relations.lower == 0.0) & (relations.upper == 0.0))
        self.sums = scipy.sparse.csr_array(abs(relations.matrix[exact]))
        self.member = self.sums.tocoo()
        self.needy = np.zeros(n, bool)
        self.needy[cell] = True
        self.cell, self.sign, self.size, self.fixed = cell, sign, size, fixed
        self.cost = cost
        self.down = np.where(forbidden & ~fixed, 0.0, bounds.down)
        self.up = np.where(forbidden & ~fixed, 0.0, bounds.up)
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

    def separate(self, x: Floats, depth: int = 1) -> int:
        """Add the capacity constraints that ``x`` violates; return how many.

        Up to ``depth`` of them for each need: after each one its cheapest cell is taken as
        hidden, which uncovers the next.
        """
        met = np.zeros(len(self.cell), bool)
        added = 0
        self._allow(x)
        for k in range(len(self.cell)):
            if met[k]:
                continue
            hidden = x
            for step in range(depth):
                moved, cells, part = self._constraint(k)
                if not cells.size:
                    if not step:
                        met |= moved[self.cell] * self.sign >= self.size - TIGHT
                    break
                if float(part @ hidden[cells]) >= 1.0 - 1e-4:
                    break
                self.solver.addRow(1.0, highspy.kHighsInf, len(cells), cells, part)
                added += 1
                if step + 1 == depth:
                    break
                hidden = x.copy() if hidden is x else hidden
                hidden[cells[np.argmin(self.cost[cells] / part)]] = 1.0
                self._allow(hidden)
            if hidden is not x:
                self._allow(x)
        return added

    def _allow(self, x: Floats) -> None:
        self.attacker.solver.changeColsBounds(len(x), self.everything, -self.down * x, self.up * x)

    def _constraint(self, k: int) -> tuple[Floats, NDArray[np.int32], Floats]:
        """Return how far need ``k`` moves, and the capacity constraint if that is not enough."""
        nothing = np.zeros(0, np.int32), np.zeros(0)
        i, size = int(self.cell[k]), float(self.size[k])
        moved = self.attacker.furthest(i, int(self.sign[k]))
        if moved[i] * self.sign[k] >= size - TIGHT:
            return moved, *nothing
        dual = -np.asarray(self.attacker.solver.getSolution().col_dual)
        capacity = np.where(dual > 1e-9, dual * self.up, 0.0)
        capacity += np.where(dual < -1e-9, -dual * self.down, 0.0)
        capacity[i] = 0.0
        rest = size - np.minimum(capacity[self.fixed], size).sum()
        if rest <= TIGHT:
            return moved, *nothing
        cells = np.flatnonzero((capacity > 1e-9) & ~self.fixed).astype(np.int32)
        return moved, cells, np.minimum(capacity[cells] / rest, 1.0)

    def separate_lonely(self, x: Floats) -> int:
        """Add bridge constraints that ``x`` violates; return how many.

        A hidden cell that is alone in a sum can be computed and covers nothing, so a hidden cell
        needs another one in each of its sums (Fischetti and Salazar 2001, section 3.3).
        """
        row, cell = self.member.coords
        alone = 2 * x[cell] - (self.sums @ x)[row]
        alone[self.fixed[cell] & ~self.needy[cell]] = 0.0
        worst = np.argsort(-alone, kind="stable")[:LONELIEST]
        seen: set[int] = set()
        added = 0
        for k in worst[alone[worst] > 1e-3]:
            if int(row[k]) in seen:
                continue
            seen.add(int(row[k]))
            start, stop = self.sums.indptr[row[k] : row[k] + 2]
            cells = self.sums.indices[start:stop]
            open_ = cells[~self.fixed[cells] & (cells != cell[k])].astype(np.int32)
            if len(open_) + 1 < len(cells):  # another one is hidden anyway
                continue
            if self.fixed[cell[k]]:
                self.solver.addRow(1.0, highspy.kHighsInf, len(open_), open_, np.ones(len(open_)))
            else:
                index = np.append(open_, cell[k]).astype(np.int32)
                part = np.append(np.ones(len(open_)), -1.0)
                self.solver.addRow(0.0, highspy.kHighsInf, len(index), index, part)
            added += 1
        return added

    def whole_numbers(self, whole: bool) -> None:
        """Let every cell be hidden or shown and nothing between, or take parts again."""
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        kinds = [kind] * len(self.everything)
        self.solver.changeColsIntegrality(len(self.everything), self.everything, kinds)
        for option, value in WHOLE_NUMBERS if whole else PARTS:
            self.solver.setOptionValue(option, value)

    def relaxed(self, rounds: int) -> Floats | None:
        """Return the solution in parts after ``rounds`` of constraints, or when none is left."""
        x = None
        for _ in range(rounds):
            x = self.solution()
            if x is None or not self.separate(x) + self.separate_lonely(x):
                break
        return x

    def leave_out(self, cells: Bools) -> None:
        """Never hide ``cells``: their reduced cost exceeds what could still be gained."""
        index = np.flatnonzero(cells).astype(np.int32)
        if index.size:
            zeros = np.zeros(index.size)
            self.solver.changeColsBounds(index.size, index, zeros, zeros)


def exchange(hidden: Bools, fixed: Bools, cost: Floats, build: Build, tries: int) -> Bools:
    """Return a pattern at most as dear, found by doing without one cover at a time.

    The dearest go first; those that a better pattern brings in wait for the others.
    """

    def total(pattern: Bools) -> float:
        return float(cost[pattern & ~fixed].sum())

    def dearest_first(pattern: Bools) -> list[int]:
        covers = np.flatnonzero(pattern & ~fixed)
        order: list[int] = covers[np.argsort(-cost[covers], kind="stable")].tolist()
        return order

    best, queue = hidden, dearest_first(hidden)
    for _ in range(tries):
        if not queue:
            break
        left_out = queue.pop(0)
        prices = np.where(best, USED * cost, cost)
        prices[left_out] = 100 * cost.max()
        other = build(prices)
        if total(other) < total(best) - TIGHT:
            best = other
            waiting = [cell for cell in queue if best[cell]]
            queue = waiting + [cell for cell in dearest_first(best) if cell not in waiting]
    return best


def improve(
    capacities: Capacities, first: Bools, cost: Floats, build: Build, *, thorough: bool
) -> Improved:
    """Return a pattern at most as dear as ``first``, and the bound.

    ``build`` turns prices of cells into a pattern that protects everything. Each round solves the
    covering programme, builds from its solution and adds the constraints that it violates; it
    ends when the best pattern is within NEAR of the bound (``thorough``: the optimum).
    """
    fixed = capacities.fixed
    near = 1.0 if thorough else NEAR

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
        if total(best) <= bound * near + TIGHT:
            break
        if not capacities.separate(x) + capacities.separate_lonely(x):
            break
    if x is None or total(best) <= bound * near + TIGHT:
        return Improved(best, total(best), bound)
    reduced = np.asarray(solver.getSolution().col_dual)
    relaxed = bound
    other = build(cost * (1.0 - x))
    best = other if total(other) < total(best) else best
    flat = capacities.member.nnz <= 2.5 * len(cost)
    tries = MOST_TRIES
    if not thorough:
        tries = min(tries, EXCHANGES // (len(capacities.cell) * len(cost)))
    if not flat and total(best) > bound * FAR:
        best = exchange(best, fixed, cost, build, tries)
    if not (thorough or flat or total(best) <= bound * PROMISING):
        return Improved(best, total(best), bound)
    size = len(cost) / SQUARE
    work, limit = 0, WORK * min(size, 1 / size**2)
    for _ in range(WHOLE_ROUNDS):
        if total(best) <= bound * near + TIGHT or (work > limit and not thorough):
            break
        capacities.leave_out((reduced > total(best) - relaxed + TIGHT) & ~fixed & ~best)
        capacities.whole_numbers(True)
        solver.setOptionValue("mip_rel_gap", 0.0 if thorough else GAP)
        x = capacities.solution()
        if x is None:
            break
        info = solver.getInfo()
        work += int(info.simplex_iteration_count)
        bound = max(bound, min(float(info.mip_dual_bound), total(best)))
        chosen = np.round(x)
        added = capacities.separate(chosen, DEPTH) + capacities.separate_lonely(chosen)
        other = build(np.where(chosen > 0.5, 0.0, cost))
        best = other if total(other) < total(best) else best
        if not added:
            break
        capacities.whole_numbers(False)
        capacities.relaxed(BETWEEN)
    if flat and total(best) > bound * FAR:
        best = exchange(best, fixed, cost, build, tries)
    return Improved(best, total(best), bound)
