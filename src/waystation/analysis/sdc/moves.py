"""Other tables that fit what is shown: the true one moved along the corners of a box.

Adding d to one cell and taking d from a second in the same row must be made good in two cells
of another row: the four corners of a rectangle, in n dimensions of a box. In a dimension with a
hierarchy the corner is a branch: the leaf and every sum above it that is not shared. Such a move
changes no relation, so a table that hides all corners of a box cannot be told from the moved one:
the move is a certificate that anybody can check by adding up, and it keeps whole numbers whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from .dimensions import Bools, Dimension, Floats
from .linear import TIGHT, Ints
from .table import Table

FORBIDDEN = 1e15  # the price of a cell that must stay shown
PASSES = 6  # over all needs, looking for cheaper moves


@dataclass(frozen=True)
class Move:
    """Signs (+1 or -1) at flat positions: one table's difference from another."""

    cells: Ints
    signs: Floats


class Moves:
    """All box moves through a cell of ``table``, to be priced at once.

    Each dimension contributes vectors v with v = +1 on a leaf's branch and -1 on another
    leaf's branch (nothing where the second leaf is "outside", so that the total moves too);
    a move is their outer product. Source: the hypercube method, Giessing and Repsilber (2002)
    in Inference Control in Statistical Databases, LNCS 2316, pages 181-192, here priced over
    every box by matrix products and carried into hierarchies.
    """

    def __init__(self, table: Table) -> None:
        self.shape = table.counts.shape
        self.dimensions = table.dimensions
        self._branches = [_branches(dim) for dim in table.dimensions]
        self._vectors: list[dict[int, Floats]] = [{} for _ in table.dimensions]
        self._sparsely: dict[
            tuple[int, int], tuple[scipy.sparse.csr_array, scipy.sparse.csr_array]
        ] = {}

    def vectors(self, axis: int, node: int) -> Floats:
        """Return every vector of one dimension with +1 at ``node``, shape (vectors, codes)."""
        found = self._vectors[axis].get(node)
        if found is None:
            branches = self._branches[axis]
            under = branches[:, node] > 0
            ups = np.concatenate([branches[~under], np.zeros((1, branches.shape[1]))])
            pairs = branches[under][:, None, :] - ups[None, :, :]
            found = pairs.reshape(-1, branches.shape[1])
            self._vectors[axis][node] = found
        return found

    def _sparse(
        self, axis: int, node: int
    ) -> tuple[scipy.sparse.csr_array, scipy.sparse.csr_array]:
        """Return the vectors, and their sizes: two or three entries each, however long they are."""
        key = (axis, node)
        if key not in self._sparsely:
            vectors = scipy.sparse.csr_array(self.vectors(axis, node))
            self._sparsely[key] = vectors, abs(vectors)
        return self._sparsely[key]

    def cheapest(self, cell: int, sign: float, price: Floats, poor: Bools) -> Move | None:
        """Return the move through ``cell`` whose corners cost least together, or None.

        Parameters
        ----------
        cell : int
            Flat position.
        sign : float
            +1 to move it up, -1 to move it down.
        price : ndarray of float, table shape
            What hiding each cell would cost, FORBIDDEN where it must stay shown.
        poor : ndarray of bool, table shape
            Cells that cannot give as much as the move takes.
        """
        index = np.unravel_index(cell, self.shape)
        chosen = [self.vectors(axis, int(i)) for axis, i in enumerate(index)]
        cost, taken, signed = price, poor.astype(np.float64), poor.astype(np.float64)
        for axis, i in enumerate(index):  # contracts the first axis, appends its moves as the last
            vectors_, size = self._sparse(axis, int(i))
            cost, taken = _contract(size, cost), _contract(size, taken)
            signed = _contract(vectors_, signed)
        cost = cost + FORBIDDEN * ((taken - sign * signed) > 0.5)
        best = int(np.argmin(cost))
        if cost.ravel()[best] >= FORBIDDEN:
            return None
        which = np.unravel_index(best, cost.shape)
        outer: Floats = np.array(sign)
        for vectors, i in zip(chosen, which, strict=True):
            outer = np.multiply.outer(outer, vectors[int(i)])
        flat = outer.ravel()
        cells = np.flatnonzero(flat)
        return Move(cells, flat[cells])


def _contract(vectors: scipy.sparse.csr_array, array: Floats) -> Floats:
    """Return ``array`` with its first axis replaced by its products with vectors, as the last."""
    rest = array.shape[1:]
    found: Floats = (vectors @ array.reshape(array.shape[0], -1)).T
    return found.reshape(*rest, vectors.shape[0])


def _branches(dim: Dimension) -> NDArray[np.float64]:
    """Return for each leaf the codes it is part of, shape (leaves, codes)."""
    part = np.zeros((dim.leaves, len(dim.codes)))
    part[:, : dim.leaves] = np.eye(dim.leaves)
    for above, below in enumerate(dim.children):
        if below:
            part[:, above] = part[:, list(below)].sum(axis=1)
    return part


