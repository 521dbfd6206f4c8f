"""Arrangements and deliveries: expected, late, received."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When

from waystation.foundation.access import queries as access
from waystation.governance.policies.fields import ARRANGEMENT
from waystation.governance.policies.models import Arrangement, Delivery

from .scope import one_of, visible


def arrangements_visible_to(user: access.AnyUser, today: date) -> QuerySet[Any]:
    """Return the arrangements, with how many deliveries are ``late``; an authority's own."""
    late = Q(deliveries__received_on__isnull=True, deliveries__due_on__lt=today)
    rows = visible(Arrangement.objects.all(), user, "entity_id").select_related("entity")
    return rows.annotate(late=Count("deliveries", filter=late))


def arrangement_visible_to(user: access.AnyUser, key: UUID, today: date) -> Any:
    """Return one arrangement. Raises NotSeen."""
    return one_of(arrangements_visible_to(user, today), key)


def values_of_arrangement(row: Arrangement) -> dict[str, Any]:
    """Return the values of an arrangement by the names of its field table."""
    found = {name: getattr(row, name) for name in ARRANGEMENT.names if name != "entity"}
    return {"entity": str(row.entity_id), **found}


def deliveries_visible_to(user: access.AnyUser, today: date) -> QuerySet[Any]:
    """Return the deliveries with their ``state``, as ``rules.delivery_state`` says it."""
    rows = visible(Delivery.objects.all(), user, "arrangement__entity_id")
    return rows.select_related("arrangement__entity").annotate(
        state=Case(
            When(received_on__isnull=False, received_on__lte=F("due_on"), then=Value("received")),
            When(received_on__isnull=False, then=Value("received_late")),
            When(due_on__lt=today, then=Value("late")),
            default=Value("expected"),
            output_field=CharField(),
        )
    )


def delivery_visible_to(user: access.AnyUser, key: UUID, today: date) -> Any:
    """Return one delivery. Raises NotSeen."""
    return one_of(deliveries_visible_to(user, today), key)


def awaited_deliveries(user: access.AnyUser, today: date, until: date) -> QuerySet[Any]:
    """Return what was to be delivered and has not come: late, or due by ``until``, first due first.

    A period that has not ended yet can have nothing to deliver.
    """
    rows = deliveries_visible_to(user, today)
    waiting = rows.filter(received_on__isnull=True, ends_on__lt=today, due_on__lte=until)
    return waiting.order_by("due_on", "id")


def deliveries_of(arrangement_id: UUID, user: access.AnyUser, today: date) -> list[Any]:
    """Return the deliveries of an arrangement, the newest first."""
    rows = deliveries_visible_to(user, today).filter(arrangement_id=arrangement_id)
    return list(rows.order_by("-starts_on", "-id")[:60])
