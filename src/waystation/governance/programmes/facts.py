"""Support to institutions as facts: services, advice and recommendations given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pyarrow as pa

from waystation.foundation.shared.facts import STANDARD, Column, FactTable
from waystation.foundation.shared.words import N_

from .models import Support

TYPES = {"key": pa.string(), "date": pa.date32(), "code": pa.string(), "number": pa.float64()}
COLUMNS = (
    Column("kind", "code", N_("Kind")),
    Column("competence", "code", N_("Competence")),
    Column("adopted", "code", N_("Adopted")),
    Column("recipient_kind", "code", N_("Kind of organisation"), "entity_kind"),
    Column("days_to_adoption", "number", N_("Days to adoption")),
)


def read_support(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return the support given to institutions, by the day it was given."""
    rows = Support.objects.filter(organisation_id=organisation).order_by()
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    read = ("id", "version", "given_on", "office_id", "kind", "competence", "adopted", "adopted_on",
            "entity__kind", "entity__place")  # fmt: skip
    made = [_fact(row) for row in rows.values(*read).iterator(chunk_size=20000)]
    every = (*STANDARD, *COLUMNS)
    arrays = [pa.array([one.get(col.name) for one in made], type=TYPES[col.kind]) for col in every]
    return pa.table(arrays, names=[column.name for column in every])


def _fact(row: dict[str, Any]) -> dict[str, Any]:
    adopted_on = row["adopted_on"]
    return {
        "record": row["id"].hex,
        "version": row["version"],
        "date": row["given_on"],
        "office": row["office_id"].hex,
        "place": row["entity__place"] or None,
        "kind": row["kind"],
        "competence": row["competence"] or None,
        "adopted": row["adopted"],
        "recipient_kind": row["entity__kind"] or None,
        "days_to_adoption": float((adopted_on - row["given_on"]).days) if adopted_on else None,
    }


SUPPORT = FactTable(
    "programmes.support",
    N_("Support to institutions"),
    "programmes.Support",
    "programme.read",
    COLUMNS,
    read_support,
)
