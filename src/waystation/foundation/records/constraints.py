"""Constraints of the database that many records have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import CheckConstraint, Q


def known(name: str, field: str, codes: Iterable[str]) -> CheckConstraint:
    """Return the constraint that a field has one of the codes."""
    return CheckConstraint(condition=Q(**{f"{field}__in": list(codes)}), name=name)


def between(name: str, field: str, first: Any, last: Any) -> CheckConstraint:
    """Return the constraint that a field lies between two values, both included."""
    within = {f"{field}__gte": first, f"{field}__lte": last}
    return CheckConstraint(condition=Q(**within), name=name)
