"""Prepared statements for queries that must answer quickly, for example while somebody types.

Django interpolates values into the statement's text, so that PostgreSQL parses and plans it each
time: half a millisecond, often more than executing it. Here the values are bound on the server, and
results are returned in binary format, which avoids converting them from text.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import (
    DEFAULT_DB_ALIAS,
    InterfaceError,
    OperationalError,
    connection,
    connections,
)


def prepared_cursor() -> Any:
    """Return a cursor whose statements are planned once per connection; close it after use.

    Values have their own types: integers, keys, text, and lists of these. On SQLite, which caches
    its statements anyway, it is Django's own cursor.
    """
    if connection.vendor != "postgresql":
        return connection.cursor()
    here: Any = connections[DEFAULT_DB_ALIAS]  # itself: each attribute would look it up anew
    here.close_if_health_check_failed()  # as Django's own cursor does
    here.ensure_connection()
    return _cursor_of(here)


def _cursor_of(here: Any) -> Any:
    from django.db.backends.postgresql import base
    from psycopg.pq import Format

    kind: Any = base.ServerBindingCursor
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
    """Return the rows of a prepared statement that reads.

    With PostgreSQL the first one of a request also tells whether the connection still works, so
    that Django does not ask ``SELECT 1`` before it. If it does not, a new one is opened.
    """
    here: Any = connections[DEFAULT_DB_ALIAS]
    tells = here.vendor == "postgresql" and here.connection is not None
    if tells and here.health_check_enabled and not (here.health_check_done or here.in_atomic_block):
        try:
            rows = _rows(_cursor_of(here), text, values)
        except (OperationalError, InterfaceError):
            if here.is_usable():  # it was something else
                raise
            here.close()
        else:
            here.health_check_done = True
            return rows
    return _rows(prepared_cursor(), text, values)


def _rows(cursor: Any, text: str, values: tuple[Any, ...]) -> list[Any]:
    with cursor:
        cursor.execute(text, values)
        found: list[Any] = cursor.fetchall()
    return found
