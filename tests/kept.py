"""What many tests begin with is made once per process, then laid down again row by row.

A house takes some twenty actions with their checks and their lines in the audit trail, a Network
forty. Made again for each of a thousand tests, that is most of the time they take. So the first
test makes it in earnest; what stands in the database afterwards and did not before is kept, and
the next test gets the same rows in a few statements, and fresh copies of the same objects.

A test that stands on something else (another house, another colleague hired before) is told by
the audit trail, whose last hash covers all that was done before; then all is made in earnest.
"""

from __future__ import annotations

import inspect
import io
import pickle
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

COPIES_KEPT = 4


def kept(make):
    """Make a fixture of ``make``, which takes fixtures and returns what can be copied.

    Whatever else it does than write rows (turn a clock, open a file) belongs in a fixture of its
    own: it does not happen again.
    """
    one = Kept(make)

    def given(**stands_on):
        return one.give(stands_on)

    given.__signature__ = inspect.signature(make)
    given.__doc__ = make.__doc__
    return pytest.fixture(name=make.__name__)(given)


def _models():
    """Return the models by the name of their table."""
    return {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def _rows():
    """Return every row there is, as the database says it, the key first: model -> rows."""
    models, quoted = _models(), connection.ops.quote_name
    there = [name for name in connection.introspection.table_names() if name in models]
    filled = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quoted(name)})" for name in there
    )
    rows = {}
    with connection.cursor() as cursor:
        cursor.execute(filled)
        for (name,) in cursor.fetchall():
            keys = [quoted(field.column) for field in models[name]._meta.pk_fields]
            cursor.execute(f"SELECT {', '.join(keys)}, {quoted(name)}.* FROM {quoted(name)}")
            rows[models[name]] = {_keyed(row, len(keys)) for row in cursor.fetchall()}
    return rows


def _keyed(row, width):
    return (row[0] if width == 1 else row[:width]), row[width:]


class Kept:
    """A piece of the world that is made once and laid down for each further test."""

    def __init__(self, make):
        self.make = make
        self.copies: dict[Any, _Copy] = {}

    def give(self, stands_on: dict[str, Any]):
        """Return what ``make`` returns; ``stands_on`` names the objects of this test it uses."""
        keys = tuple(getattr(one, "pk", None) for one in stands_on.values())
        basis = keys, _heads_of_the_trail()
        names = dict(_named(stands_on))
        if basis in self.copies:
            return self.copies[basis].lay_down(names)
        before = _rows()
        made = self.make(**stands_on)
        if len(self.copies) == COPIES_KEPT:
            self.copies.pop(next(iter(self.copies)))
        self.copies[basis] = _Copy(before, _rows(), made, names)
        return made


def _heads_of_the_trail():
    """Return the hash of the last line of each organisation's audit trail."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest FROM audit_chainhead ORDER BY digest")
        return tuple(bytes(digest) for (digest,) in cursor.fetchall())


def _named(stands_on):
    """Yield the objects of the test itself with a name, those that they hold included."""
    for name, one in stands_on.items():
        if one is not None:
            yield name, one
        for inner, held in vars(one).items() if hasattr(one, "__dict__") else ():
            if hasattr(held, "pk"):
                yield f"{name}.{inner}", held


def _values(model, keys):
    """Return the rows with these keys, by the names of their columns, in the order they came."""
    columns = [field.attname for field in model._meta.concrete_fields]
    return list(model._base_manager.filter(pk__in=keys).order_by("pk").values(*columns))


class _Copy:
    """The rows that came and changed, and the objects, of one piece of the world."""

    def __init__(self, before, after, made, names):
        self.fresh, self.changed = {}, {}
        for model, rows in after.items():
            had = before.get(model, set())
            if rows != had:
                there = {key for key, _row in had}
                came = [key for key, _row in rows - had]
                self.fresh[model] = _values(model, [key for key in came if key not in there])
                self.changed[model] = _values(model, [key for key in came if key in there])
        self.statements: list[tuple[str, Any]] | None = None
        written = io.BytesIO()
        _Keeper(written, names).dump(made)
        self.made = written.getvalue()

    def lay_down(self, names):
        """Write the rows, and return the objects."""
        with transaction.atomic(savepoint=False):
            if self.statements is None:
                self.statements = self._through_models()
            else:
                for sql, values in self.statements:
                    _cursor().execute(sql, values)
        return _Opener(io.BytesIO(self.made), names).load()

    def _through_models(self):
        """Write the rows through their models; return the statements for the next time."""
        statements = []

        def noted(execute, sql, values, many, context):
            if "SAVEPOINT" not in sql:
                statements.append((sql, values))
            return execute(sql, values, many, context)

        with connection.execute_wrapper(noted):
            for model, rows in self.fresh.items():
                model._base_manager.bulk_create(model(**row) for row in rows)
            for model, rows in self.changed.items():
                keys = {field.attname for field in model._meta.pk_fields}
                for row in rows:
                    whose = {name: row[name] for name in keys}
                    model._base_manager.filter(**whose).update(**row)
        return _ready(statements)


def _cursor():
    """Return the database's own cursor: Django's would read each statement again."""
    connection.ensure_connection()
    return connection.connection.cursor()


def _ready(statements):
    """Return statements as the database takes them: PostgreSQL all in one, with their values."""
    if connection.vendor == "sqlite":
        return [(sql.replace("%s", "?"), values) for sql, values in statements]
    cursor = _cursor()
    whole = ";".join(cursor.mogrify(sql, values) for sql, values in statements)
    return [(whole.encode(), None)]


class _Keeper(pickle.Pickler):
    """Writes objects down; those of the test itself by their name."""

    def __init__(self, file, names):
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self.names = {id(one): name for name, one in names.items()}

    def persistent_id(self, one):
        return self.names.get(id(one))


class _Opener(pickle.Unpickler):
    def __init__(self, file, names):
        super().__init__(file)
        self.names = names

    def persistent_load(self, name):
        return self.names[name]
