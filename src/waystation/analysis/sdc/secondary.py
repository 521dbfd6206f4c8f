"""Complementary suppression: hide as little more as is needed so that no sum gives a cell away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy import sparse

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .linear import (
    TIGHT,
    Ints,
    Programme,
    Relations,
    Room,
    columns_of,
    components,
    quiet_solver,
)
from .moves import Moves, cover_with_moves
from .policy import Cost
from .primary import Primary
from .table import Bools, Floats

CHEAPEST = 6  # cover candidates per relation; all are tried where these do not suffice
MANY_2D, MANY_3D = 600_000, 60_000  # needs x cells above which boxes go first
FREE = 1e-4  # cost of one more unit through a cell that is hidden anyway


def costs_of(values: Floats, counts: Floats, cost: Cost) -> Floats:
    """Return what hiding each cell costs, above 0.

    "values" is the information lost as the sum of what is hidden, "cells" the number of
    hidden cells, "log" a compromise between the two (Hundepool et al. 2012, section 4.4.2).
    """
    if cost == "cells":
        return np.ones(values.shape)
    if cost == "values":
        return np.maximum(values, 1e-3)
    return np.log1p(np.maximum(counts, 0.1))


class Needs:
    """Which protections are still missing: one per cell and direction."""

    def __init__(self, primary: Primary, values: Floats, watched: Ints) -> None:
        up = primary.high[watched] - values[watched]
        down = values[watched] - primary.low[watched]
        self.cell = np.concatenate([watched, watched])
        self.sign = np.concatenate([np.ones(len(watched)), -np.ones(len(watched))])
        self.size = np.concatenate([up, down])
        keep = self.size > TIGHT
        self.cell, self.sign, self.size = self.cell[keep], self.sign[keep], self.size[keep]

    def asked_of(self, primary: Primary, values: Floats) -> Primary:
        """Return ``primary`` with intervals as wide as these needs."""
        low, high = primary.low.copy(), primary.high.copy()
        up = self.sign > 0
        high[self.cell[up]] = values[self.cell[up]] + self.size[up]
        low[self.cell[~up]] = values[self.cell[~up]] - self.size[~up]
        return replace(primary, low=low, high=high)

    def met_by(self, deviation: Floats) -> Bools:
        """Return which needs a table with this ``deviation`` from the truth answers."""
        reached = deviation[self.cell] * self.sign
        return np.asarray(reached >= self.size - TIGHT * np.maximum(1.0, self.size))


@dataclass(frozen=True)
class Witness:
    """Another table that fits what is shown, as its deviation from the true one."""

    cells: Ints
    deviation: Floats


@dataclass(frozen=True)
class Suppression:
    """What is hidden, and the proof: for each need a table that answers it.

    ``primary`` has the intervals that can be asked for: where a cell would be narrower than
    the rule even with nothing shown but zeros, the rule asks for that.
    """

    hidden: Bools
    primary: Primary
    needs: Needs
    witnesses: dict[int, Witness]

    def unproved(self, relations: Relations, room: Room) -> Ints:
        """Return the cells whose witness is missing or, added up, does not fit."""
        needs = self.needs
        asked = np.flatnonzero(needs.size > TIGHT)
        missing = [int(needs.cell[i]) for i in asked if int(i) not in self.witnesses]
        if not self.witnesses:
            return np.array(missing, dtype=np.int64)
        order = list(self.witnesses)
        cells = np.concatenate([self.witnesses[i].cells for i in order])
        moved = np.concatenate([self.witnesses[i].deviation for i in order])
        which = np.repeat(np.arange(len(order)), [len(self.witnesses[i].cells) for i in order])
        tables = sparse.csc_array((moved, (cells, which)), shape=(self.hidden.size, len(order)))
        scale = 1e-5 * max(1.0, float(np.abs(moved).max(initial=0.0)))
        sums = (relations.matrix @ tables).toarray()
        wrong = (sums < relations.lower[:, None] - scale).any(axis=0)
        wrong |= (sums > relations.upper[:, None] + scale).any(axis=0)
        outside = ~self.hidden[cells] & (np.abs(moved) > scale)
        outside |= (moved < -room.down[cells] - scale) | (moved > room.up[cells] + scale)
        wrong[which[outside]] = True
        index = np.array(order, dtype=np.int64)
        reached = tables[needs.cell[index], np.arange(len(order))]
        short = np.asarray(reached).ravel() * needs.sign[index] < needs.size[index] - scale
        return np.unique([*missing, *needs.cell[index[wrong | short]]]).astype(np.int64)

    def require_proof(self, relations: Relations, room: Room, name: Callable[[int], str]) -> None:
        """Refuse to let out what does not add up to a proof."""
        unproved = self.unproved(relations, room)
        if unproved.size:
            raise Refusal(
                N_("The cell {cell} could still be computed. Publish fewer margins."),
                code="not_protected",
                cell=name(int(unproved[0])),
            )


class Cover:
    """A linear programme that carries one cell's deviation through the cheapest others.

    Sources: Kelly, Golden and Assad (1992), Networks 22, and Fischetti and Salazar (2001),
    JASA 96, section 5 (heuristic): minimise the cost times |deviation| of cells not yet
    hidden, subject to every relation, with the protected cell moved by its need.
    """

    def __init__(self, relations: Relations, cells: Ints, room: Room, cost: Floats) -> None:
        self.cells = cells
        self.column = {int(cell): i for i, cell in enumerate(cells)}
        self.cost = cost[cells].copy()
        self.down, self.up = room.down[cells], room.up[cells]
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


def suppress(
    relations: Relations,
    values: Floats,
    primary: Primary,
    unpublished: Bools,
    kept: Bools,
    cost: Floats,
    room: Room,
    name: Callable[[int], str],
    moves: Moves | None = None,
    forced: Bools | None = None,
) -> Suppression:
    """Return the cells to hide: the primary ones and their cover.

    Parameters
    ----------
    relations : Relations
    values : ndarray of float, shape (cells,)
    primary : Primary
    unpublished : ndarray of bool, shape (cells,)
        Cells that leave nowhere: they cover for nothing.
    kept : ndarray of bool, shape (cells,)
        Cells that must be shown, e.g. because they were published before.
    cost : ndarray of float, shape (cells,)
    room : Room
    name : callable
        From a position to the cell's name, for the refusal.
    moves : Moves, optional
        The box moves of the table, where it is one table and its sums are exact.
    forced : ndarray of bool, shape (cells,), optional
        Cells to hide whatever they hold, because an earlier release hides them.

    Returns
    -------
    Suppression

    Notes
    -----
    Small tables: linear programmes over the cheapest candidates. Large ones (MANY): box moves
    first, linear programmes only for what no box protects. Both end by showing again every
    cover that turns out needless.

    Raises
    ------
    Refusal
        If the cells that must be shown give a primary cell away whatever else is hidden.
    """
    stays = primary.cells | unpublished
    if forced is not None:
        stays |= forced
    hidden = stays.copy()
    needs = Needs(primary, values, np.flatnonzero(primary.cells))
    if not needs.cell.size:
        return Suppression(hidden, primary, needs, {})
    witnesses: dict[int, Witness] = {}
    open_ = np.ones(needs.cell.size, bool)
    large = False
    if moves is not None:
        many = MANY_2D if len(moves.dimensions) < 3 else MANY_3D
        large = needs.cell.size * values.size > many
    if moves is not None and large:
        hidden, boxes = cover_with_moves(
            moves, hidden, needs.cell, needs.sign, needs.size, room.down, kept, cost
        )
        for need, move in boxes.items():
            witnesses[need] = Witness(move.cells, move.signs * needs.size[need])
            open_[need] = False
        if not open_.any():
            return Suppression(hidden, primary, needs, witnesses)
    price = np.where(hidden, FREE, cost)
    candidates = _candidates(relations, hidden, kept, price)
    narrow = Cover(relations, candidates, room, price)
    wide: Cover | None = None
    for i in map(int, np.argsort(-needs.size, kind="stable")):
        if not open_[i]:
            continue
        cell, sign, size = int(needs.cell[i]), float(needs.sign[i]), float(needs.size[i])
        found = narrow.deviation(cell, sign, size, values.size)
        if found is None:
            if wide is None:
                everything = np.flatnonzero(~kept | hidden)
                wide = Cover(relations, everything, room, np.where(hidden, FREE, cost))
            found = wide.deviation(cell, sign, size, values.size)
            if found is None:
                size = _possible(relations, values, room, kept, needs, i)
                needs.size[i] = size
                if size <= TIGHT:  # hiding more would make it no less certain
                    open_[i] = False
                    continue
                found = wide.deviation(cell, sign, size, values.size)
        if found is None:
            raise Refusal(
                N_(
                    "The cell {cell} cannot be protected: what must be shown gives it away. "
                    "Publish fewer margins, merge codes, or let more cells be hidden."
                ),
                code="cannot_protect",
                cell=name(cell),
            )
        new = np.flatnonzero((np.abs(found) > TIGHT) & ~hidden)
        hidden[new] = True
        narrow.cheapen(np.array([c for c in new if int(c) in narrow.column], dtype=np.int64))
        if wide is not None:
            wide.cheapen(new)
        met = open_ & needs.met_by(found)
        open_ &= ~met
        support = np.flatnonzero(np.abs(found) > TIGHT / 10)
        for answered in np.flatnonzero(met):
            witnesses[int(answered)] = Witness(support, found[support])
    asked = needs.asked_of(primary, values)
    if not large:
        hidden = _without_needless(relations, hidden, stays, needs, cost, room, witnesses)
    return Suppression(hidden, asked, needs, witnesses)


def _possible(
    relations: Relations, values: Floats, room: Room, kept: Bools, needs: Needs, i: int
) -> float:
    """Return how far need ``i`` could be met if nothing but zeros were shown."""
    cells = np.flatnonzero(~kept | (values > 0))
    programme = Programme(relations, cells, room.down[cells], room.up[cells])
    j = int(np.searchsorted(cells, needs.cell[i]))
    reach = programme.furthest(j, int(needs.sign[i]))[j] * needs.sign[i]
    return float(min(needs.size[i], max(reach, 0.0)))


def _candidates(relations: Relations, hidden: Bools, kept: Bools, price: Floats) -> Ints:
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


def _without_needless(
    relations: Relations,
    hidden: Bools,
    stays: Bools,
    needs: Needs,
    cost: Floats,
    room: Room,
    witnesses: dict[int, Witness],
) -> Bools:
    """Show again, dearest first, every cover that no primary cell turns out to need."""
    for cells in components(relations, hidden):
        inside = np.flatnonzero(np.isin(needs.cell, cells))
        if not inside.size:
            hidden[cells[~stays[cells]]] = False
            continue
        programme = Programme(relations, cells, room.down[cells], room.up[cells])
        column = {int(cell): i for i, cell in enumerate(cells)}
        witness = np.zeros((inside.size, len(cells)))
        full = np.zeros(hidden.size)

        def answer(
            which: Ints,
            programme: Programme = programme,
            column: dict[int, int] = column,
            inside: Ints = inside,
            cells: Ints = cells,
            full: Floats = full,
        ) -> dict[int, Floats] | None:
            """Return a deviation for each need in ``which``, or None if one has none."""
            found: dict[int, Floats] = {}
            left = set(map(int, which))
            for k in map(int, which):
                if k not in left:
                    continue
                need = inside[k]
                deviation = programme.furthest(column[int(needs.cell[need])], int(needs.sign[need]))
                full[cells] = deviation
                met = needs.met_by(full)[inside]
                full[cells] = 0.0
                if not met[k]:
                    return None
                for other in [o for o in left if met[o]]:
                    found[other] = deviation
                    left.discard(other)
            return found

        first = answer(np.arange(inside.size))
        if first is None:  # the cover programme promised what is missing: rounding; keep all
            continue
        for k, deviation in first.items():
            witness[k] = deviation
        covers = [i for i in range(len(cells)) if not stays[cells[i]]]
        for i in sorted(covers, key=lambda i: -cost[cells[i]]):
            affected = np.flatnonzero(np.abs(witness[:, i]) > TIGHT)
            programme.block(i, True)
            again = answer(affected)
            if again is None:
                programme.block(i, False)
                continue
            hidden[cells[i]] = False
            for k, deviation in again.items():
                witness[k] = deviation
        for k, need in enumerate(inside):
            support = np.flatnonzero(np.abs(witness[k]) > TIGHT / 10)
            witnesses[int(need)] = Witness(cells[support], witness[k, support])
    return hidden
