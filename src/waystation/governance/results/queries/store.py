"""The facts on disk and in memory: always as the records are at this moment.

Per organisation and source there is a base: sorted Parquet, named by the place in the audit
trail it was read at. Whatever was written since stands in the trail, so a reader asks which
records those are, reads just these again and lays them over the base. Facts therefore cannot
disagree with records; a base is a convenience that may be thrown away at any time.

The trail's hash at that place is kept too. A base made inside a transaction that was rolled
back, or before the database was restored from a copy, does not fit the trail and is made anew.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import secrets
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.utils.module_loading import import_string

from waystation.foundation.access import contributions
from waystation.foundation.audit import queries as audit_queries
from waystation.foundation.shared.facts import FactTable

from . import authentic, columns
from .columns import Array, Coded, plain

FORMAT = 3
"""2: an action that follows advice up stands in the trail; bases from before may lack some.
3: a base is authenticated, so that a forged one is not read."""
FEW_TO_ASK = 5_000
"""Up to so many records are asked for by their keys; more by reading all."""
OVERLAY_ROWS = 20_000
"""How many fresh rows a base carries before it is written anew."""

logger = logging.getLogger(__name__)
_kept: dict[tuple[UUID, str], Facts] = {}
_guard = threading.Lock()


def tables() -> dict[str, FactTable]:
    """Return every fact table that the rooms promise, by its key."""
    return _tables(tuple(contributions.merged("facts").values()))


@lru_cache(maxsize=8)
def _tables(paths: tuple[str, ...]) -> dict[str, FactTable]:
    return {table.key: table for table in map(import_string, paths)}


@dataclass
class Base:
    """One written base: where it lies, where in the trail it was read, columns read so far."""

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
            forget()
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


@dataclass
class Facts:
    """One source as it stands at one place in the trail. Does not change."""

    table: FactTable
    number: int
    digest: str
    base: Base
    fresh: pa.Table | None = None
    touched: frozenset[UUID] = frozenset()
    memo: dict[Any, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def declared(self) -> dict[str, Any]:
        return {column.name: column for column in self.table.all_columns}

    @cached_property
    def _alive(self) -> Array | None:
        """The rows of the base that nothing has touched since; None when that is all."""
        if not self.touched or not self.base.rows:
            return None
        records = self.base.column("record", self.table)
        ids = np.sort(np.frombuffer(b"".join(one.bytes for one in self.touched), dtype="S16"))
        # A record may have several rows: a group session has one per attendee.
        edges = np.zeros(len(records) + 1, dtype=np.int64)
        np.add.at(edges, np.searchsorted(records, ids, side="left"), 1)
        np.add.at(edges, np.searchsorted(records, ids, side="right"), -1)
        keep = np.cumsum(edges[:-1]) == 0
        return None if keep.all() else np.flatnonzero(keep)

    def __len__(self) -> int:
        alive = self.base.rows if self._alive is None else len(self._alive)
        return alive + (self.fresh.num_rows if self.fresh is not None else 0)

    def column(self, name: str) -> Any:
        """Return a column over all rows: the untouched of the base, then the fresh ones."""
        key = ("column", name)
        if key not in self.memo:
            old = self.base.column(name, self.table)
            if self._alive is not None:
                old = columns.take(old, self._alive)
            if self.fresh is not None and self.fresh.num_rows:
                text = self.fresh.column(name)
                new = (
                    columns.records_of(text)
                    if name == "record"
                    else columns.encode(text, self.declared[name])
                )
                old = columns.join(old, new)
            self.memo[key] = old
        return self.memo[key]

    @cached_property
    def record_of(self) -> tuple[Array, Array]:
        """The number of each row's record, and the first row of each record.

        Most sources have one row per record; of others, rows of a record stand together.
        """
        records = self.column("record")
        order = np.argsort(records, kind="stable")
        ordered = records[order]
        first = np.ones(len(ordered), dtype=bool)
        first[1:] = ordered[1:] != ordered[:-1]
        if first.all():
            everything = np.arange(len(ordered))
            return everything, everything
        number = np.empty(len(ordered), dtype=np.int64)
        number[order] = np.cumsum(first) - 1
        return number, order[first]

    def load(self, names: list[str]) -> None:
        """Read these columns of the base together."""
        self.base.load(names, self.table)


def facts(organisation: UUID, source: str) -> Facts:
    """Return a source as its records are now."""
    table = tables()[source]
    number, digest = audit_queries.chain_head(organisation)
    with _guard:
        kept = _kept.get((organisation, source))
    if kept is not None and (kept.number, kept.digest) == (number, digest):
        return kept
    if (
        kept is None
        or not kept.base.folder.exists()
        or not _fits(organisation, kept.number, kept.digest, number)
    ):
        kept = _opened(organisation, table)
    now = _brought_up(organisation, kept, number, digest)
    if now.fresh is not None and now.fresh.num_rows > OVERLAY_ROWS:
        now = _compacted(organisation, now)
    with _guard:
        _kept[(organisation, source)] = now
    return now


def _fits(organisation: UUID, number: int, digest: str, head: int) -> bool:
    return number <= head and audit_queries.chain_digest(organisation, number) == digest


def _brought_up(organisation: UUID, kept: Facts, number: int, digest: str) -> Facts:
    """Lay over ``kept`` what was written after it, up to now."""
    table = kept.table
    changed = audit_queries.changes_since(organisation, kept.number)
    ids = set(changed.get(table.subject_kind, ()))
    for kind, affected in table.follows.items():
        if changed.get(kind):
            ids |= set(affected(organisation, sorted(changed[kind])))
    if not ids:
        return Facts(table, number, digest, kept.base, kept.fresh, kept.touched, kept.memo)
    return _laid_over(organisation, kept, ids, number, digest)


def _laid_over(organisation: UUID, kept: Facts, ids: set[UUID], number: int, digest: str) -> Facts:
    """Read these records anew and lay them over ``kept``."""
    table = kept.table
    again = table.read(organisation, sorted(ids))
    columns.check(again, table)
    if kept.fresh is not None and kept.fresh.num_rows:
        texts = pa.array([one.hex for one in ids])
        bare = pc.replace_substring(kept.fresh.column("record"), "-", "")
        rest = kept.fresh.filter(pc.invert(pc.is_in(bare, texts)))
        again = pa.concat_tables([rest, again.select(rest.schema.names)], promote_options="default")
    return Facts(table, number, digest, kept.base, again, kept.touched | ids)


def asked_again(organisation: UUID, kept: Facts, ids: set[UUID]) -> Facts:
    """Return ``kept`` with these records as the database holds them, whatever the log says.

    For a check that must not rest on what was stored before; where there are many, all records
    are read.
    """
    if len(ids) <= FEW_TO_ASK:
        return _laid_over(organisation, kept, ids, kept.number, kept.digest) if ids else kept
    rows = kept.table.read(organisation, None)
    columns.check(rows, kept.table)
    return Facts(kept.table, kept.number, kept.digest, NoBase(), rows)


# On disk


def folder_of(organisation: UUID, source: str) -> Path:
    """Return where the bases of a source lie."""
    return Path(settings.STATE) / "facts" / str(organisation) / source


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Only one process makes a base of a source at a time; the others wait and then use it."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _opened(organisation: UUID, table: FactTable) -> Facts:
    """Return the newest base that fits the trail; make one if there is none."""
    found = _newest(organisation, table)
    if found is None:
        with _alone(folder_of(organisation, table.key)):
            found = _newest(organisation, table)
            if found is None:
                found = _built(organisation, table)
    return Facts(table, found.number, found.digest, found)


def _newest(organisation: UUID, table: FactTable) -> Base | None:
    folder = folder_of(organisation, table.key)
    if not folder.is_dir():
        return None
    head = audit_queries.chain_number(organisation)
    for place in sorted(folder.glob("base-*"), reverse=True):
        try:
            about = authentic.about(place)
        except (OSError, ValueError):
            continue  # being removed by another process
        if about["format"] != FORMAT or about["columns"] != columns.fingerprint(table):
            continue
        if not _fits(organisation, about["number"], about["digest"], head):
            continue
        base = Base(place, about["number"], about["digest"], about["rows"])
        if wrong := authentic.problem(organisation, table.key, place, about):
            logger.error("A fact file is not read: %s %s", place, wrong)
            continue
        return base
    return None


def _built(organisation: UUID, table: FactTable) -> Base:
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
    return _written(organisation, table, number, digest, arrays)


def _compacted(organisation: UUID, grown: Facts) -> Facts:
    """Write base and overlay as one base. The records are not read again."""
    table = grown.table
    with _alone(folder_of(organisation, table.key)):
        newest = _newest(organisation, table)
        if newest is None or newest.number < grown.number:
            arrays = {column.name: grown.column(column.name) for column in table.all_columns}
            newest = _written(organisation, table, grown.number, grown.digest, arrays)
    number, digest = audit_queries.chain_head(organisation)
    return _brought_up(
        organisation, Facts(table, newest.number, newest.digest, newest), number, digest
    )


def _written(
    organisation: UUID, table: FactTable, number: int, digest: str, arrays: dict[str, Any]
) -> Base:
    """Write a base beside the others and move it into place in one step."""
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
            _flushed(pa.table({column.name: values.values}), making / f"{column.name}.parquet")
        elif isinstance(values, Coded):
            values = _tight(values)
            out[column.name] = pa.DictionaryArray.from_arrays(
                pa.array(values.index, mask=values.index < 0), pa.array(values.values, pa.string())
            )
        else:
            out[column.name] = pa.array(values)
    _flushed(pa.table(out), making / "rows.parquet")
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
    # What a killed process left half-made goes; the base before stays for who is reading it.
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


def _flushed(table: pa.Table, path: Path) -> None:
    with path.open("wb") as file:
        pq.write_table(table, file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())


def rebuild(organisation: UUID, source: str) -> int:
    """Read a source anew from its records and return the number of rows."""
    table = tables()[source]
    with _alone(folder_of(organisation, source)):
        base = _built(organisation, table)
    with _guard:
        _kept[(organisation, source)] = Facts(table, base.number, base.digest, base)
    return base.rows


def disagreements(organisation: UUID, source: str) -> list[str]:
    """Return the keys of records whose fact is not what reading them anew gives."""
    kept = facts(organisation, source)
    rows = kept.table.read(organisation, None)
    left: dict[str, list[tuple[str, ...]]] = _lines(kept)
    right: dict[str, list[tuple[str, ...]]] = {}
    names = [column.name for column in kept.table.all_columns if column.name != "record"]
    arrays = {name: columns.encode(rows.column(name), kept.declared[name]) for name in names}
    everything = np.arange(rows.num_rows)
    cells = [columns.texts(arrays[name], kept.declared[name], everything) for name in names]
    for key, *line in zip(rows.column("record").to_pylist(), *cells, strict=True):
        right.setdefault(UUID(key).hex, []).append(tuple(line))
    return sorted(
        str(UUID(key))
        for key in left.keys() | right.keys()
        if sorted(left.get(key, [])) != sorted(right.get(key, []))
    )


def _lines(kept: Facts) -> dict[str, list[tuple[str, ...]]]:
    names = [column.name for column in kept.table.all_columns if column.name != "record"]
    everything = np.arange(len(kept))
    cells = [columns.texts(kept.column(name), kept.declared[name], everything) for name in names]
    keys = [bytes(one).ljust(16, b"\0").hex() for one in kept.column("record")]
    lines: dict[str, list[tuple[str, ...]]] = {}
    for key, *line in zip(keys, *cells, strict=True):
        lines.setdefault(key, []).append(tuple(line))
    return lines


def forget() -> None:
    """Let go of everything kept in memory."""
    with _guard:
        _kept.clear()
        _tables.cache_clear()
