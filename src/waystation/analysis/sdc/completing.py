"""From rows to a whole table: missing cells are computed, given ones checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .dimensions import TOTAL, Bools, Dimension, Floats, cell_name_of, refuse_unknown


def numbers_of(numbers: ArrayLike, what: str, columns: Mapping[str, Sequence[Any]]) -> Floats:
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


def complete_sums(
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
                    cell=cell_name_of(dims, cell),
                    value=f"{full.ravel()[cell]:.12g}",
                    total=f"{np.atleast_1d(total)[first]:.12g}",
                    dimension=dim.name,
                )


def published_cells(
    dims: tuple[Dimension, ...], names: list[str], published: Iterable[Iterable[str]]
) -> Bools:
    shape = tuple(len(dim.codes) for dim in dims)
    leaves = np.zeros(shape, bool)
    for breakdown in published:
        by = set(breakdown)
        refuse_unknown(names, by)
        part = tuple(
            slice(0, len(dim.codes) - 1) if dim.name in by else slice(len(dim.codes) - 1, None)
            for dim in dims
        )
        leaves[part] = True
    return leaves


def each_of(
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
