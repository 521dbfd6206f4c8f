"""Uses of findings as facts, by the day of use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pyarrow as pa

from waystation.foundation.shared.facts import STANDARD, Column, FactTable
from waystation.foundation.shared.words import N_

from .models import FindingUse

TYPES = {"key": pa.string(), "date": pa.date32(), "code": pa.string(), "number": pa.float64()}
COLUMNS = (
    Column("used_in", "code", N_("Used in")),
    Column("topic", "code", N_("Topic")),
    Column("finding", "key", N_("Finding")),
)


def read_uses(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return the recorded uses of findings of an organisation, as facts."""
    rows = FindingUse.objects.filter(organisation_id=organisation).select_related("finding")
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    made = [_fact(row) for row in rows.order_by("id")]
    every = (*STANDARD, *COLUMNS)
    arrays = [pa.array([one.get(col.name) for one in made], type=TYPES[col.kind]) for col in every]
    return pa.table(arrays, names=[column.name for column in every])


def _fact(row: FindingUse) -> dict[str, Any]:
    return {
        "record": row.id.hex,
        "version": row.version,
        "date": row.used_on,
        "office": row.office_id.hex,
        "used_in": row.used_in,
        "topic": row.finding.topic,
        "finding": row.finding_id.hex,
    }


FINDING_USES = FactTable(
    "knowledge.uses",
    N_("Use of findings"),
    "knowledge.FindingUse",
    "knowledge.read",
    COLUMNS,
    read_uses,
)
