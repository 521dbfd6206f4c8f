"""What hiding a cell costs, drawn by lot with a secret, so that the choice of covers tells nothing.

Where the cheapest cover is always taken, whoever knows the program rules out each table whose
cheapest cover would have been another (a minimality attack: Wong, Fu, Wang and Pei 2007, VLDB).
So each cell costs what it would cost if it held a drawn number of times as many, and any table that
fits what is shown could have led to the same pattern. The lot hangs on the secret and on the name
of the cell alone: the same table is hidden in the same way whenever it is asked for. Where all
cells cost the same, the choice tells nothing anyway, and nothing changes.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

import numpy as np
import scipy  # its parts load when asked for, which keeps our import quick

from .counted import MONTH, Place, What, places_of
from .dimensions import TOTAL, Floats
from .spans import ANY_TIME, Span
from .table import Table

SPREAD = 0.5
"""Standard deviation of the logarithm of a lot (``benchmarks/disclosure_minimality.py``)."""

CellName = tuple[Place, ...]


def names_of_cells(
    table: Table, what: What, span: Span = ANY_TIME
) -> list[tuple[CellName, dict[str, str]]]:
    """Return the name and the codes other than totals of every cell, in flat order."""
    keys: list[tuple[tuple[str, str], ...]] = [()]
    for dim in table.dimensions:
        own = [() if code == TOTAL else ((dim.name, code),) for code in dim.codes]
        keys = [key + part for key in keys for part in own]
    several = frozenset(dim.name for dim in table.dimensions if dim.distinct)
    found = []
    for key in keys:
        codes = dict(key)
        if span.period:
            codes["period"] = codes.pop(MONTH, span.period)
        found.append((places_of(what, key, span, several), codes))
    return found


def draw_factors(secret: bytes, table: Table, what: What = "", span: Span = ANY_TIME) -> Floats:
    """Return by what each cell's number is multiplied before its cost is taken, flat; above 0.

    Log-normal for a cell without parts. A sum is multiplied so that it holds as much as its parts
    together, or more: hiding one of them stays cheaper than hiding the sum.

    >>> table = Table.of({"sex": ["f", "m"]}, [10, 20])
    >>> f, m, total = draw_factors(b"office", table, "visits")
    >>> bool(30 * total >= 10 * f + 20 * m)
    True
    """
    lots = _lots(secret, (name for name, _ in names_of_cells(table, what, span)))
    shape = table.counts.shape
    own = (SPREAD * scipy.special.ndtri(lots)).reshape(shape)
    inner = np.ones(shape, dtype=bool)
    for axis, dim in enumerate(table.dimensions):
        has_parts = np.array([bool(below) for below in dim.children])
        inner &= ~has_parts.reshape([-1 if one == axis else 1 for one in range(len(shape))])
    factor = np.exp(np.where(inner, own, np.abs(own)))
    weight = np.maximum(table.values, 1e-3)
    paid = np.where(inner, weight * factor, 0.0)
    whole = np.where(inner, weight, 0.0)
    for axis, dim in enumerate(table.dimensions):
        for sums in (np.moveaxis(paid, axis, 0), np.moveaxis(whole, axis, 0)):
            for above, below in enumerate(dim.children):  # views: parts come before their sums
                if below:
                    sums[above] = sums[list(below)].sum(axis=0)
    found: Floats = np.where(inner, factor, factor * paid / np.where(whole > 0, whole, 1.0))
    return found.ravel()


def _lots(secret: bytes, names: Iterable[CellName]) -> Floats:
    """Return a number between 0 and 1 for each name, which only the secret tells."""
    keyed = hmac.new(secret, digestmod=hashlib.sha256)
    found = []
    for name in names:
        one = keyed.copy()
        one.update(_text(name).encode())
        found.append((int.from_bytes(one.digest()[:6], "big") + 0.5) / 2**48)
    return np.array(found)


def _text(part: object) -> str:
    """Return the same text for equal names, whatever order their sets have in memory."""
    if isinstance(part, frozenset):
        return "{" + ",".join(sorted(map(_text, part))) + "}"
    if isinstance(part, tuple):
        return "(" + ",".join(map(_text, part)) + ")"
    fields = getattr(part, "__dataclass_fields__", None)
    if fields is None:
        return repr(part)
    return _text(tuple(getattr(part, name) for name in fields))
