"""Storing the records behind an estimate: compressed Parquet, content hash, provenance."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from waystation.foundation.shared.words import N_

from .columns import labels_of
from .estimate import Estimate
from .frames import as_array
from .problems import CannotEstimate
from .results import Estimates

# Columns that name a person never belong into a snapshot, whatever they hold.
NAMING = re.compile(
    r"(^|_)(name|first_?name|last_?name|surname|phone|telephone|email|address|passport|"
    r"personal_?(no|number|id)|birth_?date|date_of_birth|gps|latitude|longitude)($|_)",
    re.IGNORECASE,
)
PSEUDONYM = re.compile(r"[0-9a-f]{16,}")
KeyOf = Callable[[str], bytes]
"""A snapshot's digest → its 256-bit key. Each file has a key of its own (AES-GCM needs that)."""


@dataclass(frozen=True)
class Snapshot:
    """Records as they were: ``digest`` is the SHA-256 of their content, whatever the row order."""

    path: Path
    digest: str
    rows: int
    columns: tuple[str, ...]
    sorted_by: tuple[str, ...]
    source: str
    taken_at: str
    key_of: KeyOf | None = field(default=None, repr=False, compare=False)

    def table(self, columns: Sequence[str] | None = None) -> Any:
        """Return the records as an Arrow table, all columns or those named."""
        chosen = None if columns is None else list(columns)
        return _read(self.path, self.key_of, chosen)

    def column(self, name: str) -> Any:
        """Return one column as a NumPy array; text without a value is None, numbers NaN."""
        return as_array(self.table([name]).column(0))


def take_snapshot(
    records: Any,
    folder: Path,
    *,
    sorted_by: Sequence[str],
    source: str,
    taken_at: datetime,
    key: str | None = None,
    coded: Sequence[str] = (),
    key_of: KeyOf | None = None,
) -> Snapshot:
    """Write ``records`` to ``folder`` as Parquet, sorted by the design, named by their hash.

    Parameters
    ----------
    records : Arrow table or dict name → column
        Pseudonymous: a column whose name says that it names a person is refused.
    sorted_by : names of columns
        Stratum, cluster …: sorted data are scanned several times faster.
    source : str
        Where the records came from, for the provenance (a form and its version, a query).
    taken_at : aware datetime
    key : str, optional
        The column that tells persons apart; it must hold keyed hashes (16 or more hex digits).
    coded : names of columns, optional
        Whose values come from a closed list, so that they name nobody whatever they are called
        ("owns_phone").
    key_of : digest → 32 bytes, optional
        Encrypts the file (Parquet modular encryption, AES-256-GCM). The digest stays that of
        the content, so with or without a key it is the same snapshot.

    Returns
    -------
    Snapshot
        The same content gives the same digest and the same file, in whatever order it came.

    Raises
    ------
    CannotEstimate
        Naming columns, a key that is no pseudonym, unknown sort columns, no rows.
    """
    import pyarrow
    import pyarrow.compute
    import pyarrow.parquet as parquet

    table = records if isinstance(records, pyarrow.Table) else pyarrow.table(dict(records))
    names = table.schema.names
    naming = [name for name in names if names_somebody(name) and name not in coded]
    if naming:
        raise CannotEstimate(
            N_("A snapshot must not identify anyone: leave out the column(s) {names}."),
            code="snapshot_names",
            names=labels_of(naming),
        )
    unknown = [name for name in (*sorted_by, *([key] if key else [])) if name not in names]
    if unknown or not table.num_rows:
        raise CannotEstimate(
            N_("A snapshot needs rows and the column(s) {names}."),
            code="snapshot_columns",
            names=labels_of(unknown or names),
        )
    if key is not None:
        _check_key(key, table.column(key).to_pylist())
    order = [*sorted_by, *sorted(set(names) - set(sorted_by))]
    table = _without_nan(table, pyarrow)
    table = table.select(order).sort_by([(name, "ascending") for name in order]).combine_chunks()
    digest = content_digest(table)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{digest}.parquet"
    told = {
        "digest": digest,
        "rows": table.num_rows,
        "sorted_by": list(sorted_by),
        "source": source,
        "taken_at": taken_at.isoformat(),
    }
    try:
        os.utime(path)  # taken again: its age begins anew
    except FileNotFoundError:
        marked = table.replace_schema_metadata({"waystation": json.dumps(told, sort_keys=True)})
        beside = path.with_suffix(".writing")
        locked = {}
        if key_of is not None:
            from pyarrow.parquet import encryption

            locked = {"encryption_properties": encryption.create_encryption_properties(
                key_of(digest), encryption_algorithm="AES_GCM_V1"
            )}  # fmt: skip
        parquet.write_table(marked, beside, compression="zstd", **locked)
        beside.rename(path)
    return open_snapshot(path, key_of=key_of)


