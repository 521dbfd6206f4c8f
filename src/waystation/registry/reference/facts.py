"""Facts from rows: one Arrow table with the standard columns and the app's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from waystation.foundation.shared.facts import STANDARD, Column

TYPES = {
    "key": pa.string(),
    "date": pa.date32(),
    "code": pa.string(),
    "codes": pa.list_(pa.string()),
    "number": pa.int64(),
    "yes_no": pa.bool_(),
}
PERSON = (
    "person__pseudonym",
    "person__sex",
    "person__community",
    "person__nationality",
    "person__municipality",
    "person__migration_status",
)


def table_of(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Return rows as facts: all declared columns, empty if a row has no value."""
    rows = list(rows)
    every = (*STANDARD, *columns)
    return pa.table(
        {
            one.name: pa.array([row.get(one.name) for row in rows], type=TYPES[one.kind])
            for one in every
        }
    )


def standard_of(row: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Return the standard columns of a record; a known person's come from the file."""
    return {
        "record": row["id"].hex,
        "version": row["version"],
        "date": day,
        "office": row["office_id"].hex,
        "place": row.get("person__municipality") or None,
        "person": row.get("person__pseudonym") or None,
        "sex": row.get("person__sex") or None,
        "community": row.get("person__community") or None,
        "nationality": row.get("person__nationality") or None,
        "migration_status": row.get("person__migration_status") or None,
    }
