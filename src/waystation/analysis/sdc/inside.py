"""Nested scopes: persons do not add up over days, yet a part limits the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from .counted import OFFICE, Box, Place, within
from .linear import Ints
from .system import Layer

Scope = tuple[Box, tuple[int, int], int]  # columns, days, cell


def nested_cells(
    layers: Mapping[tuple[object, ...], Layer], index: Mapping[tuple[Place, ...], int]
) -> Iterator[tuple[int, Ints, bool, bool]]:
    """Yield a cell, the same cells of scopes inside its own, and two facts about them.

    The first: whether they fill it (their sum is then at least the whole; otherwise each alone
    is at most the whole). The second: whether the rest is a number of its own (who came only on
    the other days, or to the other offices).
    """
    single = {cell for name, cell in index.items() if len(name) == 1 and name[0].sign == 1.0}
    alike: dict[tuple[object, ...], list[Scope]] = {}
    for layer in layers.values():
        for cell, _, place in layer.places:
            box, opaque = place.scope
            if cell in single:
                key = (place.source, place.measure, opaque, frozenset(place.parts), place.days)
                alike.setdefault(key, []).append((box, place.scope_days or (0, 0), cell))
    for cells in alike.values():
        if len({(box, days) for box, days, _ in cells}) < 2:
            continue
        longest = sorted(cells, key=lambda one: (one[1][0] - one[1][1], one[1][0], len(one[0])))
        for whole in longest:
            yield from _of(whole, longest)


def _of(whole: Scope, cells: list[Scope]) -> Iterator[tuple[int, Ints, bool, bool]]:
    box, days, cell = whole
    direct: list[Scope] = []
    for one in cells:  # the largest only: others are inside these
        smaller = one[2] != cell and _inside(one, whole) and not _inside(whole, one)
        if smaller and not any(_inside(one, larger) for larger in direct):
            direct.append(one)
    apart: list[Scope] = []
    for one in direct:
        if one[0] == box and all(one[1][0] >= o[1][1] or one[1][1] <= o[1][0] for o in apart):
            apart.append(one)
    filled = days[1] > days[0] and sum(d[1] - d[0] for _, d, _ in apart) == days[1] - days[0]
    if filled:
        yield cell, np.array([c for _, _, c in apart]), True, False
    for watch in (True, False):
        parts = [c for b, _, c in direct if _same_but_office(b, box) == watch]
        if parts:
            yield cell, np.array(parts), False, watch


def _inside(one: Scope, other: Scope) -> bool:
    return other[1][0] <= one[1][0] and one[1][1] <= other[1][1] and within(one[0], other[0])


def _same_but_office(one: Box, other: Box) -> bool:
    return {o for o in one if o[0] != OFFICE} == {o for o in other if o[0] != OFFICE}