def names_somebody(column: str) -> bool:
    """Return whether a column is called as if it named a person."""
    return NAMING.search(column) is not None


def _opened_with(path: Path, key_of: KeyOf | None) -> dict[str, Any]:
    if key_of is None:
        return {}
    from pyarrow.parquet import encryption

    key = key_of(path.stem)
    return {
        "decryption_properties": encryption.create_decryption_properties(
            key, allow_plaintext_files=True
        )
    }


def _read(path: Path, key_of: KeyOf | None, columns: list[str] | None = None) -> Any:
    import pyarrow.parquet as parquet

    opened = _opened_with(path, key_of)
    return parquet.read_table(path, columns=columns, memory_map=not opened, **opened)


def open_snapshot(path: Path, *, check: bool = False, key_of: KeyOf | None = None) -> Snapshot:
    """Return the snapshot at ``path``; with ``check`` its content is hashed again.

    ``key_of`` is the one it was taken with. Raises :class:`CannotEstimate` when it is no
    snapshot, its key is another one, or its content has changed.
    """
    import pyarrow.parquet as parquet

    try:
        schema = parquet.read_schema(path, **_opened_with(path, key_of))
    except OSError:
        raise CannotEstimate(
            N_("Snapshot {path} does not open: it is damaged, or has another key."),
            code="snapshot_closed",
            path=path.name,
        ) from None
    raw = (schema.metadata or {}).get(b"waystation")
    if raw is None:
        raise CannotEstimate(
            N_("{path} is not a snapshot of ours."), code="snapshot_foreign", path=path.name
        )
    told = json.loads(raw)
    if check and content_digest(_read(path, key_of)) != told["digest"]:
        raise CannotEstimate(
            N_("Snapshot {path} has changed since it was taken. Restore it from the backup."),
            code="snapshot_changed",
            path=path.name,
        )
    return Snapshot(
        path, told["digest"], told["rows"], tuple(schema.names), tuple(told["sorted_by"]),
        told["source"], told["taken_at"], key_of,
    )  # fmt: skip


def content_digest(table: Any) -> str:
    """Return the SHA-256 of names, types and values of a sorted table, not of a file's bytes."""
    import pyarrow
    import pyarrow.compute as compute

    digest = hashlib.sha256()
    for name in sorted(table.schema.names):
        column = table.column(name).combine_chunks()
        kind = column.type
        digest.update(f"{name}\0{kind}\0{len(column)}\0".encode())
        digest.update(compute.is_null(column).to_numpy(zero_copy_only=False).tobytes())
        if pyarrow.types.is_integer(kind) or pyarrow.types.is_floating(kind):
            filled = column.fill_null(0).to_numpy(zero_copy_only=False)
            digest.update(filled.astype(filled.dtype.newbyteorder("<")).tobytes())
        else:
            for value in column.to_pylist():
                text = b"" if value is None else str(value).encode()
                digest.update(len(text).to_bytes(8, "little") + text)
    return digest.hexdigest()


def _without_nan(table: Any, pyarrow: Any) -> Any:
    """Return ``table`` with NaN as null: one way to be missing, and statistics that are true."""
    for place, column in enumerate(table.schema):
        if pyarrow.types.is_floating(column.type):
            values = table.column(place)
            known = pyarrow.compute.is_finite(values)
            kept = pyarrow.compute.or_(known, pyarrow.compute.is_inf(values))
            nothing = pyarrow.scalar(None, column.type)
            table = table.set_column(
                place, column.name, pyarrow.compute.if_else(kept, values, nothing)
            )
    return table


def _check_key(name: str, values: Sequence[Any]) -> None:
    for row, value in enumerate(values, start=1):
        if not isinstance(value, str) or not PSEUDONYM.fullmatch(value):
            raise CannotEstimate(
                N_(
                    "Row {row} of “{name}” is not a pseudonym. Give keyed hashes, never identities."
                ),
                code="snapshot_key",
                row=row,
                name=name,
            )


@lru_cache(maxsize=1)
def code_version() -> str:
    """Return the version of this engine and the hash of its source, so that a figure names it."""
    from waystation import __version__

    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:16]}"


def provenance(
    estimate: Estimate | Estimates,
    snapshot: Snapshot,
    *,
    policy: str | None = None,
    approver: str | None = None,
    settings: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return where an estimate comes from, as plain data that ``results`` keeps with a figure.

    estimate → snapshot hash → code version → disclosure policy → approver. ``policy`` and
    ``approver`` are references (a policy row, a user's key), never names; None until decided.
    """
    rows = estimate.as_rows() if isinstance(estimate, Estimates) else [dict(vars(estimate))]
    return {
        "estimates": rows,
        "snapshot": snapshot.digest,
        "rows": snapshot.rows,
        "source": snapshot.source,
        "taken_at": snapshot.taken_at,
        "code": code_version(),
        "settings": dict(settings or {}),
        "policy": policy,
        "approver": approver,
    }
