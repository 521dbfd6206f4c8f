"""Statements that the database plans once, for what is asked while somebody types.

Django writes the values into the statement's text, so that PostgreSQL reads and plans it anew
each time: half a millisecond, often more than the answer takes. Here the values go beside the
text, and answers come in binary, which spares turning bytes into letters and back.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection


def prepared_cursor() -> Any:
    """Return a cursor whose statements are planned once per connection; close it after use.

    A value keeps its kind: whole numbers, keys, text, and lists of these. On SQLite, which keeps
    its plans anyway, it is Django's own.
    """
    if connection.vendor != "postgresql":
        return connection.cursor()
    from django.db.backends.postgresql import base
    from psycopg.pq import Format

    here: Any = connection
    kind: Any = base.ServerBindingCursor
    here.close_if_health_check_failed()  # as Django's own cursor does
    here.ensure_connection()
    cursor = kind(here.connection)
    cursor.format = Format.BINARY
    # Django's own cover: queries are counted and refused as elsewhere, errors are Django's.
    return here._prepare_cursor(cursor)


def in_sql(key: UUID) -> UUID | str:
    """Return a key as plain SQL takes it on this database."""
    return key if connection.features.has_native_uuid_field else key.hex


def as_key(value: UUID | str) -> UUID:
    """Return a key that plain SQL gave: text on SQLite."""
    return value if isinstance(value, UUID) else UUID(value)


def ask(text: str, *values: Any) -> list[Any]:
    """Return the rows of a statement that is planned once."""
    with prepared_cursor() as cursor:
        cursor.execute(text, values)
        found: list[Any] = cursor.fetchall()
    return found
