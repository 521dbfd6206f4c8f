"""A table with its margins: what is counted, what adds up to what, what is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

TOTAL = "total"
LESS_MISSED = frozenset({"", "declined", "not_stated", "unknown"})
"""Codes whose cells a reader misses least: they say that nothing is known."""
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Dimension:
    """One dimension: its codes, leaves before their sums, the total last.

    ``children[i]`` are the positions that add up to position ``i`` (empty for a leaf).
    ``distinct`` says that one unit may be counted under several codes (a person seen in two
    places, a visit with two topics), so that a sum is only an upper limit of its total.
    """

    name: str
    codes: tuple[str, ...]
    children: tuple[tuple[int, ...], ...]
    distinct: bool = False

    @property
    def leaves(self) -> int:
        return sum(1 for below in self.children if not below)


def dimension(
    name: str, codes: Iterable[str], parents: Mapping[str, str], distinct: bool
) -> Dimension:
    """Order ``codes`` of one dimension under ``parents`` and the total.

    Raises
    ------
    Refusal
        If the parents go in a circle.
    """
    present = [code for code in dict.fromkeys(codes) if code != TOTAL]
    wanted = dict.fromkeys(present)
    for code in present:
        seen = {code}
        while (above := parents.get(code)) is not None and above != TOTAL:
            if above in seen:
                raise Refusal(
                    N_('In "{dimension}" the code "{which}" is above itself. Mend the hierarchy.'),
                    field=name,
                    code="hierarchy_circular",
                    dimension=name,
                    which=code,
                )
            seen.add(above)
            wanted.setdefault(above)
            code = above
    below: dict[str, list[str]] = {code: [] for code in (*wanted, TOTAL)}
    for code in wanted:
        below[parents.get(code) or TOTAL].append(code)
    depth: dict[str, int] = {}

    def height(code: str) -> int:
        if code not in depth:
            depth[code] = 1 + max((height(child) for child in below[code]), default=-1)
        return depth[code]

    ordered = sorted(wanted, key=height)  # stable: leaves keep the order they came in
    place = {code: i for i, code in enumerate((*ordered, TOTAL))}
    children = tuple(tuple(place[child] for child in below[code]) for code in place)
    return Dimension(name, tuple(place), children, distinct)


@dataclass(frozen=True)
class Table:
    """Counts over the cells of ``dimensions`` with every sum, as :meth:`of` builds it.

    Attributes
    ----------
    dimensions : tuple of Dimension
    counts : ndarray of float, shape (codes of dimension 1, codes of dimension 2, ...)
        The smallest of the unweighted counts (persons, households, ...) behind each cell.
    values : ndarray of float, same shape
        What is published: the counts themselves, or weighted totals, or amounts.
    published : ndarray of bool, same shape
        False where a cell is not part of the table that leaves (a margin not printed).
    largest, second : ndarray of float or None, same shape
        The largest and second largest contribution, for dominance and p per cent.
    rows : ndarray of int, shape (rows given,)
        Flat position of each row given to :meth:`of`, in the order given.
    """

    dimensions: tuple[Dimension, ...]
    counts: Floats
    values: Floats
    published: Bools
    rows: NDArray[np.int64]
    largest: Floats | None = None
    second: Floats | None = None
    positions: tuple[Mapping[str, int], ...] = field(default=(), repr=False, compare=False)

    @property
    def less_missed(self) -> Bools:
        """Return True for each cell, flat, of which a code says that nothing is known."""
        found = np.zeros(self.counts.shape, bool)
        for axis, dim in enumerate(self.dimensions):
            own = np.array([code in LESS_MISSED for code in dim.codes])
            found |= own.reshape([-1 if one == axis else 1 for one in range(found.ndim)])
        return np.asarray(found.ravel())

    @classmethod
    def of(
        cls,
        columns: Mapping[str, Sequence[str]],
        counts: ArrayLike,
        *,
        values: ArrayLike | None = None,
        units: Mapping[str, ArrayLike] | None = None,
        parents: Mapping[str, Mapping[str, str]] | None = None,
        published: Iterable[Iterable[str]] | None = None,
        distinct: Iterable[str] = (),
        largest: ArrayLike | None = None,
        second: ArrayLike | None = None,
    ) -> Table:
        """Build a table from rows, check that it adds up and complete its margins.

        Parameters
        ----------
        columns : mapping of name to sequence of str, each of length n
            The dimensions, one code per row. The code "total" marks a margin row. No columns
            and one count is a single figure.
        counts : array_like of int, shape (n,)
            Unweighted counts. Missing combinations are zeros. Margin rows may be left out:
            they are computed; those given are checked.
        values : array_like of float, shape (n,), optional
            What is published, if not the counts (weighted totals, amounts), at least 0.
        units : mapping of name to array_like of int, shape (n,), optional
            Further unweighted counts that must reach the threshold, e.g. {"households": ...}.
            Their margins are taken from the rows given, else summed.
        parents : mapping of dimension to {code: code above}, optional
            Hierarchies, e.g. {"place": {"xk-peje": "region-peje"}}.
        published : iterable of iterables of dimension names, optional
            The breakdowns that leave: [("place", "sex"), ("place",), ()] prints the inner
            cells, the sums by place and the grand total, but not the sums by sex. Default:
            all. Cells that do not leave are unknown to everybody.
        distinct : iterable of dimension names, optional
            Dimensions of which one unit may be under several codes; their margins must be
            given and may be less than the sum.
        largest, second : array_like of float, shape (n,), optional
            Contributions for dominance and p per cent; margins are completed.

        Returns
        -------
        Table

        Raises
        ------
        Refusal
            Naming the row or the cell: a negative or missing count, a combination given
            twice, a margin that is not the sum of its parts, columns of different lengths.

        Examples
        --------
        >>> table = Table.of({"sex": ["f", "m"]}, [12, 3])
        >>> table.counts
        array([12.,  3., 15.])
        >>> Table.of({"sex": ["f", "m", "total"]}, [12, 3, 16])
        Traceback (most recent call last):
        ...
        waystation.foundation.shared.errors.Refusal: The cell sex=total holds 16, but its \
