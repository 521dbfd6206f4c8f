"""Facts at a moment, for external computation: pseudonyms only.

The columns are those of the app's own fact table, which knows what identity is; the app reads
them through ``access.columns_of``, from PostgreSQL by ADBC.
"""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

import pyarrow as pa

from waystation.analysis.survey import Snapshot, take_snapshot
from waystation.foundation.access import queries as access
from waystation.foundation.audit import queries as audit_queries
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_

from . import store

PURPOSE = "records in snapshots"
PSEUDONYM = re.compile(r"[0-9a-f]{16,}|")
SORTED_BY = ("office", "date")


def snapshot_of(organisation: UUID, source: str, folder: Path) -> Snapshot:
    """Write a fact table as sorted, compressed Parquet, named by the hash of its content.

    A record's key is replaced by a keyed hash that is the same in every snapshot of the
    organisation and useless elsewhere. Raises Refusal for an unknown source, and if a person's
    column contains anything but pseudonyms.
    """
    table = store.tables().get(source)
    if table is None:
        raise Refusal(
            N_('There are no facts called "{source}".'), code="source_unknown", source=source
        )
    number, digest = audit_queries.chain_head(organisation)
    rows = table.read(organisation, None)
    keyring = access.keyring(organisation)
    columns = {}
    for declared in table.all_columns:
        column = rows.column(declared.name)
        if declared.name == "record":
            column = pa.array(
                [keyring.digest(PURPOSE, one.encode()).hex() for one in column.to_pylist()],
                pa.string(),
            )
        elif declared.kind == "codes":
            column = pa.array(
                [None if one is None else " ".join(one) for one in column.to_pylist()], pa.string()
            )
        elif declared.name == "person":
            _require_pseudonyms(column.to_pylist())
        columns[declared.name] = column
    return take_snapshot(
        columns,
        folder,
        sorted_by=SORTED_BY,
        source=f"{source}, trail {number} {digest}",
        taken_at=now(),
        key="record",
    )


def _require_pseudonyms(people: list[str | None]) -> None:
    for row, person in enumerate(people, start=1):
        if not PSEUDONYM.fullmatch((person or "").replace("-", "")):
            raise Refusal(
                N_("Row {row} names a person instead of a pseudonym. Nothing was written."),
                code="snapshot_names",
                row=row,
            )
