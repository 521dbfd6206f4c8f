"""Filtering rows of facts with comparisons of integers."""

from __future__ import annotations

from typing import Any

import numpy as np

from waystation.governance.results.rules.expressions import Expression

from .columns import Array, Coded, split
from .store import Facts


def mask(tree: Expression, facts: Facts) -> Array:
    """Return which rows pass a filter."""
    if "all" in tree or "any" in tree:
        parts = [mask(part, facts) for part in tree.get("all") or tree["any"]]
        together = np.logical_and if "all" in tree else np.logical_or
        return np.asarray(together.reduce(parts))
    if "not" in tree:
        return ~mask(tree["not"], facts)
    return _compare(facts.column(tree["column"]), tree)


def _compare(column: Any, tree: Expression) -> Array:
    word = next(key for key in tree if key != "column")
    wanted = tree[word]
    if isinstance(column, Coded):
        if word == "known":
            known: Array = column.index >= 0
            return known if wanted else ~known
        fits = np.zeros(len(column.values) + 1, dtype=bool)
        if word == "has":
            fits[:-1] = [wanted in split(value) for value in column.values]
        else:
            fits[:-1] = np.isin(column.values, wanted if word == "in" else [wanted])
        return lies_in(column.index, fits)
    if column.dtype == np.int8:
        if word == "known":
            return np.asarray((column >= 0) == wanted)
        return np.asarray(column == int(wanted))
    unknown = np.isnan(column) if column.dtype.kind == "f" else column == np.iinfo(np.int32).min
    if word == "known":
        return np.asarray(unknown != wanted)
    if word == "is":
        return np.asarray(column == wanted)
    return np.asarray(column >= wanted if word == "at_least" else column <= wanted)


FEW = 3
"""Up to so many values, comparing each is quicker than looking each row's value up."""


def lies_in(index: Array, fits: Array) -> Array:
    """Return ``fits[index]``; the last of ``fits`` is for the unknown, -1."""
    places = np.flatnonzero(fits)
    if len(places) > FEW:
        return np.asarray(fits[index])
    last = len(fits) - 1
    passing = np.zeros(len(index), dtype=bool)
    for place in places:
        passing |= index == (-1 if place == last else place)
    return passing


def selects(column: Any, wanted: str) -> Array:
    """Return which rows have the code that a reader selected; "" is unknown."""
    if isinstance(column, Coded):
        fits = np.zeros(len(column.values) + 1, dtype=bool)
        fits[:-1] = [wanted == value or wanted in split(value) for value in column.values]
        fits[-1] = wanted == ""
        return lies_in(column.index, fits)
    return np.asarray(column == {"": -1, "no": 0, "yes": 1}.get(wanted, -2))