parts add up to 15. Correct one of them, or name "sex" in distinct if one unit may be counted \
under several of its codes.
        """
        names = list(columns)
        given = _numbers(counts, "counts", columns)
        above = parents or {}
        several = set(distinct)
        _known(names, (*above, *several))
        dims = tuple(
            dimension(name, map(str, columns[name]), above.get(name, {}), name in several)
            for name in names
        )
        positions = tuple({code: i for i, code in enumerate(dim.codes)} for dim in dims)
        shape = tuple(len(dim.codes) for dim in dims)
        where = tuple(
            np.array([place[str(code)] for code in columns[name]], dtype=np.int64)
            for name, place in zip(names, positions, strict=True)
        )
        flat = np.ravel_multi_index(where, shape) if dims else np.zeros(len(given), np.int64)
        once, how_often = np.unique(flat, return_counts=True)
        if (how_often > 1).any():
            cell = _cell_name(dims, int(once[how_often > 1][0]))
            raise Refusal(
                N_("The cell {cell} is given twice. Give each combination once."),
                code="cell_twice",
                cell=cell,
            )
        total = _completed(dims, flat, given, "counts")
        smallest = total
        for name, unit in (units or {}).items():
            unit_counts = _completed(dims, flat, _numbers(unit, name, columns), name, loose=True)
            smallest = np.minimum(smallest, unit_counts)
        shown = total
        if values is not None:
            shown = _completed(dims, flat, _numbers(values, "values", columns), "values")
        leaves = np.ones(shape, bool)
        if published is not None:
            leaves = _published(dims, names, published)
        first = second_ = None
        if (largest is None) != (second is None):
            raise Refusal(
                N_("Give the largest and the second largest contributions together."),
                code="contributions_incomplete",
            )
        if largest is not None and second is not None:
            first, second_ = _contributions(
                dims,
                flat,
                _numbers(largest, "largest", columns),
                _numbers(second, "second", columns),
            )
        return cls(dims, smallest, shown, leaves, flat, first, second_, positions)

    def position(self, codes: Mapping[str, str]) -> int:
        """Return the flat position of the cell named by ``codes``; a name left out is total.

        Raises
        ------
        Refusal
            If the table has no such dimension or code.
        """
        _known([dim.name for dim in self.dimensions], codes)
        index = []
        for dim, place in zip(self.dimensions, self.positions, strict=True):
            code = str(codes.get(dim.name, TOTAL))
            if code not in place:
                raise Refusal(
                    N_('The table has no "{which}" in "{dimension}".'),
                    code="no_such_cell",
                    which=code,
                    dimension=dim.name,
                )
            index.append(place[code])
        return int(np.ravel_multi_index(tuple(index), self.counts.shape)) if index else 0

    def codes(self, position: int) -> dict[str, str]:
        """Return the codes of the cell at flat ``position``, one per dimension."""
        index = np.unravel_index(position, self.counts.shape)
        return {dim.name: dim.codes[int(i)] for dim, i in zip(self.dimensions, index, strict=True)}

    def cell_name(self, position: int) -> str:
        """Return the cell's codes as text for a sentence."""
        return _cell_name(self.dimensions, position)


