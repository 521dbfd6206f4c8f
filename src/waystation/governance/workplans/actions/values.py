"""Normalising values before storage: texts stripped, lists sorted, amounts to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from waystation.foundation.records.fields import FieldTable

CENT = Decimal("0.01")


def tidy_values(table: FieldTable, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return all values of a table as they are stored, with the blank of what was not given."""
    found = table.complete(values)
    for field in table:
        value = found[field.name]
        if field.kind == "codes":
            found[field.name] = sorted(set(value))
        elif isinstance(value, str):
            found[field.name] = value.strip() or field.initial or ""
        elif field.kind == "decimal" and value is not None:
            found[field.name] = Decimal(value).quantize(CENT)
    return found


def tidied_part(table: FieldTable, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those values of a table that are given, as they are stored."""
    whole = tidy_values(table, values)
    return {name: whole[name] for name in values if name in whole}
