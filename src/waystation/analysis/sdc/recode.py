"""Advice which codes to merge when too much would be suppressed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .policy import Policy
from .primary import primary_cells
from .table import Table

TOO_MANY = 0.15  # share of primary cells above which hiding is the wrong tool


@dataclass(frozen=True)
class Advice:
    """Leave out or coarsen ``dimension``; ``share`` of the cells would then be primary.

    ``into`` maps codes to the code above them where the hierarchy has one, or the smallest
    codes to "other"; it is empty where the dimension should be left out.
    """

    dimension: str
    action: str
    into: dict[str, str]
    share: float


def primary_share(table: Table, policy: Policy) -> float:
    """Return the share of published, non-empty cells that are primary (0 to 1)."""
    cells = table.published & (table.counts > 0)
    if policy.zeros == "hide":
        cells = table.published
    marked = primary_cells(table, policy).cells.reshape(table.counts.shape)
    return float((marked & cells).sum() / max(int(cells.sum()), 1))


def advice(table: Table, policy: Policy) -> list[Advice]:
    """Return what to recode, best first, when more than 15 per cent of the cells are primary.

    Parameters
    ----------
    table : Table
    policy : Policy

    Returns
    -------
    list of Advice
        Empty where hiding is the right tool. Otherwise per dimension: go up one level of its
        hierarchy, else put the codes whose own total is below four thresholds into "other",
        and leave the dimension out; sorted so that the smallest change that gets below 15 per
        cent comes first.

    Notes
    -----
    The limit is the issue's; that recoding comes before suppression is Hundepool et al.
    (2012), Statistical Disclosure Control, section 4.3.1.

    Examples
    --------
    >>> from waystation.analysis import sdc
    >>> table = sdc.Table.of({"place": list("abcdef")}, [90, 3, 4, 5, 2, 80])
    >>> [(a.dimension, a.action, sorted(a.into)) for a in sdc.advice(table, sdc.PUBLIC)]
    [('place', 'merge', ['b', 'c', 'd', 'e']), ('place', 'leave out', [])]
    """
    if primary_share(table, policy) <= TOO_MANY:
        return []
    found: list[Advice] = []
    for axis, dim in enumerate(table.dimensions):
        leaves = dim.leaves
        groups: list[tuple[str, dict[str, str]]] = []
        above: dict[str, str] = {}
        for node, below in enumerate(dim.children[:-1]):
            above.update({dim.codes[child]: dim.codes[node] for child in below if child < leaves})
        if above:
            groups.append(("go up", above))
        else:
            margin = np.moveaxis(table.counts, axis, 0).reshape(len(dim.codes), -1)[:, -1]
            small = [i for i in range(leaves) if margin[i] < 4 * policy.threshold]
            if 1 < len(small) < leaves:
                groups.append(("merge", {dim.codes[i]: "other" for i in small}))
        groups.append(("leave out", {}))
        for action, into in groups:
            found.append(
                Advice(
                    dim.name, action, into, primary_share(_merge_codes(table, axis, into), policy)
                )
            )
    worth = {"merge": 0, "go up": 1, "leave out": 2}
    return sorted(found, key=lambda a: (a.share > TOO_MANY, worth[a.action], a.share))


def _merge_codes(table: Table, axis: int, into: dict[str, str]) -> Table:
    """Return ``table`` with the codes of one dimension put together (all of them if none)."""
    dim = table.dimensions[axis]
    leaves = range(dim.leaves)
    target = [into.get(dim.codes[i], dim.codes[i]) if into else "all" for i in leaves]
    inner = tuple(slice(0, d.leaves) for d in table.dimensions)
    counts = np.moveaxis(table.counts[inner], axis, 0)
    values = np.moveaxis(table.values[inner], axis, 0)
    codes = list(dict.fromkeys(target))
    rows = [[i for i in leaves if target[i] == code] for code in codes]
    new_counts = np.moveaxis(np.stack([counts[row].sum(axis=0) for row in rows]), 0, axis)
    new_values = np.moveaxis(np.stack([values[row].sum(axis=0) for row in rows]), 0, axis)
    names = [list(d.codes[: d.leaves]) for d in table.dimensions]
    names[axis] = codes
    grid = np.indices(new_counts.shape).reshape(new_counts.ndim, -1)
    columns = {d.name: [names[i][j] for j in grid[i]] for i, d in enumerate(table.dimensions)}
    return Table.of(columns, new_counts.ravel(), values=new_values.ravel())
