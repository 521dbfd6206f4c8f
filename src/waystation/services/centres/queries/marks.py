"""Paging marks of lists."""

from __future__ import annotations

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)


def _mark_in(after: str) -> tuple[date, UUID] | None:
    """Return where the next page of a list begins, from the address; None if unreadable."""
    day, _sign, key = after.partition("_")
    try:
        return date.fromisoformat(day), UUID(key)
    except ValueError:
        return None


def after_mark(rows: QuerySet[M], after: str) -> QuerySet[M]:
    """Return the rows of a list (latest day first) that come after a mark."""
    if mark := _mark_in(after):
        return rows.filter(Q(day__lt=mark[0]) | Q(day=mark[0], id__lt=mark[1]))
    return rows
