"""Digests of records in the audit log: a keyed digest with every change.

``register`` is the only hook: it is called for the base model of all records, and from then on
every write of Django to such a table (save, update, bulk_create, delete, cascades) is noted. The
next audit entry of the same transaction reads the noted rows back from the database and carries a
line for each: model, key, digest. A new row is known from its INSERT and is not read again unless
it was written again. A change made outside the application (SQL in the database) has no such line,
and :mod:`.verifying` reports it, just as a row that was added or removed.

Rows written after the last entry of a transaction get an entry of their own after the commit; this
is the exception, because actions write first and log last.
"""

from __future__ import annotations

import hashlib
import json
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models.signals import post_delete, post_save

from .keys import record_key
from .prepared import as_key, in_sql, prepared_cursor

BATCH = 2000
LONG = 64  # bytes: a longer value is hashed before it goes into the digest
GONE = "-"

M = TypeVar("M", bound=models.Model)
NOT_DIGESTED = "no_digest"
"""The attribute by which a model gives the reason why its rows have no digest."""
_registered: dict[str, type[models.Model]] = {}
_via: dict[str, str] = {}
_written = threading.local()


Row = tuple[Any, ...]


class _Noted(NamedTuple):
    """A row that was written; ``row`` is what its INSERT stored, while ``step`` is alive."""

    deleted: bool
    row: Row | None
    step: weakref.ref[Callable[[], None]]


class Line(NamedTuple):
    """One line of an entry: a record, and the digest of its content ("-" when deleted)."""

    label: str
    key: str
    digest: str


def models_with_digests() -> list[type[models.Model]]:
    """Return every model whose rows have digests, by name."""
    return [_registered[label] for label in sorted(_registered)]


def register(model: type[models.Model], *, via: str = "") -> None:
    """Note every write to a model whose key is a UUID and which belongs to an organisation.

    If it has no organisation of its own, ``via`` is the foreign key to a model that has one. Its
    manager must be made from RecordQuerySet, so that bulk writes are noted as well.
    """
    _registered[model._meta.label] = model
    _via[model._meta.label] = via
    post_save.connect(_note_saved, sender=model, dispatch_uid=f"audit {model._meta.label}")
    post_delete.connect(_note_deleted, sender=model, dispatch_uid=f"audit {model._meta.label}")


def path_of(model: type[models.Model]) -> str | None:
    """Return the foreign key through which a row belongs to an organisation; "" for its own field.

    None if it belongs to none, or to one only through more than one foreign key.
    """
    own = {field.name for field in model._meta.concrete_fields}
    if "organisation" in own:
        return ""
    for field in model._meta.concrete_fields:
        to: Any = field.related_model if field.is_relation and not field.null else None
        if to is not None and any(one.name == "organisation" for one in to._meta.concrete_fields):
            return field.name
    return None


def _note_saved(
    sender: type[models.Model], instance: Any, row: Row | None = None, **_: Any
) -> None:
    note(sender, _organisation_of(instance), [instance.pk], row=row)


def _note_deleted(sender: type[models.Model], instance: Any, **_: Any) -> None:
    note(sender, _organisation_of(instance), [instance.pk], deleted=True)


def _organisation_of(instance: Any) -> UUID:
    via = _via.get(instance._meta.label)
    found: UUID = (getattr(instance, via) if via else instance).organisation_id
    return found


def _organisations_of(made: list[M]) -> list[UUID]:
    """Return the organisation of each of these rows, with one query per related record."""
    via = _via[made[0]._meta.label] if made else ""
    if not via:
        return [_organisation_of(one) for one in made]
    field: Any = made[0]._meta.get_field(via)
    keys = [getattr(one, field.attname) for one in made]
    rows = field.related_model._base_manager.filter(pk__in=set(keys))
    owners = dict(rows.values_list("pk", "organisation_id"))
    return [owners[key] for key in keys]


