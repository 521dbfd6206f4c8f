"""A new record goes in by a statement that is put together once for its model.

Django puts the INSERT together anew for each record, column by column, which takes longer than
writing it; PostgreSQL then reads and plans it anew. Here a model's statement is made once, its
values go beside it (audit/prepared.py), and all else is as Django's ``save`` has it: values are
prepared by their fields, signals are sent, a failed statement ends the transaction. The row comes
back as it is stored, for its digest (audit/content.py).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, models, transaction
from django.db.models.signals import post_save, pre_save

from waystation.foundation.audit import content
from waystation.foundation.audit.queries import prepared_cursor


class PlannedInsert(models.Model):
    """A model whose new rows are written by one statement that is made once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Save; a row that is certainly new by the model's own statement."""
        alias = options.get("using")
        if args or options.keys() - {"force_insert", "using"} or not options.get("force_insert"):
            super().save(*args, **options)
        elif alias not in {None, DEFAULT_DB_ALIAS} or not insert(self):
            super().save(**options)

    save.alters_data = True  # type: ignore[attr-defined]


@cache
def _statement(model: type[models.Model]) -> tuple[str, tuple[Any, ...]] | None:
    """Return a model's INSERT and its fields; None where the database makes values of its own."""
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
    return (f"{text} RETURNING {back}" if back else text), fields


def insert(record: models.Model) -> bool:
    """Write a new row; return whether it could be done so. Raises what the database raises."""
    model = type(record)
    planned = _statement(model)
    if planned is None or not _is_plain(record, planned[1]):
        return False
    text, fields = planned
    about = {"sender": model, "instance": record, "using": DEFAULT_DB_ALIAS}
    about |= {"raw": False, "update_fields": None}
    pre_save.send(**about)
    values = [field.get_db_prep_save(field.pre_save(record, True), connection) for field in fields]
    try:
        with prepared_cursor() as cursor:
            cursor.execute(text, values)
            row = cursor.fetchone() if cursor.description else None
    except DatabaseError:
        if connection.in_atomic_block:
            transaction.set_rollback(True)
        raise
    record._state.adding, record._state.db = False, DEFAULT_DB_ALIAS
    post_save.send(created=True, row=row, **about)
    return True


def _is_plain(record: models.Model, fields: tuple[Any, ...]) -> bool:
    """Return whether a record holds values alone: no expression, no record without a key."""
    for field in fields:
        value = getattr(record, field.attname)
        if value is None:
            known = field.is_relation and field.is_cached(record)
            if known and getattr(record, field.name) is not None:
                return False
        elif hasattr(value, "resolve_expression"):
            return False
    return True
