"""Sealed text: encrypted at rest, bound to its organisation, table, column and row."""

from __future__ import annotations

from typing import Any

from waystation.foundation.access import queries as access
from waystation.foundation.access.sealed import readable


def write_sealed(record: Any, column: str, text: str) -> None:
    """Encrypt ``text`` into a sealed column of a record that has its key; "" stays empty."""
    if not text:
        setattr(record, column, b"")
        return
    ring = access.keyring(record.organisation_id)
    sealed = ring.seal(
        text.encode(), table=record._meta.db_table, column=column, row=str(record.pk)
    )
    setattr(record, column, sealed)


def read_sealed(record: Any, column: str) -> str:
    """Decrypt a sealed column of a record that the reader is allowed to see."""
    value = getattr(record, column)
    if not value:
        return ""
    ring = access.keyring(record.organisation_id)
    table = record._meta.db_table
    return ring.open(bytes(value), table=table, column=column, row=str(record.pk)).decode()


def readable_text(record: Any, column: str) -> str:
    """Return the text of a sealed column for display; if it was altered, a sentence saying so."""
    return readable(lambda: read_sealed(record, column))
