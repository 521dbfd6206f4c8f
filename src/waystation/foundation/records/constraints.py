"""Constraints of the database that many records have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import CheckConstraint, F, Q


def known(name: str, field: str, codes: Iterable[str]) -> CheckConstraint:
    """Return the constraint that a field has one of the codes."""
    return CheckConstraint(condition=Q(**{f"{field}__in": list(codes)}), name=name)


def between(name: str, field: str, first: Any, last: Any) -> CheckConstraint:
    """Return the constraint that a field lies between two values, both included."""
    within = {f"{field}__gte": first, f"{field}__lte": last}
    return CheckConstraint(condition=Q(**within), name=name)


def in_order(
    name: str, first: str = "starts_on", last: str = "ends_on", *, blank: Iterable[str] = ()
) -> CheckConstraint:
    """Return the constraint that ``last`` is not before ``first``; ``blank`` names empty ones.

    ``refusals.in_order`` is the same rule for a form.
    """
    condition = Q()
    for field in blank:
        condition |= Q(**{f"{field}__isnull": True})
    return CheckConstraint(condition=condition | Q(**{f"{last}__gte": F(first)}), name=name)
