"""A front-line app that exists only here: visits kept in a list, shown as facts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pyarrow as pa

from waystation.foundation.shared.facts import Column, FactTable

ROWS: dict[UUID, dict[UUID, dict]] = {}
READS: list[int | None] = []

COLUMNS = (
    Column("channel", "code", "Channel", "visit_channel"),
    Column("reason", "code", "Reason", "visit_reason"),
    Column("topics", "codes", "Topics", "topic"),
    Column("minutes", "number", "Minutes"),
    Column("interpreter", "yes_no", "Interpreter"),
)
SCHEMA = pa.schema(
    [
        ("record", pa.string()),
        ("version", pa.int64()),
        ("date", pa.date32()),
        *(
            (name, pa.string())
            for name in (
                "office",
                "place",
                "person",
                "sex",
                "age_band",
                "community",
                "nationality",
                "migration_status",
                "channel",
                "reason",
            )
        ),
        ("topics", pa.list_(pa.string())),
        ("minutes", pa.float64()),
        ("interpreter", pa.bool_()),
    ]
)


def table_of(rows) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=SCHEMA)


def read(organisation, ids=None) -> pa.Table:
    rows = ROWS.get(organisation, {})
    READS.append(None if ids is None else len(ids))
    chosen = rows.values() if ids is None else (rows[one] for one in ids if one in rows)
    return table_of(chosen)


VISITS = FactTable(
    key="visits",
    label="Visits",
    subject_kind="fake.Visit",
    permission="visit.read",
    columns=COLUMNS,
    read=read,
    follows={"fake.Person": lambda organisation, ids: _visits_of(organisation, ids)},
)


def _visits_of(organisation, people):
    wanted = {one.hex for one in people}
    return [key for key, row in ROWS[organisation].items() if row["person"] in wanted]


def visit(key: UUID, office: UUID, day: date, **more) -> dict:
    """One visit as a fact; what is not said is unknown."""
    row = dict.fromkeys(SCHEMA.names)
    return row | {
        "record": str(key),
        "version": 1,
        "date": day,
        "office": str(office),
        "topics": [],
        **more,
    }
