"""The dimensions of a table: their codes, and which add up to which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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


def cell_name_of(dims: tuple[Dimension, ...], position: int) -> str:
    shape = tuple(len(dim.codes) for dim in dims)
    index = np.unravel_index(position, shape) if shape else ()
    named = [f"{dim.name}={dim.codes[int(i)]}" for dim, i in zip(dims, index, strict=True)]
    return ", ".join(named) or TOTAL


def refuse_unknown(names: Sequence[str], wanted: Iterable[str]) -> None:
    """Refuse the first of ``wanted`` that is no dimension."""
    unknown = sorted(set(wanted) - set(names))
    if unknown:
        raise Refusal(
            N_('The table has no dimension "{name}".'), code="no_dimension", name=unknown[0]
        )