def note(
    model: type[models.Model],
    organisation_id: UUID,
    keys: Iterable[UUID],
    *,
    deleted: bool = False,
    row: Row | None = None,
) -> None:
    """Note that these rows were written in the current transaction.

    ``row`` is the one row as its INSERT stored it: the columns of :func:`columns_of`.
    """
    label = model._meta.label
    if label not in _registered:
        return

    def follow() -> None:
        _follow()

    # Django lets go of the function where the transaction, or its savepoint, is rolled back.
    step = weakref.ref(follow)
    rows = _pending().setdefault(_key(organisation_id), {}).setdefault(label, {})
    for key in map(_key, keys):
        rows[key] = _Noted(deleted, None if key in rows else row, step)
    transaction.on_commit(follow, robust=True)


def _key(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


def _pending() -> dict[UUID, dict[str, dict[UUID, _Noted]]]:
    if not hasattr(_written, "rows"):
        _written.rows = {}
    found: dict[UUID, dict[str, dict[UUID, _Noted]]] = _written.rows
    return found


def _follow() -> None:
    """Log rows written after the last entry of a transaction that has just been committed."""
    from .actions import log

    for organisation_id in list(_pending()):
        with transaction.atomic():
            log(None, "record.write", "audit.Entry", None, organisation_id=organisation_id)


def lines_of_pending(cursor: Any, organisation_id: UUID) -> str:
    """Return the lines for the noted rows of an organisation, and forget them.

    The rows are read back, so that a partial rollback is recorded correctly; a row that does not
    exist after all is left out.
    """
    noted = _pending().pop(organisation_id, None)
    if not noted:
        return ""
    lines: list[str] = []
    for label in sorted(noted):
        model, rows = _registered[label], noted[label]
        digest, again = digester(model, organisation_id), list[UUID]()
        for key, one in rows.items():
            if one.row is not None and one.step() is not None:
                lines.append(f"{label} {key.hex} {digest(one.row).hex()}")
            else:
                again.append(key)
        digests = _digests(cursor, model, organisation_id, again) if again else {}
        for key in again:
            if key in digests or rows[key].deleted:
                lines.append(f"{label} {key.hex} {digests.get(key, GONE)}")
    return "\n".join(lines)


def lines(records: str) -> Iterator[Line]:
    """Read the lines of an entry."""
    for line in records.split("\n"):
        yield Line(*line.split(" "))


# The digest of a row


class _Statement(NamedTuple):
    names: tuple[str, ...]
    columns: str
    table: str
    place: int
    one: str
    many: str


@lru_cache(maxsize=512)
def _statement(model: type[models.Model]) -> _Statement:
    meta = model._meta
    columns = [field.column for field in meta.concrete_fields if field.column]
    # On SQLite the sign keeps the driver from converting stored values to dates.
    sign = "+" if connection.vendor == "sqlite" else ""
    quoted = ", ".join(f'{sign}"{one}"' for one in columns)
    key = str(meta.pk.column) if meta.pk is not None else "id"
    many = f'SELECT {quoted} FROM "{meta.db_table}" WHERE "{key}"'  # noqa: S608
    return _Statement(
        tuple(columns), quoted, meta.db_table, columns.index(key), f"{many} = %s", many
    )


def columns_of(model: type[models.Model]) -> str | None:
    """Return the columns that a digest covers, as SQL; None for a model without digests."""
    return _statement(model).columns if model._meta.label in _registered else None


def digests_of(
    model: type[models.Model], organisation_id: UUID, keys: list[UUID]
) -> dict[UUID, str]:
    """Return the digest of each of these rows that exists, as stored in the database."""
    with prepared_cursor() as cursor:
        return _digests(cursor, model, organisation_id, keys)


def _digests(
    cursor: Any, model: type[models.Model], organisation_id: UUID, keys: list[UUID]
) -> dict[UUID, str]:
    statement, digests = _statement(model), {}
    digest = digester(model, organisation_id)
    one = len(keys) == 1  # almost always: then the result need not say which row it is
    for start in range(0, len(keys), BATCH):
        some = [in_sql(key) for key in keys[start : start + BATCH]]
        if one:
            cursor.execute(statement.one, some)
        elif connection.vendor == "sqlite":
            cursor.execute(f"{statement.many} IN ({', '.join(['%s'] * len(some))})", some)
        else:
            cursor.execute(f"{statement.many} = ANY(%s)", [some])
        for row in cursor.fetchall():
            digests[keys[0] if one else as_key(row[statement.place])] = digest(row).hex()
    return digests


def walk(model: type[models.Model], organisation_id: UUID) -> Iterator[list[tuple[bytes, bytes]]]:
    """Yield keys and digests of all rows of an organisation in batches, ordered by key."""
    asked, digest = _statement(model), digester(model, organisation_id)
    key = asked.names[asked.place]
    text = (
        f'SELECT {asked.columns} FROM "{asked.table}" '  # noqa: S608
        f'WHERE {_of_organisation(model)} AND "{key}" > %s ORDER BY "{key}" LIMIT {BATCH}'
    )
    after: Any = in_sql(UUID(int=0))
    while True:
        with prepared_cursor() as cursor:
            cursor.execute(text, [in_sql(organisation_id), after])
            rows = cursor.fetchall()
        if not rows:
            return
        yield [(_bytes(row[asked.place]), digest(row)) for row in rows]
        after = rows[-1][asked.place]


def _bytes(key: UUID | str) -> bytes:
    return bytes.fromhex(key) if isinstance(key, str) else key.bytes


def _of_organisation(model: type[models.Model]) -> str:
    """Return the SQL condition that a row belongs to one organisation."""
    via = _via.get(model._meta.label)
    if not via:
        return '"organisation_id" = %s'
    field: Any = model._meta.get_field(via)
    table = field.related_model._meta.db_table
    return f'"{field.column}" IN (SELECT "id" FROM "{table}" WHERE "organisation_id" = %s)'  # noqa: S608


def digester(model: type[models.Model], organisation_id: UUID) -> Callable[[Row], bytes]:
    """Return the function from a row to its digest.

    It covers the names and values of all columns that are not null: a column that is added empty
    later changes no digest. 128 bits, keyed, bound to organisation and table.
    """
    return _digester(model, record_key(organisation_id))


@lru_cache(maxsize=1024)
def _digester(model: type[models.Model], key: bytes) -> Callable[[Row], bytes]:
    names = _statement(model).names
    label = model._meta.label.encode() + b"\x1f"
    blake, encode = hashlib.blake2b, _JSON.encode

    def digest(row: Row) -> bytes:
        content = [
            part for pair in zip(names, row, strict=True) if pair[1] is not None for part in pair
        ]
        return blake(label + encode(content).encode(), key=key, digest_size=16).digest()

    return digest


def _plain(value: Any) -> Any:
    """Return keys, times, days, bytes and decimals, which JSON does not support, as text."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        in_utc = value if value.tzinfo is None else value.astimezone(UTC)  # SQLite: UTC, naive
        return in_utc.replace(tzinfo=None).isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        whole = bytes(value)
        return whole.hex() if len(whole) <= LONG else hashlib.blake2b(whole).hexdigest()
    return str(value)


_JSON = json.JSONEncoder(separators=(",", ":"), default=_plain)


class RecordQuerySet(models.QuerySet[M]):
    """A QuerySet that notes the rows it writes without loading them."""

    def update(self, **kwargs: Any) -> int:
        """Update rows, and note them."""
        if self.model._meta.label not in _registered:
            return super().update(**kwargs)
        via = _via[self.model._meta.label]
        path = f"{via}__organisation_id" if via else "organisation_id"
        rows = list(self.order_by().values_list(path, "pk"))
        changed = super().update(**kwargs)
        self._note(rows)
        return changed

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        """Insert rows, and note them."""
        created = super().bulk_create(objs, *args, **kwargs)
        if self.model._meta.label in _registered:
            owners = _organisations_of(created)
            self._note(list(zip(owners, (one.pk for one in created), strict=True)))
        return created

    def _note(self, found: list[tuple[UUID, UUID]]) -> None:
        by_organisation: dict[UUID, list[UUID]] = {}
        for organisation_id, key in found:
            by_organisation.setdefault(organisation_id, []).append(key)
        for organisation_id, keys in by_organisation.items():
            note(self.model, organisation_id, keys)
