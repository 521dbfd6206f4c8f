"""Secondary suppression: as few further cells as needed so that no sum reveals a cell."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .cover import FREE, Cover, candidates_of
from .dimensions import Bools, Floats
from .improve import EXCHANGES, WORTH, Capacities, exchange, improve
from .linear import TIGHT, Bounds, Ints, Programme, Relations, components
from .moves import Moves, cover_with_moves
from .needs import Needs, Suppression, Witness
from .policy import Cost, Effort
from .primary import Primary

LESS = 0.01  # of its cost: what hiding a cell costs that few readers miss
ORDINARY = 100  # cells from which a table is worth improving without being asked
MANY_COVERS = 130_000  # needs x covers above which no programme looks for needless ones
AGAIN = 2  # times the cover of a large cube is searched again among the cells that it hides
NEAR = 2  # sums with hidden cells in which a cell of a large cube lies that may take one's place
PRICES = 0.2  # by how much prices are changed for the second time, so that others are tried
FEW_TRIES = 8  # exchanges below which none is tried: the table is too large for them
MANY_2D, MANY_3D = 600_000, 60_000  # needs x cells above which boxes go first


def costs_of(
    values: Floats,
    counts: Floats,
    cost: Cost,
    dimensions: int,
    less_missed: Bools | None = None,
) -> Floats:
    """Return what hiding each cell of a table of so many dimensions costs, above 0.

    Where ``less_missed`` says so ("Not stated") it costs a hundredth: a reader who has to do
    without a cell misses "Women" more.

    "values" is the information lost as the sum of what is hidden, "cells" the number of
    hidden cells, "log" a compromise between the two (Hundepool et al. 2012, section 4.4.2).
    """
    if cost == "usual":
        cost = "values" if dimensions < 3 else "log"
    if cost == "cells":
        found = np.ones(values.shape)
    elif cost == "values":
        found = np.maximum(values, 1e-3)
    else:
        found = np.log1p(np.maximum(counts, 0.1))
    if less_missed is None:
        return found
    return np.where(less_missed, np.maximum(found * LESS, 1e-3), found)


def suppress(
    relations: Relations,
    values: Floats,
    primary: Primary,
    unpublished: Bools,
    kept: Bools,
    cost: Floats,
    bounds: Bounds,
    name: Callable[[int], str],
    moves: Moves | None = None,
    forced: Bools | None = None,
    effort: Effort = "usual",
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
    bounds : Bounds
    name : callable
        From a position to the cell's name, for the refusal.
    moves : Moves, optional
        The box moves of the table, where it is one table and its sums are exact.
    forced : ndarray of bool, shape (cells,), optional
        Cells to hide whatever they hold, because an earlier release hides them.

    effort : {"quick", "usual", "thorough"}
        As :func:`protect` says.

    Returns
    -------
    Suppression

    Notes
    -----
    Small tables: linear programmes over the cheapest candidates. Large ones (MANY): box moves
    first, linear programmes only for what no box protects; in cubes, programmes then look for a
    cheaper cover among the cells that boxes hid, and in those with few small cells do without
    one cover after the other. Both end by showing again every cover that turns out needless.

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
            moves, hidden, needs.cell, needs.sign, needs.size, bounds.down, kept, cost
        )
        for need, move in boxes.items():
            witnesses[need] = Witness(move.cells, move.signs * needs.size[need])
            open_[need] = False
    found = hidden
    if open_.any() or not large:
        found = _cover(relations, values, needs, kept, bounds, name, hidden, cost, open_, witnesses)

    patterns: dict[bytes, dict[int, Witness]] = {}

    def finished(pattern: Bools, proof: dict[int, Witness]) -> Bools:
        pattern = _without_needless(relations, pattern, stays, needs, cost, bounds, proof)
        patterns.setdefault(pattern.tobytes(), proof)
        return pattern

    def build(prices: Floats, shown: Bools = kept) -> Bools:
        proof: dict[int, Witness] = {}
        fresh = needs.size > TIGHT
        pattern = _cover(
            relations,
            values,
            needs,
            shown,
            bounds,
            name,
            stays.copy(),
            np.maximum(prices, 2 * FREE),
            fresh,
            proof,
            every=True,
        )
        return finished(pattern, proof)

    def among(pattern: Bools, number: int, proof: dict[int, Witness]) -> Bools:
        """Return a cover made of cells of ``pattern``: a programme, where boxes made that."""
        sizes = needs.size.copy()
        drawn = np.random.default_rng(number).uniform(1 - PRICES, 1 + PRICES, cost.shape)
        price = cost if number == 0 else cost * drawn
        fewer = _cover(
            relations, values, needs, kept | ~pattern, bounds, name, stays.copy(), price,
            sizes > TIGHT, proof, every=True,
        )  # fmt: skip
        if (needs.size != sizes).any():  # rounding: what the pattern meets, its cells do too
            needs.size[:] = sizes
            return pattern
        return fewer

    if large:
        if moves is not None and len(moves.dimensions) > 2:
            for number in range(AGAIN):
                proof: dict[int, Witness] = {}
                fewer = among(found, number, proof)
                if cost[fewer & ~stays].sum() < cost[found & ~stays].sum():
                    found, witnesses = fewer, proof
            covers = int((found & ~stays).sum())
            if needs.cell.size * covers <= MANY_COVERS:
                found = finished(found, witnesses)
                tries = EXCHANGES // max(needs.cell.size * covers, 1)
                first, far = found, kept | ~(found | _near(relations, found))

                def beside(prices: Floats) -> Bools:
                    sizes = needs.size.copy()
                    other = build(prices, far)
                    if (needs.size != sizes).any():  # rounding, as above
                        needs.size[:] = sizes
                        return first
                    return other

                if covers and tries >= FEW_TRIES:
                    found = exchange(found, stays, cost, beside, tries)
                    witnesses = patterns[found.tobytes()]
        return Suppression(found, needs.asked_of(primary, values), needs, witnesses)
    hidden = finished(found, witnesses)
    bound = 0.0
    work = needs.cell.size * values.size
    worth = effort == "thorough" or (effort == "usual" and values.size >= ORDINARY)
    if worth and work <= WORTH and (hidden & ~stays).any():
        asked = needs.size > TIGHT
        capacities = Capacities(
            relations,
            bounds,
            needs.cell[asked],
            needs.sign[asked],
            needs.size[asked],
            stays,
            kept,
            cost,
        )
        best = improve(capacities, hidden, cost, build, thorough=effort == "thorough")
        hidden, bound = best.hidden, best.bound
    proved = patterns[hidden.tobytes()]
    return Suppression(hidden, needs.asked_of(primary, values), needs, proved, bound)


def _near(relations: Relations, hidden: Bools) -> Bools:
    """Return the cells that lie in several sums with hidden cells: hiding one serves them all."""
    part = abs(relations.matrix) > 0
    used = part @ hidden.astype(float) > 0
    near: Bools = part.T @ used.astype(float) >= NEAR
    return near


def _cover(
    relations: Relations,
    values: Floats,
    needs: Needs,
    kept: Bools,
    bounds: Bounds,
    name: Callable[[int], str],
    hidden: Bools,
    cost: Floats,
    open_: Bools,
    witnesses: dict[int, Witness],
    *,
    every: bool = False,
) -> Bools:
    """Hide what the cheapest cover of every open need takes, the largest needs first.

    Fills ``witnesses``; a need that nothing could meet is lowered to what is possible.
    """
    price = np.where(hidden, FREE, cost)
    everything = np.flatnonzero(~kept | hidden)
    start = everything if every else candidates_of(relations, hidden, kept, price)
    narrow = Cover(relations, start, bounds, price)
    wide: Cover | None = narrow if every else None
    for i in map(int, np.argsort(-needs.size, kind="stable")):
        if not open_[i]:
            continue
        cell, sign, size = int(needs.cell[i]), float(needs.sign[i]), float(needs.size[i])
        found = narrow.deviation(cell, sign, size, values.size)
        if found is None:
            if wide is None:
                wide = Cover(relations, everything, bounds, np.where(hidden, FREE, cost))
            found = wide.deviation(cell, sign, size, values.size)
            if found is None:
                size = _possible(relations, values, bounds, kept, needs, i)
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
        if wide is not None and wide is not narrow:
            wide.cheapen(new)
        met = open_ & needs.met_by(found)
        open_ &= ~met
        support = np.flatnonzero(np.abs(found) > TIGHT / 10)
        for answered in np.flatnonzero(met):
            witnesses[int(answered)] = Witness(support, found[support])
    return hidden


def _possible(
    relations: Relations, values: Floats, bounds: Bounds, kept: Bools, needs: Needs, i: int
) -> float:
    """Return how far need ``i`` could be met if nothing but zeros were shown."""
    cells = np.flatnonzero(~kept | (values > 0))
    programme = Programme(relations, cells, bounds.down[cells], bounds.up[cells])
    j = int(np.searchsorted(cells, needs.cell[i]))
    reach = programme.furthest(j, int(needs.sign[i]))[j] * needs.sign[i]
    return float(min(needs.size[i], max(reach, 0.0)))


def _without_needless(
    relations: Relations,
    hidden: Bools,
    stays: Bools,
    needs: Needs,
    cost: Floats,
    bounds: Bounds,
    witnesses: dict[int, Witness],
) -> Bools:
    """Show again, dearest first, every cover that no primary cell turns out to need."""
    for cells in components(relations, hidden):
        inside = np.flatnonzero(np.isin(needs.cell, cells))
        if not inside.size:
            hidden[cells[~stays[cells]]] = False
            continue
        programme = Programme(relations, cells, bounds.down[cells], bounds.up[cells])
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
