"""Fact columns as plain arrays: small integers for codes, days for dates, floats for numbers.

A million rows of twenty columns take some 100 MB this way, and a filter is a comparison of
integers. ``encode`` turns an app's Arrow table into such arrays; ``join`` lays fresh rows over
older ones.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from waystation.foundation.shared.facts import Column, FactTable

Array = np.ndarray[Any, Any]
NO_DAY = np.iinfo(np.int32).min
MANY = "|"
"""Several codes in one cell are stored as one value: "|a|b|". UUIDs are stored without hyphens."""


class Wrong(ValueError):
    """The fact table of an app lacks a column that it declared."""


@dataclass(frozen=True)
class Coded:
    """Values as indexes into ``values``; -1 where unknown."""

    index: Array
    values: Array

    def __len__(self) -> int:
        return len(self.index)


def check(table: pa.Table, facts: FactTable) -> None:
    """Raise Wrong if a promised column is missing."""
    missing = [column.name for column in facts.all_columns if column.name not in table.schema.names]
    if missing:
        raise Wrong(f"{facts.key} promises {', '.join(missing)} and does not deliver.")


def records_of(column: pa.ChunkedArray) -> Array:
    """Return UUIDs written as text as an array of 16 bytes each."""
    text = pc.replace_substring(column.cast(pa.string()), "-", "")
    joined = "".join(text.to_pylist())
    return np.frombuffer(bytes.fromhex(joined), dtype="S16")


def empty(declared: Column) -> Any:
    """Return a column without rows."""
    if declared.name == "record":
        return np.zeros(0, dtype="S16")
    if declared.kind in {"key", "code", "codes"}:
        return Coded(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=str))
    return np.zeros(0, dtype={"date": np.int32, "number": np.float64}.get(declared.kind, np.int8))


def plain(column: pa.ChunkedArray | pa.Array, missing: float = -1) -> Array:
    """Return a column of numbers as an array, with ``missing`` for nulls.

    ``np.asarray`` and ``fill_null`` do the same, but import pandas if it is installed, which takes
    half a second in a new process. A single chunk without nulls is not copied.
    """
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    parts = [_plain(one, missing) for one in chunks if len(one)]
    if not parts:
        return np.empty(0, dtype=column.type.to_pandas_dtype())
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _plain(piece: pa.Array, missing: float) -> Array:
    known, values = piece.buffers()
    within = slice(piece.offset, piece.offset + len(piece))
    array: Array = np.frombuffer(values, dtype=piece.type.to_pandas_dtype())[within]
    if not piece.null_count:
        return array
    bits = np.unpackbits(np.frombuffer(known, dtype=np.uint8), bitorder="little")
    return np.where(bits[within], array, array.dtype.type(missing))


def encode(column: pa.ChunkedArray, declared: Column) -> Any:
    """Return one Arrow column as arrays: Coded, days, numbers, or -1/0/1 for no and yes."""
    if declared.kind == "date":
        days = column.cast(pa.date32()).cast(pa.int32())
        return plain(days, int(NO_DAY))
    if declared.kind == "number":
        return plain(column.cast(pa.float64()), float("nan"))
    if declared.kind == "yes_no":
        return plain(column.cast(pa.int8()))
    if declared.kind == "codes":
        column = _join_chunks(column)
    if declared.kind == "key":
        column = pc.replace_substring(column.cast(pa.string()), "-", "")
    return encode_column(column.cast(pa.string()))


def _join_chunks(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_list(column.type) and not pa.types.is_large_list(column.type):
        return column  # joined before
    inner = pc.binary_join(column.cast(pa.list_(pa.string())), MANY)
    full = pc.binary_join_element_wise("", inner, "", MANY)
    return pc.if_else(pc.greater(pc.binary_length(inner), 0), full, pa.scalar(None, pa.string()))


def encode_column(column: pa.ChunkedArray | pa.Array) -> Coded:
    """Return text as indexes into its sorted different values."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    found = column.dictionary_encode()
    values = np.asarray(found.dictionary.to_pylist(), dtype=object).astype(str)
    order = np.argsort(values, kind="stable")
    place = np.empty(len(values) + 1, dtype=np.int32)
    place[order] = np.arange(len(values), dtype=np.int32)
    place[-1] = -1
    index = plain(found.indices).astype(np.int32, copy=False)
    return Coded(place[index], values[order])


def join(left: Any, right: Any) -> Any:
    """Lay the rows of ``right`` behind those of ``left``."""
    if not isinstance(left, Coded):
        return np.concatenate([left, right])
    if not len(right):
        return left
    if len(left.values) == len(right.values) and bool((left.values == right.values).all()):
        return Coded(np.concatenate([left.index, right.index]), left.values)
    if not len(left.values):
        return Coded(np.concatenate([left.index, right.index]), right.values)
    found = np.searchsorted(left.values, right.values)
    there = left.values[np.minimum(found, len(left.values) - 1)] == right.values
    fresh = right.values[~there]
    values = np.concatenate([left.values, fresh]) if len(fresh) else left.values
    moved = np.empty(len(right.values) + 1, dtype=np.int32)
    moved[:-1][there] = found[there]
    moved[:-1][~there] = len(left.values) + np.arange(len(fresh))
    moved[-1] = -1
    # Values new in the overlay follow the sorted ones; only a base is searched.
    return Coded(np.concatenate([left.index, moved[right.index]]), values)


def take(column: Any, rows: Array) -> Any:
    """Return the given rows of a column."""
    if isinstance(column, Coded):
        return Coded(column.index[rows], column.values)
    return column[rows]


def fingerprint(facts: FactTable) -> str:
    """Return what a stored base must agree with: names and kinds of the columns."""
    return " ".join(f"{column.name}:{column.kind}" for column in facts.all_columns)


@functools.lru_cache(maxsize=64)
def split(value: str) -> tuple[str, ...]:
    """Return the codes in a joined value."""
    return tuple(part for part in value.split(MANY) if part)


def texts(column: Any, declared: Column, rows: Sequence[int] | Array) -> list[str]:
    """Return the values of ``rows`` as text, always the same for equal values."""
    if isinstance(column, Coded):
        values = np.append(column.values, "")
        return [str(one) for one in values[column.index[rows]]]
    if declared.kind == "date":
        days = np.asarray(column[rows])
        return ["" if day == NO_DAY else str(np.datetime64(int(day), "D")) for day in days]
    if declared.kind == "number":
        return ["" if one != one else f"{one:g}" for one in column[rows].tolist()]
    return [{-1: "", 0: "no", 1: "yes"}[one] for one in column[rows].tolist()]
