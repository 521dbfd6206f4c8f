"""Primary suppression: cells that must not be published because of their own value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .dimensions import Bools, Floats
from .policy import Policy
from .table import Table

SMALL = "small number"
DOMINATED = "dominance"
COMPUTABLE = "p per cent"


@dataclass(frozen=True)
class Primary:
    """The primary cells and what an attacker must not come closer to than.

    All arrays have shape (cells,). ``low`` and ``high`` are the values a hidden cell must be
    able to take in the eyes of an attacker; ``floors`` what everybody knows as its least value
    once it is hidden.
    """

    cells: Bools
    why: dict[int, str]
    low: Floats
    high: Floats
    floors: Floats


def primary_cells(table: Table, policy: Policy) -> Primary:
    """Apply the primary rules of ``policy`` to every published cell of ``table``.

    Returns
    -------
    Primary

    Notes
    -----
    Threshold: a cell whose smallest unweighted count c lies below the threshold t is hidden,
    and its interval must reach from its floor f to f + t, so that it is never narrower than t
    units and always reaches into what could have been shown. The floor is what a reader knows
    without computing: 0, or where zeros are shown 1 unit, or the floors of its parts together.
    One unit is value / c for weighted tables. Dominance (n, k): with x the n
    largest contributions, x > k/100 T is hidden and must be able to reach 100/k x. p per cent:
    T - x1 - x2 < p/100 x1 is hidden and must be able to reach T + (p/100 x1 - (T - x1 - x2)).
    Both must reach as far down as up. Hundepool et al. (2012), Statistical Disclosure
    Control, sections 4.2.2 and 4.2.3; lower and upper protection levels: table 4.4.
    """
    counts, values = table.counts.ravel(), table.values.ravel()
    published = table.published.ravel()
    unit = np.where(counts > 0, values / np.maximum(counts, 1.0), 1.0)
    shows_zeros = policy.zeros == "show"
    floors = _floors(table, np.where(published & shows_zeros, unit, 0.0))
    small = published & (counts < policy.threshold)
    if shows_zeros:
        small &= counts > 0
    elif policy.threshold == 1:
        small &= False  # a threshold of 1 shows everything, zeros too
    low, high = values.copy(), values.copy()
    low[small] = floors[small]
    high[small] = (floors + policy.threshold * unit)[small]
    cells = small.copy()
    why = {int(i): SMALL for i in np.flatnonzero(small)}
    if table.largest is not None and table.second is not None:
        first, second = table.largest.ravel(), table.second.ravel()
        rules: list[tuple[str, Floats]] = []
        if policy.dominance is not None:
            top, share = policy.dominance
            most = first if top == 1 else first + second
            rules.append((DOMINATED, 100.0 / share * most - values))
        if policy.p_percent is not None:
            rules.append((COMPUTABLE, policy.p_percent / 100.0 * first - (values - first - second)))
        for name, lacking in rules:
            hit = published & (values > 0) & (lacking > 1e-9 * np.maximum(values, 1.0))
            cells |= hit
            high[hit] = np.maximum(high, values + lacking)[hit]
            low[hit] = np.maximum(np.minimum(low, values - lacking), floors)[hit]
            for i in np.flatnonzero(hit):
                why[int(i)] = f"{why[int(i)]}, {name}" if int(i) in why else name
    return Primary(cells, why, low, high, floors)


def _floors(table: Table, own: Floats) -> Floats:
    """Return each cell's least value: its own, or that of its parts together."""
    floors = np.minimum(own, table.values.ravel()).reshape(table.counts.shape)
    for axis, dim in enumerate(table.dimensions):
        moved = np.moveaxis(floors, axis, 0)  # a view: parts come before their sums
        for above, below in enumerate(dim.children):
            if below:
                parts = moved[list(below)]
                least = parts.max(axis=0) if dim.distinct else parts.sum(axis=0)
                moved[above] = np.maximum(moved[above], least)
    return np.minimum(floors.ravel(), table.values.ravel())