def cover_with_moves(
    moves: Moves,
    hidden: Bools,
    cell: Ints,
    sign: Floats,
    size: Floats,
    down: Floats,
    forbidden: Bools,
    cost: Floats,
) -> tuple[Bools, dict[int, Move]]:
    """Hide what a move for every need takes; return the hidden cells and the moves found.

    ``cell``, ``sign`` and ``size`` describe the needs; ``down`` is how much each cell can
    give. Needs without a move are left out of the answer. The largest needs go first; at the
    end every cover is shown again, dearest first, that other moves can do without.
    """
    shape = moves.shape
    primary_or_free = hidden.copy()
    hidden = hidden.copy()
    found: dict[int, Move] = {}
    price = np.where(hidden, 0.0, np.where(forbidden, FORBIDDEN, cost))
    reach = np.zeros((2, hidden.size))  # furthest move so far, up and down

    def search(need: int) -> Move | None:
        poor = (down < size[need] - TIGHT).reshape(shape)
        return moves.cheapest(int(cell[need]), float(sign[need]), price.reshape(shape), poor)

    def covered(need: int) -> bool:
        return bool(reach[int(sign[need] < 0), cell[need]] >= size[need] - TIGHT)

    by_cell: dict[tuple[int, int], Move] = {}
    for need in np.argsort(-size, kind="stable"):
        key = (int(cell[need]), int(sign[need]))
        if covered(need):
            found[int(need)] = by_cell[key]
            continue
        move = search(int(need))
        if move is None:
            continue
        found[int(need)] = move
        hidden[move.cells] = True
        price[move.cells] = 0.0
        for direction, signs in ((0, move.signs > 0), (1, move.signs < 0)):
            better = move.cells[signs]
            better = better[reach[direction, better] < size[need]]
            reach[direction, better] = size[need]
            for c in better:
                by_cell[(int(c), 1 if direction == 0 else -1)] = move
        # the same box turned round serves the cells on its other corners, where they can give
        if (down[move.cells[move.signs > 0]] >= size[need] - TIGHT).all():
            turned = Move(move.cells, -move.signs)
            for direction, signs in ((0, turned.signs > 0), (1, turned.signs < 0)):
                better = turned.cells[signs]
                better = better[reach[direction, better] < size[need]]
                reach[direction, better] = size[need]
                for c in better:
                    by_cell[(int(c), 1 if direction == 0 else -1)] = turned
    users: dict[int, set[int]] = {}
    for need, move in found.items():
        for c in move.cells:
            users.setdefault(int(c), set()).add(need)
    _reroute(search, found, users, hidden, primary_or_free, price, cost, forbidden)
    covers = np.flatnonzero(hidden & ~primary_or_free)
    for c in covers[np.argsort(-cost[covers], kind="stable")]:
        price[c] = FORBIDDEN
        price_shown = np.where(hidden, 0.0, FORBIDDEN)
        price_shown[c] = FORBIDDEN
        again: dict[int, Move] = {}
        for need in sorted(users.get(int(c), ())):
            poor = (down < size[need] - TIGHT).reshape(shape)
            move = moves.cheapest(
                int(cell[need]), float(sign[need]), price_shown.reshape(shape), poor
            )
            if move is None:
                break
            again[need] = move
        else:
            hidden[c] = False
            for need, move in again.items():
                for corner in found[need].cells:
                    users[int(corner)].discard(need)
                found[need] = move
                for corner in move.cells:
                    users.setdefault(int(corner), set()).add(need)
            continue
        price[c] = 0.0
    return hidden, found


def _reroute(
    search: Callable[[int], Move | None],
    found: dict[int, Move],
    users: dict[int, set[int]],
    hidden: Bools,
    free: Bools,
    price: Floats,
    cost: Floats,
    forbidden: Bools,
) -> None:
    """Give each need a cheaper move, seen from what all others hide; change all in place.

    A need pays for the cells that no other need uses. Passes end when none finds a cheaper one.
    """
    for _ in range(PASSES):
        changed = False
        for need in list(found):
            alone = [c for c in map(int, found[need].cells) if users[c] == {need} and not free[c]]
            paid = float(cost[alone].sum())
            if paid <= 0.0:
                continue
            price[alone] = np.where(forbidden[alone], FORBIDDEN, cost[alone])
            move = search(need)
            new = [] if move is None else [c for c in map(int, move.cells) if price[c] > 0.0]
            if move is None or float(cost[new].sum()) >= paid - TIGHT:
                price[alone] = 0.0
                continue
            for corner in map(int, found[need].cells):
                users[corner].discard(need)
            for corner in map(int, move.cells):
                users.setdefault(corner, set()).add(need)
            hidden[alone] = False
            hidden[new] = True
            price[new] = 0.0
            found[need] = move
            changed = True
        if not changed:
            return
