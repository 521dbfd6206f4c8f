"""Keyset paging: the rows after the last row of a page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Q, QuerySet

from waystation.foundation.shared.typed import json_in


def mark_in(text: str, rows: QuerySet[Any], order: Sequence[str]) -> list[Any]:
    """Return the mark in a URL, [] if it does not match this order."""
    mark = json_in(text)
    if not isinstance(mark, list) or len(mark) != len(order):
        return []
    try:
        return [
            _value(rows, name.removeprefix("-"), one) for name, one in zip(order, mark, strict=True)
        ]
    except (ValueError, TypeError, ArithmeticError, ValidationError):
        return []


def _value(rows: QuerySet[Any], name: str, value: Any) -> Any:
    """Return a value of a mark in the type of its column. Raises for another type."""
    if value is None and name != "id":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError
    if not math.isfinite(_number(value)):
        raise ValueError
    model: Any = rows.model
    try:
        for part in name.split("__"):
            field = model._meta.get_field(part)
            model = field.related_model
    except (FieldDoesNotExist, AttributeError):  # an annotation
        return value
    if model is not None:
        return value
    found = field.to_python(value)
    if isinstance(found, datetime) and found.tzinfo is None:  # marks include the time zone
        raise ValueError
    return found


def _number(value: Any) -> float:
    return 0.0 if isinstance(value, str) else float(value)


def after(order: Sequence[str], mark: Sequence[Any]) -> Q:
    """Return the condition for the rows after ``mark`` in ``order``, nulls last."""
    condition, equal = Q(), Q()
    for name, value in zip(order, mark, strict=True):
        plain = name.removeprefix("-")
        if value is None:
            beyond = None
        else:
            beyond = Q(**{f"{plain}__{'lt' if name.startswith('-') else 'gt'}": value})
            beyond |= Q(**{f"{plain}__isnull": True}) if plain != "id" else Q()
        if beyond is not None:
            condition |= equal & beyond
        equal &= Q(**{plain: value}) if value is not None else Q(**{f"{plain}__isnull": True})
    return condition


def blanks_last(rows: QuerySet[Any], order: Sequence[str]) -> list[Any]:
    """Return the order for the database, with nulls last in nullable columns."""
    found: list[Any] = []
    for name in order:
        plain, descending = name.removeprefix("-"), name.startswith("-")
        if not _nullable(rows, plain):
            found.append(name)
        elif descending:
            found.append(F(plain).desc(nulls_last=True))
        else:
            found.append(F(plain).asc(nulls_last=True))
    return found


def _nullable(rows: QuerySet[Any], name: str) -> bool:
    try:
        return bool(getattr(rows.model._meta.get_field(name), "null", False))
    except FieldDoesNotExist:  # an annotation, or a column of a related table
        return True
