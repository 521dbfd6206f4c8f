"""Prepared statements for queries that must answer quickly, for example while somebody types.

Django interpolates values into the statement's text, so that PostgreSQL parses and plans it each
time: half a millisecond, often more than executing it. Here the values are bound on the server, and
results are returned in binary format, which avoids converting them from text.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection


def prepared_cursor() -> Any:
    """Return a cursor whose statements are planned once per connection; close it after use.

    Values have their own types: integers, keys, text, and lists of these. On SQLite, which caches
    its statements anyway, it is Django's own cursor.
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
    # Django's wrapper: query counts and blockers apply, and errors are Django's exceptions.
    return here._prepare_cursor(cursor)


def in_sql(key: UUID) -> UUID | str:
    """Return a key as a parameter of plain SQL on this database."""
    return key if connection.features.has_native_uuid_field else key.hex


def as_key(value: UUID | str) -> UUID:
    """Return a key that plain SQL returned: text on SQLite."""
    return value if isinstance(value, UUID) else UUID(value)


def ask(text: str, *values: Any) -> list[Any]:
    """Return the rows of a prepared statement."""
    with prepared_cursor() as cursor:
        cursor.execute(text, values)
        found: list[Any] = cursor.fetchall()
    return found
