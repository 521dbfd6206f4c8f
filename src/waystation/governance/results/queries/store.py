"""The facts on disk and in memory, always in agreement with the current records.

Per organisation and source there is a base: sorted Parquet, named by the place in the audit
log it was read at. Whatever was written since is in the log, so a reader asks which
records those are, reads just these again and lays them over the base. Facts therefore cannot
disagree with records; a base is a convenience that may be thrown away at any time.

The log's hash at that place is stored too. A base made inside a transaction that was rolled
back, or before the database was restored from a copy, does not fit the log and is created again.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.module_loading import import_string

from waystation.foundation.access import contributions
from waystation.foundation.audit import queries as audit_queries
from waystation.foundation.shared.facts import FactTable

from . import authentic, bases, columns
from .bases import Base
from .columns import Array

FEW_TO_ASK = 5_000
"""Up to so many records are asked for by their keys; more by reading all."""
OVERLAY_ROWS = 20_000
"""How many fresh rows a base carries before it is written anew."""

_kept: dict[tuple[UUID, str], Facts] = {}
_guard = threading.Lock()


def tables() -> dict[str, FactTable]:
    """Return every fact table that apps declare, by its key."""
    declared = contributions.each_of("facts")
    return _tables(tuple(path for _label, paths in declared for path in paths.values()))


@lru_cache(maxsize=8)
def _tables(paths: tuple[str, ...]) -> dict[str, FactTable]:
    return {table.key: table for table in map(import_string, paths)}


@dataclass
class Facts:
    """One source at one place in the log. Does not change."""

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
        records = self._stored("record")
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

    def _stored(self, name: str) -> Any:
        try:
            return self.base.column(name, self.table)
        except authentic.Altered:
            forget()
            raise

    def column(self, name: str) -> Any:
        """Return a column over all rows: the untouched of the base, then the fresh ones."""
        key = ("column", name)
        if key not in self.memo:
            old = self._stored(name)
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

        Most sources have one row per record; of others, rows of a record are together.
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
        try:
            self.base.load(names, self.table)
        except authentic.Altered:
            forget()
            raise


def facts(organisation: UUID, source: str, head: tuple[int, str] | None = None) -> Facts:
    """Return a source as its records are now, or were at ``head`` of the audit log."""
    table = tables()[source]
    number, digest = head or audit_queries.chain_head(organisation)
    with _guard:
        kept = _kept.get((organisation, source))
    if kept is not None and kept.number > number:  # another page has read what was written since
        number, digest = audit_queries.chain_head(organisation)
    if kept is not None and (kept.number, kept.digest) == (number, digest):
        return kept
    if (
        kept is None
        or not kept.base.folder.exists()
        or not bases.fits(organisation, kept.number, kept.digest, (number, digest))
    ):
        kept = _open_base(organisation, table)
    now = _brought_up(organisation, kept, number, digest)
    if now.fresh is not None and now.fresh.num_rows > OVERLAY_ROWS:
        now = _compact(organisation, now)
    with _guard:
        _kept[(organisation, source)] = now
    return now


# A page asks for a dozen sources, all read at the same entry of the log: what was written since is
# read once. The digest of the log's last entry is an argument so that the next write is not missed.
@lru_cache(maxsize=16)
def _changes_since(organisation: UUID, number: int, _head: str) -> dict[str, set[UUID]]:
    return audit_queries.changes_since(organisation, number)


def _brought_up(organisation: UUID, kept: Facts, number: int, digest: str) -> Facts:
    """Lay over ``kept`` what was written after it, up to now."""
    table = kept.table
    changed = _changes_since(organisation, kept.number, digest)
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


def refresh_records(organisation: UUID, kept: Facts, ids: set[UUID]) -> Facts:
    """Return ``kept`` with these records re-read from the database, whatever the log says.

    For a check that must not depend on stored data; if there are many, all records are read.
    """
    if len(ids) <= FEW_TO_ASK:
        return _laid_over(organisation, kept, ids, kept.number, kept.digest) if ids else kept
    rows = kept.table.read(organisation, None)
    columns.check(rows, kept.table)
    return Facts(kept.table, kept.number, kept.digest, bases.NoBase(), rows)


def _open_base(organisation: UUID, table: FactTable) -> Facts:
    """Return the newest base that fits the audit log; make one if there is none."""
    found = bases.newest(organisation, table)
    if found is None:
        with bases.alone(bases.folder_of(organisation, table.key)):
            found = bases.newest(organisation, table)
            if found is None:
                found = bases.build_base(organisation, table)
    return Facts(table, found.number, found.digest, found)


def _compact(organisation: UUID, grown: Facts) -> Facts:
    """Write base and overlay as one base. The records are not read again."""
    table = grown.table
    with bases.alone(bases.folder_of(organisation, table.key)):
        newest = bases.newest(organisation, table)
        if newest is None or newest.number < grown.number:
            arrays = {column.name: grown.column(column.name) for column in table.all_columns}
            newest = bases.write_base(organisation, table, grown.number, grown.digest, arrays)
    number, digest = audit_queries.chain_head(organisation)
    return _brought_up(
        organisation, Facts(table, newest.number, newest.digest, newest), number, digest
    )


def rebuild(organisation: UUID, source: str) -> int:
    """Rebuild a source from its records and return the number of rows."""
    table = tables()[source]
    with bases.alone(bases.folder_of(organisation, source)):
        base = bases.build_base(organisation, table)
    with _guard:
        _kept[(organisation, source)] = Facts(table, base.number, base.digest, base)
    return base.rows


def disagreements(organisation: UUID, source: str) -> list[str]:
    """Return the keys of records whose fact differs from a new reading."""
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
    """Forget everything in memory."""
    with _guard:
        _kept.clear()
        _tables.cache_clear()
        _changes_since.cache_clear()
