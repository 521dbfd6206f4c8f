"""All releases about one source combined: cells, relations, and cells that remain published."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import scipy

from .counted import What
from .dimensions import TOTAL, Bools, Floats
from .inside import nested_cells
from .linear import TIGHT, Bounds, Ints, Relations, intervals, quiet_solver, relations_of
from .prices import CellName, names_of_cells
from .protect import Protected
from .spans import ANY_TIME, Span
from .system import Layer, matrix_of


@dataclass
class Known:
    """One cell of the union: what it holds, and what the releases do with it.

    ``low`` and ``high``: the interval that must stay open, where a release hides it as small.
    """

    value: float
    count: float
    codes: dict[str, str]
    shown: str = ""
    floor: float = 0.0
    hidden: bool = False
    low: float = np.inf
    high: float = -np.inf

    @property
    def primary(self) -> bool:
        return self.high > -np.inf

    def merge(self, other: Known) -> None:
        """Take over what another release says of the same cell."""
        self.shown = self.shown or other.shown
        self.hidden |= other.hidden
        self.floor = max(self.floor, other.floor)
        if other.primary:
            # a finer table may show that the floor is higher: that is read, not computed
            self.low = max(self.low, other.low) if self.primary else other.low
            self.high = max(self.high, other.high)


class Union:
    """The releases of one source that are of one moment; cells are named by what they count.

    After :meth:`close`, ``relations`` ties all ``size`` unknowns: first the cells (``cells``, of
    which ``same`` names the first that counts the same), then the atoms between them. ``small``
    are unknowns that no release names and that hold fewer than the threshold: differences of
    what was released, which are protected as if they stood in a table. Of those in ``exact`` the
    cells say how many.
    """

    relations: Relations
    values: Floats

    def __init__(self) -> None:
        self.names: list[str] = []
        self.index: dict[CellName, int] = {}
        self.cells: list[Known] = []
        self.threshold = 1
        self._own: list[tuple[Relations, Ints]] = []

    def agrees(self, protected: Protected, what: What, span: Span = ANY_TIME) -> bool:
        """Return whether every cell that is known already holds the same."""
        values = protected.table.values.ravel()
        for (name, _), value in zip(
            names_of_cells(protected.table, what, span), values, strict=True
        ):
            known = self.index.get(name)
            if known is not None and abs(self.cells[known].value - value) > TIGHT * max(1.0, value):
                return False
        return True

    def meets(self, protected: Protected, what: What, span: Span = ANY_TIME) -> bool:
        """Return whether any cell counts in a scope of the same measure as one that is known."""
        known = {(place.source, place.measure) for name in self.index for place in name}
        first, _ = next(iter(names_of_cells(protected.table, what, span)))
        return any((place.source, place.measure) in known for place in first)

    def add(self, name: str, protected: Protected, what: What, span: Span = ANY_TIME) -> Ints:
        """Put ``protected`` beside the others; return where its cells now are."""
        table, primary = protected.table, protected.primary
        self.names.append(name)
        self.threshold = max(self.threshold, protected.policy.threshold)
        values, counts, kinds = table.values.ravel(), table.counts.ravel(), protected.kinds.ravel()
        cells = np.empty(values.size, dtype=np.int64)
        for i, (key, codes) in enumerate(names_of_cells(protected.table, what, span)):
            cells[i] = self.index.setdefault(key, len(self.index))
            one = Known(float(values[i]), float(counts[i]), codes)
            if kinds[i] in (1, 2):
                one.hidden, one.floor = True, float(primary.floors[i])
            if kinds[i] == 0:
                one.shown = name
            if kinds[i] == 1:
                one.low, one.high = float(primary.low[i]), float(primary.high[i])
            if cells[i] == len(self.cells):
                self.cells.append(one)
            else:
                self.cells[cells[i]].merge(one)
        self._own.append((relations_of(table), cells))
        return cells

    def close(self) -> None:
        """Make the equations once all releases are in, and find the small differences."""
        self.same = np.arange(len(self.cells))
        if len(self.names) == 1 and all(len(name) == 1 for name in self.index):
            self._of_one_table()
            return
        layers: dict[tuple[object, ...], Layer] = {}
        for name, cell in self.index.items():
            for place in name:
                key = (place.source, place.measure, place.scope, place.scope_days)
                layers.setdefault(key, Layer()).places.append((cell, place.sign, place))
        first = 0
        rows: list[tuple[int, Ints, float]] = []
        marks: list[tuple[int, int, Ints]] = []
        links: list[tuple[int, Ints, float]] = []
        count = 0
        for layer in layers.values():
            first = layer.close(first)
            rows += layer.rows()
            marks += layer.marks()
            for one, other in layer.links():
                links += [(count, one, 1.0), (count, other, -1.0)]
                count += 1
        says, ties = matrix_of(rows, len(self.cells), first), matrix_of(links, count, first)
        cliques = {number: i for i, number in enumerate({one for one, _, _ in marks})}
        size = len(self.cells)
        apart = [(cliques[one] * size + cell, atoms, 1.0) for one, cell, atoms in marks]
        self._put_together(says, ties, matrix_of(apart, len(cliques) * size, first))
        self._compare(layers)

    def _of_one_table(self) -> None:
        [(relations, cells)] = self._own
        self.size = len(self.cells)
        self.values = np.array([one.value for one in self.cells])
        self.relations = relations
        self.small: list[int] = []
        self.exact: set[int] = set()
        if (np.diff(cells) != 1).any():
            raise ValueError("A table names a cell twice.")

    def _put_together(
        self,
        says: scipy.sparse.csr_array,
        ties: scipy.sparse.csr_array,
        marks: scipy.sparse.csr_array,
    ) -> None:
        """Join atoms that occur in the same cells, and cells that hold the same atoms."""
        cells = says.shape[0]
        drawn = np.random.default_rng(7)
        heard = drawn.random(cells)
        told = np.round(says.T @ heard, 11)
        apart = np.round(marks.T @ drawn.random(marks.shape[0]), 11)
        tied = np.round(ties.T @ drawn.random(ties.shape[0]), 11) if ties.shape[0] else 0 * told
        _, first = np.unique(np.stack([told, tied]), axis=1, return_index=True)
        says, ties, apart = says[:, first], ties[:, first], apart[first]
        lumps = len(first)
        held = np.round(says @ drawn.random(lumps), 11)
        _, of, back = np.unique(held, return_index=True, return_inverse=True)
        self.same = of[back.ravel()]
        for cell in np.flatnonzero(self.same != np.arange(cells)):
            self.cells[self.same[cell]].merge(self.cells[cell])
        # a cell of one atom is that atom
        single = (np.diff(says.indptr) == 1) & (self.same == np.arange(cells))
        single[single] &= says.data[says.indptr[:-1][single]] == 1.0
        column = np.full(lumps, -1, dtype=np.int64)
        column[says.indices[says.indptr[:-1][single]]] = np.flatnonzero(single)
        extra = np.flatnonzero(column < 0)
        column[extra] = cells + np.arange(len(extra))
        groups: dict[float, list[int]] = {}  # parts told apart by cells, not only by links
        for i in np.flatnonzero(apart != 0.0):
            groups.setdefault(float(apart[i]), []).append(int(column[i]))
        parts = [one for one in groups.values() if len(one) > 1]
        total = cells + len(extra)
        self.size = total + len(parts)
        moved = scipy.sparse.csr_array(
            (np.ones(lumps), (np.arange(lumps), column)), shape=(lumps, self.size)
        )
        named = np.flatnonzero((self.same == np.arange(cells)) & ~single)
        chosen = matrix_of([(i, np.array([c]), 1.0) for i, c in enumerate(named)], len(named),
                           self.size)  # fmt: skip
        sums = matrix_of(
            [
                entry
                for i, one in enumerate(parts)
                for entry in ((i, np.array(one), 1.0), (i, np.array([total + i]), -1.0))
            ],
            len(parts),
            self.size,
        )
        blocks = [says[named] @ moved - chosen, ties @ moved, sums]
        self._matrix = scipy.sparse.csr_array(scipy.sparse.vstack(blocks))
        alone = [one[0] for one in groups.values() if len(one) == 1]
        self._between = [one for one in (*alone, *range(total, self.size)) if one >= cells]
        self.values = np.zeros(self.size)
        self.values[:cells] = [self.cells[one].value for one in self.same]
        self._solve(cells)

    def _solve(self, cells: int) -> None:
        """Find what the parts between the cells hold: any table that fits the cells will do."""
        free = np.arange(cells, self.size)
        rows = self._matrix.shape[0]
        if not free.size or not rows:
            return
        known = self._matrix[:, :cells] @ self.values[:cells]
        slack = scipy.sparse.eye_array(rows, format="csc")
        whole = scipy.sparse.csc_array(
            scipy.sparse.hstack([scipy.sparse.csc_array(self._matrix[:, free]), slack, -slack])
        )
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = whole.shape[1], rows
        model.col_cost_ = np.concatenate([np.zeros(len(free)), np.ones(2 * rows)])
        model.col_lower_ = np.zeros(whole.shape[1])
        model.col_upper_ = np.full(whole.shape[1], highspy.kHighsInf)
        model.row_lower_ = model.row_upper_ = -known
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = whole.indptr.astype(np.int32)
        model.a_matrix_.index_ = whole.indices.astype(np.int32)
        model.a_matrix_.value_ = whole.data
        solver = quiet_solver()
        solver.setOptionValue("presolve", "on")
        solver.passModel(model)
        solver.run()
        found = np.asarray(solver.getSolution().col_value)[: len(free)]
        self.values[free] = np.maximum(found, 0.0)

    def _compare(self, layers: dict[tuple[object, ...], Layer]) -> None:
        """Add each table's own sums, and what limits what does not add up (persons over time)."""
        blocks = [self._matrix]
        lower, upper = [np.zeros(self._matrix.shape[0])], [np.zeros(self._matrix.shape[0])]
        for relations, cells in self._own:
            part = scipy.sparse.coo_array(relations.matrix)
            where = (part.row, self.same[cells][part.col])
            blocks.append(
                scipy.sparse.csr_array((part.data, where), shape=(part.shape[0], self.size))
            )
            lower.append(relations.lower)
            upper.append(relations.upper)
        entries: list[tuple[int, Ints, float]] = []
        rests: list[float] = []
        watched: list[int] = []
        for outer, inner, fills, watch in nested_cells(layers, self.index):
            whole, parts = int(self.same[outer]), self.same[inner]
            above, below = float(self.values[whole]), self.values[parts]
            for inner_part in [] if fills else parts.tolist():
                value = float(self.values[inner_part])
                if inner_part == whole or value > above + TIGHT:
                    continue  # described differently then and now: no limit
                row, rest = len(rests), self.size + len(rests)
                entries.append((row, np.array([whole]), 1.0))
                entries.append((row, np.array([inner_part, rest]), -1.0))
                rests.append(above - value)
                if watch:
                    watched.append(rest)
            if fills and below.sum() >= above - TIGHT:
                row, rest = len(rests), self.size + len(rests)
                entries += [(row, parts, 1.0), (row, np.array([whole, rest]), -1.0)]
                rests.append(float(below.sum() - above))
        if rests:
            self.size += len(rests)
            blocks = [_widen(one, self.size) for one in blocks]
            blocks.append(matrix_of(entries, len(rests), self.size))
            lower.append(np.zeros(len(rests)))
            upper.append(np.zeros(len(rests)))
            self.values = np.concatenate([self.values, rests])
        self.relations = Relations(
            scipy.sparse.csr_array(scipy.sparse.vstack(blocks)),
            np.concatenate(lower),
            np.concatenate(upper),
        )
        self._watch(np.array([*self._between, *watched], dtype=np.int64))

    def _watch(self, between: Ints) -> None:
        """Find the differences that are small, whatever the atoms between the cells hold."""
        self.small, self.exact = [], set()
        if not between.size:
            return
        unknown = np.ones(self.size, dtype=bool)
        unknown[: len(self.cells)] = False
        bounds = Bounds.of(self.values, np.zeros(self.size))
        low, high = intervals(self.relations, self.values, unknown, bounds, between)
        wide = self.threshold - TIGHT
        small = (high > TIGHT) & (low < wide) & (high - low < wide)
        self.small = between[small].tolist()
        self.exact = set(between[small & (high - low < 10 * TIGHT)].tolist())

    # What the attacker knows and must not find out

    @property
    def shown(self) -> Bools:
        """Return True for every unknown that is no unknown, because a release shows it."""
        found = np.zeros(self.size, dtype=bool)
        found[: len(self.cells)] = [bool(self.cells[one].shown) for one in self.same]
        found[np.flatnonzero(self.same != np.arange(len(self.cells)))] = True  # named elsewhere
        return found

    @property
    def floors(self) -> Floats:
        found = np.zeros(self.size)
        found[: len(self.cells)] = [one.floor for one in self.cells]
        return np.minimum(found, self.values)

    def asked(self) -> tuple[Bools, Floats, Floats]:
        """Return which unknowns are protected, and the interval each must keep."""
        low, high = self.values.copy(), self.values.copy()
        marked = np.zeros(self.size, dtype=bool)
        for cell, one in enumerate(self.cells):
            if one.primary and self.same[cell] == cell:
                marked[cell], low[cell], high[cell] = True, one.low, one.high
        marked[self.small] = True
        low[self.small], high[self.small] = -np.inf, np.inf  # see within()
        return marked, low, high

    def within(self, marked: Bools, low: Floats, high: Floats, shown: Bools) -> None:
        """Ask of no cell more than ``shown`` leaves open; of a difference, the threshold's width.

        Where its low end lies does not matter: other releases may tell that it is not empty.
        """
        cells = np.flatnonzero(marked & ~shown)
        bounds = Bounds.of(self.values, self.floors)
        least, most = intervals(self.relations, self.values, ~shown, bounds, cells)
        rest = np.isin(cells, self.small)
        low[cells] = np.maximum(low[cells], least)
        high[cells] = np.where(rest, low[cells] + self.threshold, high[cells])
        high[cells] = np.maximum(np.minimum(high[cells], most), self.values[cells])

    def codes_of(self, cell: int) -> dict[str, str]:
        """Return the codes of a cell; of a difference between cells, what it lies between."""
        if cell < len(self.cells):
            return self.cells[cell].codes
        row = np.flatnonzero(self.relations.matrix[:, [cell]].toarray().ravel())
        for one in row:
            start, stop = self.relations.matrix.indptr[one : one + 2]
            for other in self.relations.matrix.indices[start:stop]:
                if other < len(self.cells):
                    return {**self.cells[other].codes, "part": "rest"}
        return {"part": "rest"}

    def name_of(self, cell: int) -> str:
        codes = sorted(self.codes_of(cell).items())
        return ", ".join(f"{name}={code}" for name, code in codes) or TOTAL


def _widen(matrix: scipy.sparse.csr_array, columns: int) -> scipy.sparse.csr_array:
    return scipy.sparse.csr_array(
        (matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], columns)
    )
