"""The values of a record by the names in its field table, with sealed text decrypted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Max, QuerySet

from .fields import FieldTable
from .sealed import read_sealed, readable_text, write_sealed


def value_of(record: Any, table: FieldTable, name: str) -> Any:
    """Return one value of a record that the reader is allowed to see."""
    sealed = name in table.names and table[name].sealed
    return read_sealed(record, name) if sealed else getattr(record, name)


def values_of(record: Any, table: FieldTable) -> dict[str, Any]:
    """Return all values of a record that the reader is allowed to see."""
    return {name: value_of(record, table, name) for name in table.names}


def readable_values_of(record: Any, table: FieldTable) -> dict[str, Any]:
    """Return all values for display; an altered sealed text is replaced by a sentence."""
    return {
        name: readable_text(record, name) if table[name].sealed else getattr(record, name)
        for name in table.names
    }


def next_number(rows: QuerySet[Any], name: str = "number") -> int:
    """Return the number that follows the highest one of the rows; 1 if there are none."""
    return int(rows.aggregate(last=Max(name))["last"] or 0) + 1


def strip_texts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with texts stripped of surrounding whitespace."""
    return {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    }


def tidy_values(table: FieldTable, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return all values of a table, texts stripped, lists sorted and without repeated items."""
    return {
        name: sorted(set(value)) if isinstance(value, list) else value
        for name, value in strip_texts(table.complete(values)).items()
    }


def write_values(
    record: Any, table: FieldTable, values: Mapping[str, Any], only: Collection[str] | None = None
) -> None:
    """Set the values of a record that has its key, encrypting sealed fields; not yet saved."""
    for name in table.names if only is None else only:
        if table[name].sealed:
            write_sealed(record, name, values[name])
        else:
            setattr(record, name, values[name])
