"""Rows of the database as columns (Arrow), for snapshots and facts.

On PostgreSQL they are read through ADBC: libpq's binary COPY straight into columns, with a quarter
of the processor time. On SQLite they are read over Django's own connection, and ADBC is not
installed: its driver brings a second SQLite library, and when one of two in a process closes a
file, the locks of the other are lost (docs/decisions/0050-columns-from-the-database.md).
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import QuerySet

BATCH = 20_000


def columns_of(rows: QuerySet[Any, Any], *, few: bool = False) -> Iterator[Any]:
    """Yield ``rows``, a ``values_list``, as Arrow record batches; the caller has scoped them.

    Keys are 16 bytes, JSON is text, times are UTC in microseconds. Inside a transaction the rows
    are read over Django's connection, so that uncommitted writes are included; so are so ``few``
    rows that a second connection is not worth opening. Raises the database's errors, and ValueError
    for a queryset without named columns.
    """
    names = tuple(getattr(rows, "_fields", None) or ())
    if not names:
        raise ValueError("Name the columns: .values_list(…).")
    compiler = rows.query.get_compiler(rows.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:  # the query has no results by definition
        return
    schema = _schema([one[0].output_field for one in compiler.select], names)
    connection = connections[rows.db]
    if connection.vendor == "postgresql" and not (few or connection.in_atomic_block):
        yield from _by_adbc(connection, sql, params, schema)
    else:
        yield from _by_django(rows, schema)


def _schema(fields: list[Any], names: tuple[str, ...]) -> Any:
    import pyarrow as pa

    kinds: list[tuple[type, Any]] = [  # the first match applies
        (models.UUIDField, pa.binary(16)),
        (models.BooleanField, pa.bool_()),
        (models.DateTimeField, pa.timestamp("us", "UTC")),
        (models.DateField, pa.date32()),
        (models.FloatField, pa.float64()),
        (models.IntegerField, pa.int64()),
        (models.BinaryField, pa.binary()),
        (models.ForeignKey, pa.binary(16)),
    ]
    return pa.schema(
        (name, next((made for kind, made in kinds if isinstance(field, kind)), pa.string()))
        for name, field in zip(names, fields, strict=True)
    )


def _by_django(rows: QuerySet[Any, Any], schema: Any) -> Iterator[Any]:
    import pyarrow as pa

    turned = {pa.binary(16), pa.binary(), pa.string()}
    each = rows.iterator(chunk_size=BATCH)
    while some := list(itertools.islice(each, BATCH)):
        arrays = [
            pa.array(column if kind not in turned else _plain(column), type=kind)
            for column, kind in zip(zip(*some, strict=True), schema.types, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _plain(values: tuple[Any, ...]) -> list[Any]:
    """Return keys and memoryviews as bytes, lists and dicts as JSON; text is unchanged."""
    kinds = {type(one) for one in values} - {type(None)}
    if UUID in kinds:
        return [one and one.bytes for one in values]
    if memoryview in kinds:
        return [one if one is None else bytes(one) for one in values]
    if kinds & {list, dict}:
        return [one if one is None or isinstance(one, str) else json.dumps(one) for one in values]
    return list(values)


def _by_adbc(connection: Any, sql: str, params: Any, schema: Any) -> Iterator[Any]:
    import pyarrow as pa
    from adbc_driver_postgresql import dbapi
    from psycopg.conninfo import make_conninfo

    given = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name in LIBPQ and value is not None
    }
    connection.ensure_connection()
    written = connection.ops.compose_sql(sql, params)
    with dbapi.connect(make_conninfo("", **given)) as link, link.cursor() as cursor:
        cursor.execute(written)
        for batch in cursor.fetch_record_batch():
            arrays = []
            for column, field in zip(batch.columns, schema, strict=True):
                if isinstance(column, pa.ExtensionArray):
                    column = column.storage
                arrays.append(column if column.type == field.type else column.cast(field.type))
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)


LIBPQ = {
    "dbname", "user", "password", "host", "port", "options", "service", "passfile", "sslmode",
    "sslrootcert", "sslcert", "sslkey", "connect_timeout", "target_session_attrs",
}  # fmt: skip
