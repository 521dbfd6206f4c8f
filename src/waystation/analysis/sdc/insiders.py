"""People who are alone in their cell: they know it, and must not infer anybody else's value."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .cover import FREE, Cover
from .dimensions import Bools, Floats
from .linear import TIGHT, Bounds, Ints, Programme, Relations, components
from .needs import Suppression

LEAST = 3.0  # an interval this wide is more than one to either side
ROUNDS = 20

Pairs = Mapping[int, Ints]
"""For each cell of one person, the cells that this person might compute."""


def doubtful_pairs(found: Suppression, ones: Ints, units: Floats) -> dict[int, Ints]:
    """Return the pairs that no witness clears.

    A table that fits all that is shown, leaves the insider's cell as it is and moves the other by
    enough proves that the insider cannot compute the other.
    """
    needs = found.needs
    safe: dict[int, list[set[int]]] = {}
    for need, witness in found.witnesses.items():
        cell = int(needs.cell[need])
        if needs.size[need] >= LEAST * units[cell] - TIGHT:
            moved = np.abs(witness.deviation) > TIGHT
            safe.setdefault(cell, []).append(set(witness.cells[moved].tolist()))
    cells = np.unique(needs.cell)
    pairs: dict[int, Ints] = {}
    for one in map(int, ones):
        left = [
            int(c)
            for c in cells
            if c != one and not any(one not in support for support in safe.get(int(c), ()))
        ]
        if left:
            pairs[one] = np.array(left, dtype=np.int64)
    return pairs


def exposed_pairs(
    relations: Relations,
    values: Floats,
    unknown: Bools,
    bounds: Bounds,
    pairs: Pairs,
    units: Floats,
) -> list[tuple[int, int]]:
    """Return (insider's cell, exposed cell) for every pair in which one can be computed.

    Parameters
    ----------
    relations : Relations
    values : ndarray of float, shape (cells,)
    unknown : ndarray of bool, shape (cells,)
        Hidden cells, and those that are part of no release.
    bounds : Bounds
    pairs : mapping of int to ndarray of int
    units : ndarray of float, shape (cells,)
        What one person is worth in each cell.

    Notes
    -----
    Hundepool et al. (2012), Statistical Disclosure Control, section 4.4.2: the insider's cell is
    taken as known; the other is minimised and maximised. Exposed: open over less than 3 units,
    although a table that shows nothing but the insider's cell would leave more.
    """
    narrow: list[tuple[int, int, float]] = []
    for cells in components(relations, unknown) if pairs else []:
        inside = sorted(set(pairs) & set(cells.tolist()))
        if not inside:
            continue
        programme = Programme(relations, cells, bounds.down[cells], bounds.up[cells])
        column = {int(cell): i for i, cell in enumerate(cells)}
        for one in inside:
            others = [column[int(c)] for c in pairs[one] if int(c) in column and int(c) != one]
            programme.block(column[one], True)
            least = np.zeros(len(cells))
            most = np.zeros(len(cells))
            for j in others:
                wanted = LEAST * float(units[cells[j]])
                for direction in (1, -1):
                    if most[j] - least[j] < wanted - TIGHT:
                        moved = programme.furthest(j, direction)
                        least, most = np.minimum(least, moved), np.maximum(most, moved)
                if most[j] - least[j] < wanted - 10 * TIGHT:
                    narrow.append((one, int(cells[j]), float(most[j] - least[j])))
            programme.block(column[one], False)
    return [
        (one, other)
        for one, other, width in narrow
        if not _own_total(relations, values, one, other)
        and width < _width_alone(relations, values, bounds, one, other) - 10 * TIGHT
    ]


def _whole(relations: Relations, values: Floats, one: int) -> Ints:
    groups = components(relations, np.ones(len(values), dtype=bool))
    return next(cells for cells in groups if one in set(cells.tolist()))


def _width_alone(
    relations: Relations, values: Floats, bounds: Bounds, one: int, other: int
) -> float:
    """Return how far the other cell would be open if nothing but the insider's were known."""
    cells = _whole(relations, values, one)
    place = {int(cell): i for i, cell in enumerate(cells)}
    if other not in place:
        return np.inf
    programme = Programme(relations, cells, bounds.down[cells], bounds.up[cells])
    programme.block(place[one], True)
    j = place[other]
    return float(programme.furthest(j, 1)[j] - programme.furthest(j, -1)[j])


def _own_total(relations: Relations, values: Floats, one: int, exposed: int) -> bool:
    """Return whether the exposed cell holds nobody but the insider: it is their own total.

    It does if it holds as much, and one of the two is part of the other in every table there
    could be.
    """
    if abs(values[exposed] - values[one]) > TIGHT:
        return False
    cells = _whole(relations, values, one)
    place = {int(cell): i for i, cell in enumerate(cells)}
    if exposed not in place:
        return False
    everything = Programme(relations, cells, values[cells], np.full(len(cells), np.inf))
    first, second = place[one], place[exposed]
    return any(
        everything.least({a: 1.0, b: -1.0}) > -TIGHT for a, b in ((first, second), (second, first))
    )


def cover_insiders(
    found: Suppression,
    relations: Relations,
    values: Floats,
    bounds: Bounds,
    kept: Bools,
    cost: Floats,
    ones: Ints,
    units: Floats,
    name: Callable[[int], str],
    watched: Bools | None = None,
    given: Bools | None = None,
) -> Bools:
    """Return the hidden cells, with those added that people alone in their cell make necessary.

    ``watched``: which of the needs are of cells that somebody counted; default all.
    ``given``: cells of earlier releases. What these let somebody compute among themselves is
    not taken back by hiding more.

    Raises
    ------
    Refusal
        If what must be shown lets somebody compute another cell whatever else is hidden.
    """
    hidden = found.hidden.copy()
    pairs = doubtful_pairs(found, ones, units)
    if watched is not None:
        cells = found.needs.cell[watched]
        pairs = {one: others[np.isin(others, cells)] for one, others in pairs.items()}
    price = np.where(hidden, FREE, cost)
    given_up: set[tuple[int, int]] = set()
    for _ in range(ROUNDS):
        exposed = exposed_pairs(relations, values, hidden, bounds, pairs, units)
        exposed = [pair for pair in exposed if pair not in given_up]
        if not exposed:
            return hidden
        for one, other in exposed:
            free = (~kept | hidden) & (np.arange(len(values)) != one)
            cover = Cover(relations, np.flatnonzero(free), bounds, price)
            moved = None
            for size in (LEAST, 1.0):
                for sign in (1.0, -1.0):
                    if moved is None:
                        moved = cover.deviation(other, sign, size * units[other], len(values))
            if moved is None and given is not None and given[one] and given[other]:
                given_up.add((one, other))
                continue
            if moved is None:
                raise Refusal(
                    N_(
                        "Whoever is alone in {one} could compute {other}. Publish fewer margins, "
                        "merge codes, or let more cells be hidden."
                    ),
                    code="insider",
                    one=name(one),
                    other=name(other),
                )
            new = (np.abs(moved) > TIGHT) & ~hidden
            hidden[new] = True
            price[new] = FREE
        pairs = {
            one: np.array([c for o, c in exposed if o == one], dtype=np.int64)
            for one in {o for o, _ in exposed}
        }
    raise Refusal(
        N_("Whoever is alone in {one} could compute {other}. Publish fewer margins, "
           "merge codes, or let more cells be hidden."),
        code="insider",
        one=name(exposed[0][0]),
        other=name(exposed[0][1]),
    )  # fmt: skip
