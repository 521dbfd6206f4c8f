"""Which records of the Network's apps become facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from waystation.governance.network.models import Network


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
