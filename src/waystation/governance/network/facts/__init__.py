"""How the Network's apps write their records as facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db.models import Q, QuerySet

from waystation.foundation.shared.facts import STANDARD, Column
from waystation.governance.network.models import Network

TYPES = {"date": pa.date32(), "number": pa.int64(), "yes_no": pa.bool_()}


def offices_of(organisation: UUID) -> set[UUID]:
    """Return the offices that have such records: the Network's own, or none."""
    return set(
        Network.objects.filter(organisation_id=organisation).values_list("office", flat=True)
    )


def filter_chosen(
    rows: QuerySet[Any], organisation: UUID, ids: Sequence[UUID] | None, by: str = "id"
) -> QuerySet[Any]:
    """Return an organisation's rows, or only those with the given keys."""
    wanted = Q() if ids is None else Q(**{f"{by}__in": list(ids)})
    return rows.filter(wanted, organisation_id=organisation).order_by()


def fact_table(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Return rows as a table with the standard columns and these."""
    rows = list(rows)
    every = (*STANDARD, *columns)
    return pa.table(
        [
            pa.array([row.get(one.name) for row in rows], type=TYPES.get(one.kind, pa.string()))
            for one in every
        ],
        names=[one.name for one in every],
    )
