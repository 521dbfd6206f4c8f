"""A table with its margins: what is counted, what adds up to what, what is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .completing import complete_sums, each_of, numbers_of, published_cells
from .dimensions import (
    LESS_MISSED,
    TOTAL,
    Bools,
    Dimension,
    Floats,
    cell_name_of,
    dimension,
    refuse_unknown,
)


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
        given = numbers_of(counts, "counts", columns)
        above = parents or {}
        several = set(distinct)
        refuse_unknown(names, (*above, *several))
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
            cell = cell_name_of(dims, int(once[how_often > 1][0]))
            raise Refusal(
                N_("The cell {cell} is given twice. Give each combination once."),
                code="cell_twice",
                cell=cell,
            )
        total = complete_sums(dims, flat, given, "counts")
        smallest = total
        for name, unit in (units or {}).items():
            unit_counts = complete_sums(
                dims, flat, numbers_of(unit, name, columns), name, loose=True
            )
            smallest = np.minimum(smallest, unit_counts)
        shown = total
        if values is not None:
            shown = complete_sums(dims, flat, numbers_of(values, "values", columns), "values")
        leaves = np.ones(shape, bool)
        if published is not None:
            leaves = published_cells(dims, names, published)
        first = second_ = None
        if (largest is None) != (second is None):
            raise Refusal(
                N_("Give the largest and the second largest contributions together."),
                code="contributions_incomplete",
            )
        if largest is not None and second is not None:
            first, second_ = each_of(
                dims,
                flat,
                numbers_of(largest, "largest", columns),
                numbers_of(second, "second", columns),
            )
        return cls(dims, smallest, shown, leaves, flat, first, second_, positions)

    def position(self, codes: Mapping[str, str]) -> int:
        """Return the flat position of the cell named by ``codes``; a name left out is total.

        Raises
        ------
        Refusal
            If the table has no such dimension or code.
        """
        refuse_unknown([dim.name for dim in self.dimensions], codes)
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
        return cell_name_of(self.dimensions, position)