def _cell_name(dims: tuple[Dimension, ...], position: int) -> str:
    shape = tuple(len(dim.codes) for dim in dims)
    index = np.unravel_index(position, shape) if shape else ()
    named = [f"{dim.name}={dim.codes[int(i)]}" for dim, i in zip(dims, index, strict=True)]
    return ", ".join(named) or TOTAL


def _known(names: Sequence[str], wanted: Iterable[str]) -> None:
    """Refuse the first of ``wanted`` that is no dimension."""
    unknown = sorted(set(wanted) - set(names))
    if unknown:
        raise Refusal(
            N_('The table has no dimension "{name}".'), code="no_dimension", name=unknown[0]
        )


def _numbers(numbers: ArrayLike, what: str, columns: Mapping[str, Sequence[Any]]) -> Floats:
    """Return ``numbers`` as floats or refuse the first row that is wrong."""
    array = np.asarray(numbers, dtype=np.float64)
    lengths = {name: len(column) for name, column in columns.items()} or {TOTAL: 1}
    for name, length in lengths.items():
        if array.shape != (length,):
            raise Refusal(
                N_('"{name}" has {length} rows but "{what}" has {other}. Give one for each.'),
                code="lengths_differ",
                name=name,
                length=length,
                what=what,
                other=array.size,
            )
    wrong = np.flatnonzero(~np.isfinite(array) | (array < 0))
    if wrong.size:
        row = int(wrong[0])
        cell = ", ".join(f"{name}={column[row]}" for name, column in columns.items()) or TOTAL
        raise Refusal(
            N_(
                "{what} of the cell {cell} is {value}. A count is 0 or more: correct the query, "
                "or leave the row out if nothing was counted."
            ),
            code="count_wrong",
            what=what,
            cell=cell,
            value=f"{array[row]:g}",
        )
    return array


