"""The bases of facts on disk: sorted Parquet, named by their position in the audit log.

A base carries the log's hash at that position. A base made in a transaction that was rolled back,
or before the database was restored from a backup, does not match the log and is not read.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from waystation.foundation.audit import queries as audit_queries
from waystation.foundation.shared.facts import FactTable

from . import authentic, columns
from .columns import Coded, plain

FORMAT = 3
"""2: an action that follows advice up is in the audit log; bases from before may lack some.
3: a base is authenticated, so that a forged one is not read."""

logger = logging.getLogger(__name__)


@dataclass
class Base:
    """One base on disk: its folder, its position in the audit log, and the columns read so far."""

    folder: Path
    number: int
    digest: str
    rows: int
    read: dict[str, Any] = field(default_factory=dict, repr=False)
    stamp: Any = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.stamp = authentic.stamp(self.folder)

    def column(self, name: str, facts: FactTable) -> Any:
        """Return one column, read from disk the first time."""
        if name not in self.read:
            self.load([name], facts)
        return self.read[name]

    def load(self, names: list[str], facts: FactTable) -> None:
        """Read several columns at once, on all cores."""
        wanted = [name for name in dict.fromkeys(names) if name not in self.read]
        if not wanted:
            return
        if authentic.stamp(self.folder) != self.stamp:
            raise authentic.Altered
        declared = {column.name: column for column in facts.all_columns}
        # ParquetFile and not read_table: that one imports pandas wherever it is installed.
        with pq.ParquetFile(self.folder / "rows.parquet", memory_map=True) as file:
            table = file.read(columns=wanted, use_threads=True).unify_dictionaries()
        for name in wanted:
            chunks = table.column(name)
            kind = declared[name].kind
            if name == "record":
                whole = chunks.combine_chunks()
                self.read[name] = np.frombuffer(whole.buffers()[1], dtype="S16")[
                    whole.offset : whole.offset + len(whole)
                ]
            elif kind == "key":
                with pq.ParquetFile(self.folder / f"{name}.parquet") as file:
                    values = file.read().column(0)
                known = np.asarray(values.to_pylist(), dtype=object).astype(str)
                self.read[name] = Coded(plain(chunks).astype(np.int32, copy=False), known)
            elif kind in {"code", "codes"}:
                whole = chunks.combine_chunks()
                if isinstance(whole, pa.ChunkedArray):
                    whole = whole.chunk(0) if whole.num_chunks else pa.array([], chunks.type)
                index = plain(whole.indices).astype(np.int32, copy=False)
                values = np.asarray(whole.dictionary.to_pylist(), dtype=object).astype(str)
                self.read[name] = Coded(index, values)
            else:
                self.read[name] = plain(chunks)


class NoBase(Base):
    """No rows on disk: all of them are fresh."""

    def __init__(self) -> None:
        super().__init__(Path(), 0, "", 0)

    def column(self, name: str, facts: FactTable) -> Any:
        """Return an empty column."""
        return columns.empty(next(one for one in facts.all_columns if one.name == name))

    def load(self, names: list[str], facts: FactTable) -> None:
        """There is nothing to read."""


def fits(organisation: UUID, number: int, digest: str, head: tuple[int, str]) -> bool:
    """Return whether the log had this digest at that place; ``head`` is its last entry."""
    return number <= head[0] and _digest_at(organisation, number, head[1]) == digest


@lru_cache(maxsize=16)
def _digest_at(organisation: UUID, number: int, _head: str) -> str | None:
    return audit_queries.chain_digest(organisation, number)  # once for all sources of a page


def folder_of(organisation: UUID, source: str) -> Path:
    """Return where the bases of a source lie."""
    return Path(settings.STATE) / "facts" / str(organisation) / source


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Only one process makes a base of a source at a time; the others wait and then use it."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def newest(organisation: UUID, table: FactTable) -> Base | None:
    """Return the newest base of a source that fits the log and is ours; None without one."""
    folder = folder_of(organisation, table.key)
    if not folder.is_dir():
        return None
    head = audit_queries.chain_head(organisation)
    for place in sorted(folder.glob("base-*"), reverse=True):
        try:
            about = authentic.about(place)
        except (OSError, ValueError):
            continue  # being removed by another process
        if about["format"] != FORMAT or about["columns"] != columns.fingerprint(table):
            continue
        if not fits(organisation, about["number"], about["digest"], head):
            continue
        base = Base(place, about["number"], about["digest"], about["rows"])
        if wrong := authentic.problem(organisation, table.key, place, about):
            logger.error("A fact file is not read: %s %s", place, wrong)
            continue
        return base
    return None


def build_base(organisation: UUID, table: FactTable) -> Base:
    """Read all records and write a base of them."""
    number, digest = audit_queries.chain_head(organisation)
    rows = table.read(organisation, None)
    columns.check(rows, table)
    arrays = {
        column.name: (
            columns.records_of(rows.column("record"))
            if column.name == "record"
            else columns.encode(rows.column(column.name), column)
        )
        for column in table.all_columns
    }
    return write_base(organisation, table, number, digest, arrays)


def write_base(
    organisation: UUID, table: FactTable, number: int, digest: str, arrays: dict[str, Any]
) -> Base:
    """Write a base to a temporary folder and move it into place in one step."""
    folder = folder_of(organisation, table.key)
    folder.mkdir(parents=True, exist_ok=True)
    mark = secrets.token_hex(4)
    making = folder / f"making-{mark}"
    making.mkdir()
    order = np.argsort(arrays["record"], kind="stable")
    out: dict[str, pa.Array] = {}
    for column in table.all_columns:
        values = columns.take(arrays[column.name], order)
        if column.name == "record":
            out["record"] = pa.FixedSizeBinaryArray.from_buffers(
                pa.binary(16), len(values), [None, pa.py_buffer(values.tobytes())]
            )
        elif column.kind == "key":
            values = _tight(values)
            out[column.name] = pa.array(values.index)
            _flush(pa.table({column.name: values.values}), making / f"{column.name}.parquet")
        elif isinstance(values, Coded):
            values = _tight(values)
            out[column.name] = pa.DictionaryArray.from_arrays(
                pa.array(values.index, mask=values.index < 0), pa.array(values.values, pa.string())
            )
        else:
            out[column.name] = pa.array(values)
    _flush(pa.table(out), making / "rows.parquet")
    about: dict[str, Any] = {
        "format": FORMAT,
        "number": number,
        "digest": digest,
        "rows": len(order),
        "columns": columns.fingerprint(table),
        "files": authentic.hashes(making),
    }
    about["proof"] = authentic.proof(organisation, table.key, about)
    with (making / "about.json").open("w") as file:
        json.dump(about, file)
        file.flush()
        os.fsync(file.fileno())
    place = folder / f"base-{number:012d}-{mark}"
    making.rename(place)
    # What a killed process left is deleted; the base before remains for those who read it.
    outdated = sorted(folder.glob("base-*"), key=lambda one: one.stat().st_mtime)[:-2]
    for old in [*folder.glob("making-*"), *outdated]:
        shutil.rmtree(old, ignore_errors=True)
    return Base(place, number, digest, len(order))


def _tight(values: Coded) -> Coded:
    """Sort the values and leave out those that no row uses any more."""
    used = np.unique(values.index[values.index >= 0])
    texts = values.values[used]
    order = np.argsort(texts, kind="stable")
    place = np.full(len(values.values) + 1, -1, dtype=np.int32)
    place[used[order]] = np.arange(len(used), dtype=np.int32)
    return Coded(place[values.index], texts[order])


def _flush(table: pa.Table, path: Path) -> None:
    with path.open("wb") as file:
        pq.write_table(table, file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())
