"""Plain SQL for both databases, for queries that run while somebody types.

Lists of integers are passed and returned as single values, so that the statement is always the same
and its plan is cached (``access.prepared_cursor``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from waystation.foundation.access import queries as access

Integers = NDArray[np.int64]


def ask(text: str, values: Sequence[Any]) -> list[Any]:
    """Return the rows of a statement with ``among``, ``listed`` and ``joined`` in it."""
    return access.ask(_on(connection.vendor, text), *values)


@cache
def _on(vendor: str, text: str) -> str:
    """Return a statement with lists in and out as this database says it."""
    if vendor == "sqlite":
        text = text.replace("among(%s)", "IN (SELECT value FROM json_each(%s))")
        return text.replace("listed(%s)", "json_each(%s)").replace("joined(", "group_concat(")
    text = text.replace("among(%s)", "= ANY(%s::bigint[])")
    text = text.replace("listed(%s)", "unnest(%s::bigint[]) AS listed(value)")
    return text.replace("joined(handle)", "string_agg(int8send(handle), '')")


def as_one_value(values: Sequence[int]) -> Any:
    """Return whole numbers as the one value that ``listed`` and ``among`` take."""
    return str(list(values)) if connection.vendor == "sqlite" else list(values)


def numbers(content: bytes | str | None) -> Integers:
    """Return the whole numbers that ``joined`` gave; none where it gave nothing."""
    if not content:
        return np.zeros(0, dtype=np.int64)
    if isinstance(content, str):
        return np.fromstring(content, dtype=np.int64, sep=",")
    return np.frombuffer(content, dtype=">i8").astype(np.int64)
