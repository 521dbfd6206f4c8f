"""The records behind a figure, stored so that nobody can learn from it who was counted.

Per edition and source there is one row for each record that any figure used: a keyed digest of
the record and one of each value used. Per figure there are the columns it used and one bit per
row. The key is derived for this edition alone, so two editions cannot be laid side by side.
With the records at hand the digests can be made again, and what differs is exactly what changed.
"""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from waystation.foundation.access import queries as access
from waystation.governance.results.queries import columns
from waystation.governance.results.queries.columns import Array
from waystation.governance.results.queries.store import Facts

from .assembling import Numbered
from .proving import proof

RECORD_BYTES = 16
VALUE_BYTES = 8


@dataclass(frozen=True)
class StoredLineage:
    """The stored lineage of one source in one edition."""

    source: str
    counted_at: int
    rows: bytes
    members: bytes
    proofs: dict[int, str] = field(default_factory=dict)
    """Of each figure, the hash of the records behind it; stored in the edition itself."""

    @property
    def digest(self) -> str:
        return hashlib.sha256(
            len(self.rows).to_bytes(8, "big") + self.rows + self.members
        ).hexdigest()


@dataclass
class Opened:
    """A stored lineage, read back."""

    records: Array
    values: dict[str, Array]
    columns: dict[int, list[str]]
    members: dict[int, Array]


def key_of(organisation: UUID, edition: UUID) -> bytes:
    """Return the key of an edition's digests."""
    return access.keyring(organisation).derive(f"results lineage {edition}")


def record_digests(key: bytes, records: Iterable[bytes]) -> Array:
    """Return a keyed digest of each record's key (BLAKE2b, RFC 7693)."""
    start = hashlib.blake2b(key=key, digest_size=RECORD_BYTES)
    out = bytearray()
    for record in records:
        one = start.copy()
        one.update(record)
        out += one.digest()
    return np.frombuffer(bytes(out), dtype=f"V{RECORD_BYTES}")


def value_digests(key: bytes, name: str, digests: Array, texts: Sequence[str]) -> Array:
    """Return a keyed digest of each value, bound to its record and column."""
    start = hashlib.blake2b(key=key, digest_size=VALUE_BYTES)
    start.update(name.encode() + b"\x1f")
    out = bytearray()
    for record, text in zip(digests.tolist(), texts, strict=True):
        one = start.copy()
        one.update(record + text.encode())
        out += one.digest()
    return np.frombuffer(bytes(out), dtype=f"V{VALUE_BYTES}")


def texts_of(facts: Facts, name: str, numbers: Array) -> list[str]:
    """Return the value of a column for each record; of several rows, all values in order."""
    number, first = facts.record_of
    declared = facts.declared[name]
    if len(first) == len(number):
        return columns.texts(facts.column(name), declared, first[numbers])
    place = np.full(len(first), -1, dtype=np.int64)
    place[numbers] = np.arange(len(numbers))
    rows = np.flatnonzero(place[number] >= 0)
    found: list[list[str]] = [[] for _ in numbers]
    for at, text in zip(
        place[number[rows]].tolist(), columns.texts(facts.column(name), declared, rows), strict=True
    ):
        found[at].append(text)
    return ["\x1e".join(sorted(one)) for one in found]


def keys_at(facts: Facts, rows: Array) -> list[bytes]:
    """Return the keys of the records in these rows, 16 bytes each."""
    whole = facts.column("record")[rows].tobytes()
    return [whole[i : i + 16] for i in range(0, len(whole), 16)]


def used_columns(one: Numbered) -> list[str]:
    """Return the columns whose values decided a figure."""
    definition = one.table.known.definition
    names = [*definition.columns, *one.table.where]
    if one.figure.key:
        names += [name for name in one.table.dimensions if name != "month"]
    return list(dict.fromkeys(names))