def _completed(
    dims: tuple[Dimension, ...],
    flat: NDArray[np.int64],
    given: Floats,
    what: str,
    loose: bool = False,
) -> Floats:
    """Return the full array: rows given, the other sums computed; refuse what does not add up.

    ``loose`` is for units such as households, which need not add up: a margin given stands,
    one that is not given is summed (an upper limit would hide too little, so the largest part
    is taken instead where units may overlap).
    """
    shape = tuple(len(dim.codes) for dim in dims)
    full = np.zeros(int(np.prod(shape, dtype=np.int64)))
    known = np.zeros(full.shape, bool)
    full[flat], known[flat] = given, True
    full, known = full.reshape(shape), known.reshape(shape)
    for axis, dim in enumerate(dims):
        moved, told = np.moveaxis(full, axis, 0), np.moveaxis(known, axis, 0)
        for above, below in enumerate(dim.children):
            if not below:
                continue
            parts = moved[list(below)]
            total = parts.max(axis=0) if loose or dim.distinct else parts.sum(axis=0)
            filled = told[list(below)].any(axis=0)
            use = ~told[above] & filled
            if dim.distinct and not loose and (use & (parts.sum(axis=0) != total)).any():
                raise Refusal(
                    N_(
                        'In "{dimension}" one unit may be counted under several codes, so its '
                        "totals cannot be computed from the parts. Give the total rows too."
                    ),
                    field=dim.name,
                    code="distinct_total_missing",
                    dimension=dim.name,
                )
            moved[above] = np.where(use, total, moved[above])
            told[above] |= filled
    if not loose:
        _check_sums(dims, full)
    return full


def _check_sums(dims: tuple[Dimension, ...], full: Floats) -> None:
    scale = max(1.0, float(full.max(initial=0.0)))
    for axis, dim in enumerate(dims):
        moved = np.moveaxis(full, axis, 0)
        where = np.moveaxis(np.arange(full.size).reshape(full.shape), axis, 0)
        for above, below in enumerate(dim.children):
            if not below:
                continue
            parts = moved[list(below)]
            total = parts.sum(axis=0)
            off = np.abs(moved[above] - total) > 1e-9 * scale
            if dim.distinct:
                off = (moved[above] > total + 1e-9 * scale) | (moved[above] < parts.max(axis=0))
            if off.any():
                first = tuple(int(i[0]) for i in np.nonzero(np.atleast_1d(off)))
                cell = int(np.atleast_1d(where[above])[first])
                raise Refusal(
                    N_(
                        "The cell {cell} holds {value}, but its parts add up to {total}. "
                        'Correct one of them, or name "{dimension}" in distinct if one unit may '
                        "be counted under several of its codes."
                    ),
                    code="does_not_add_up",
                    cell=_cell_name(dims, cell),
                    value=f"{full.ravel()[cell]:.12g}",
                    total=f"{np.atleast_1d(total)[first]:.12g}",
                    dimension=dim.name,
                )


def _published(
    dims: tuple[Dimension, ...], names: list[str], published: Iterable[Iterable[str]]
) -> Bools:
    shape = tuple(len(dim.codes) for dim in dims)
    leaves = np.zeros(shape, bool)
    for breakdown in published:
        by = set(breakdown)
        _known(names, by)
        part = tuple(
            slice(0, len(dim.codes) - 1) if dim.name in by else slice(len(dim.codes) - 1, None)
            for dim in dims
        )
        leaves[part] = True
    return leaves


def _contributions(
    dims: tuple[Dimension, ...], flat: NDArray[np.int64], largest: Floats, second: Floats
) -> tuple[Floats, Floats]:
    """Return the two largest contributions of every cell, sums included."""
    shape = tuple(len(dim.codes) for dim in dims)
    first = np.zeros(int(np.prod(shape, dtype=np.int64)))
    other = np.zeros(first.shape)
    first[flat], other[flat] = largest, second
    first, other = first.reshape(shape), other.reshape(shape)
    for axis, dim in enumerate(dims):
        one, two = np.moveaxis(first, axis, 0), np.moveaxis(other, axis, 0)
        for above, below in enumerate(dim.children):
            if below:
                both = np.sort(np.concatenate([one[list(below)], two[list(below)]]), axis=0)
                one[above] = np.maximum(one[above], both[-1])
                two[above] = np.maximum(two[above], both[-2])
    return first, other
