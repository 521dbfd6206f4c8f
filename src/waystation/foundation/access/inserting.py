"""INSERT statements that are compiled once per model.

Django compiles the INSERT anew for each record, column by column, which takes longer than executing
it; PostgreSQL then parses and plans it again. Here each model's statement is compiled once and its
values are sent separately (audit/prepared.py). Everything else is as in Django's ``save``: fields
prepare their values, signals are sent, a failed statement aborts the transaction. The
stored row is known at once, for its digest (audit/content.py): PostgreSQL returns it; SQLite stores
what it is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models, transaction
from django.db.models.signals import post_save, pre_save

from waystation.foundation.audit import content
from waystation.foundation.audit.queries import prepared_cursor

STORED_AS: dict[str, type] = {
    **dict.fromkeys(("char", "varchar", "text", "datetime", "date", "time"), str),
    **dict.fromkeys(("bool", "integer", "bigint", "smallint"), int),
    "BLOB": bytes,
    "real": float,
}
"""What SQLite stores unchanged in a column, by the column's type. Numbers written as text, as those
of a decimal column, are not among them."""


class PlannedInsert(models.Model):
    """A model whose new rows are inserted with one statement, compiled once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Save the record; use the model's own statement if the row is certainly new."""
        alias = options.get("using")
        if args or options.keys() - {"force_insert", "using"} or not options.get("force_insert"):
            super().save(*args, **options)
        elif alias not in {None, DEFAULT_DB_ALIAS} or not insert(self):
            super().save(**options)

    save.alters_data = True  # type: ignore[attr-defined]


@cache
def _statement(model: type[models.Model]) -> tuple[str, tuple[Any, ...]] | None:
    """Return a model's INSERT and its fields; None if the database generates values."""
    meta = model._meta
    fields: tuple[Any, ...] = tuple(meta.concrete_fields)
    unusual = any(
        field.generated
        or field.has_db_default()
        or (hasattr(field, "get_placeholder") and not isinstance(field, models.BinaryField))
        for field in fields
    )
    if unusual or meta.proxy or meta.parents or meta.swapped:
        return None
    if isinstance(meta.pk, models.AutoField):
        return None
    names = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    text = f'INSERT INTO "{meta.db_table}" ({names}) VALUES ({places})'  # noqa: S608
    back = content.columns_of(model)
    if back and connections[DEFAULT_DB_ALIAS].vendor != "sqlite":
        text = f"{text} RETURNING {back}"
    return text, fields


@cache
def _kinds(model: type[models.Model]) -> tuple[type | None, ...]:
    """Return the kind of value that SQLite stores unchanged in each column of a model."""
    planned = _statement(model)
    connection = connections[DEFAULT_DB_ALIAS]
    columns = (str(field.db_type(connection)) for field in (planned[1] if planned else ()))
    return tuple(STORED_AS.get(column.partition("(")[0].split()[0]) for column in columns)


def as_stored(model: type[models.Model], values: Sequence[Any]) -> content.Row | None:
    """Return the row that SQLite stores for these values; None where it may store others.

    SQLite converts a value that does not fit its column, and NaN to NULL: such a row is read back.
    """
    row = []
    for value, kind in zip(values, _kinds(model), strict=True):
        if isinstance(value, bool | memoryview):
            value = int(value) if isinstance(value, bool) else bytes(value)
        if value is not None and (type(value) is not kind or value != value):
            return None
        row.append(value)
    return tuple(row)


def save_all(*records: PlannedInsert) -> None:
    """Insert new rows that belong together: on PostgreSQL with one statement."""
    if not insert(*records):
        for record in records:
            record.save(force_insert=True)


@cache
def _statement_of_all(
    kinds: tuple[type[models.Model], ...],
) -> tuple[str, list[tuple[Any, ...]]] | None:
    """Return one INSERT for rows of these models, and the fields of each; None without one.

    That of several models returns their rows beside each other, which SQLite cannot.
    """
    planned = [one for one in map(_statement, kinds) if one is not None]
    if len(planned) < len(kinds):
        return None
    fields = [one[1] for one in planned]
    if len(planned) == 1:
        return planned[0][0], fields
    if not all(" RETURNING " in text for text, _ in planned):
        return None
    parts = [f"row{number} AS ({text})" for number, (text, _) in enumerate(planned)]
    names = [f"row{number}" for number in range(len(planned))]
    return f"WITH {', '.join(parts)} SELECT * FROM {', '.join(names)}", fields  # noqa: S608


def insert(*records: models.Model) -> bool:
    """Insert new rows with one statement; return whether that was possible.

    Raises the database's errors.
    """
    kinds = tuple(map(type, records))
    planned = _statement_of_all(kinds)
    if planned is None or not all(map(_is_plain, records, planned[1])):
        return False
    text, fields_of = planned
    about = {"using": DEFAULT_DB_ALIAS, "raw": False, "update_fields": None}
    for record in records:
        pre_save.send(sender=type(record), instance=record, **about)
    here = connections[DEFAULT_DB_ALIAS]  # itself: each field would look it up anew
    values = [
        [field.get_db_prep_save(field.pre_save(record, True), here) for field in fields]
        for record, fields in zip(records, fields_of, strict=True)
    ]
    try:
        with prepared_cursor() as cursor:
            cursor.execute(text, list(chain.from_iterable(values)))
            row = cursor.fetchone() if " RETURNING " in text else None
        if here.vendor == "sqlite":
            row = as_stored(kinds[0], values[0])
    except DatabaseError:
        if here.in_atomic_block:
            transaction.set_rollback(True)
        raise
    start = 0
    for record, fields in zip(records, fields_of, strict=True):
        record._state.adding, record._state.db = False, DEFAULT_DB_ALIAS
        own = row and row[start : start + len(fields)]
        start += len(fields)
        post_save.send(sender=type(record), instance=record, created=True, row=own, **about)
    return True


def _is_plain(record: models.Model, fields: tuple[Any, ...]) -> bool:
    """Return whether a record has a key and plain values only, no expressions."""
    for field in fields:
        value = getattr(record, field.attname)
        if value is None:
            is_cached = field.is_relation and field.is_cached(record)
            if is_cached and getattr(record, field.name) is not None:
                return False
        elif hasattr(value, "resolve_expression"):
            return False
    return True