def keep(
    organisation: UUID, edition: UUID, figures: Sequence[Numbered], facts: dict[str, Facts]
) -> list[StoredLineage]:
    """Return the lineage of all figures, one piece per source."""
    key = key_of(organisation, edition)
    kept = []
    for source in sorted({one.table.known.definition.source for one in figures}):
        mine = [one for one in figures if one.table.known.definition.source == source]
        kept.append(_keep_source(key, source, mine, facts[source]))
    return kept


def _keep_source(key: bytes, source: str, figures: list[Numbered], facts: Facts) -> StoredLineage:
    number, first = facts.record_of
    behind = {one.number: np.unique(number[members_of(one)]) for one in figures}
    used = np.zeros(len(first), dtype=bool)
    for records in behind.values():
        used[records] = True
    records = np.flatnonzero(used)
    place = np.full(len(first), -1, dtype=np.int64)
    place[records] = np.arange(len(records))
    digests = record_digests(key, keys_at(facts, first[records]))
    table = {"record": _binary(digests)}
    values = {}
    for name in sorted({name for one in figures for name in used_columns(one)}):
        texts = texts_of(facts, name, records)
        values[name] = value_digests(key, name, digests, texts)
        table[name] = _binary(values[name])
    packed = io.BytesIO()
    pq.write_table(pa.table(table), packed, compression="zstd", use_dictionary=False)
    members = {
        str(one.number): {
            "columns": used_columns(one),
            "bits": zlib.compress(_bits(place[behind[one.number]], len(records)), 1).hex(),
        }
        for one in figures
    }
    return StoredLineage(
        source,
        facts.number,
        packed.getvalue(),
        zlib.compress(json.dumps(members, sort_keys=True, separators=(",", ":")).encode(), 1),
        {
            one.number: proof(
                one.number,
                digests[place[behind[one.number]]],
                {name: values[name][place[behind[one.number]]] for name in used_columns(one)},
            )
            for one in figures
        },
    )


def members_of(one: Numbered) -> Array:
    """Return the rows behind a figure; none for a cell that does not occur."""
    if one.cell is None:
        return np.zeros(0, dtype=np.int64)
    return one.counted.members(one.cell)


def _bits(positions: Array, length: int) -> bytes:
    flags = np.zeros(length, dtype=bool)
    flags[positions] = True
    return np.packbits(flags).tobytes()


def _binary(digests: Array) -> pa.Array:
    return pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(digests.dtype.itemsize), len(digests), [None, pa.py_buffer(digests.tobytes())]
    )


def read_lineage(rows: bytes, members: bytes) -> Opened:
    """Read a stored lineage back."""
    table = pq.ParquetFile(io.BytesIO(rows)).read()
    arrays: dict[str, Any] = {}
    for name in table.schema.names:
        whole = table.column(name).combine_chunks()
        width = whole.type.byte_width
        raw = whole.buffers()[1].to_pybytes() if len(whole) else b""
        start = whole.offset * width
        arrays[name] = np.frombuffer(raw[start : start + len(whole) * width], dtype=f"V{width}")
    records = arrays.pop("record")
    found = json.loads(zlib.decompress(members))
    bits = {
        int(number): np.unpackbits(
            np.frombuffer(zlib.decompress(bytes.fromhex(one["bits"])), dtype=np.uint8),
            count=len(records),
        ).astype(bool)
        for number, one in found.items()
    }
    named = {int(number): list(one["columns"]) for number, one in found.items()}
    return Opened(records, arrays, named, bits)


def positions(known: Array, asked: Array) -> Array:
    """Return where each asked digest is among the known ones, -1 if it does not."""
    if not len(known):
        return np.full(len(asked), -1, dtype=np.int64)
    left, right = known.view(f"S{RECORD_BYTES}"), asked.view(f"S{RECORD_BYTES}")
    order = np.argsort(left, kind="stable")
    at = np.minimum(np.searchsorted(left, right, sorter=order), len(left) - 1)
    return np.where(left[order[at]] == right, order[at], -1)
