"""What many tests begin with is made once per process, then laid down again row by row.

A house takes some twenty actions with their checks and their lines in the audit trail, a Network
forty. Made again for each of a thousand tests, that is most of the time they take. So the first
test makes it in earnest; what stands in the database afterwards and did not before is kept, and
the next test gets the same rows in a few statements, and fresh copies of the same objects.
"""

from __future__ import annotations

import io
import pickle
from typing import Any

from django.apps import apps
from django.db import connection, transaction


def _rows():
    """Return every row there is: model -> key -> values."""
    there = set(connection.introspection.table_names())
    return {
        model: {row[0]: row for row in model._base_manager.values_list("pk", *_columns(model))}
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table in there
    }


def _columns(model):
    return [field.attname for field in model._meta.concrete_fields]


class Kept:
    """A piece of the world that is made once and laid down for each further test."""

    def __init__(self, make):
        self.make = make
        self.stands_on: tuple[Any, ...] = ()
        self.fresh: list[Any] = []
        self.changed: list[Any] = []
        self.statements: list[tuple[str, Any]] | None = None
        self.result = b""

    def give(self, stands_on: dict[str, Any]):
        """Return what ``make`` returns; ``stands_on`` names the objects of this test it uses."""
        basis = tuple(getattr(one, "pk", None) for one in stands_on.values())
        if not self.result or basis != self.stands_on:
            return self._made(stands_on, basis)
        with transaction.atomic():
            if self.statements is None:
                self._lay_down()
            else:
                with connection.cursor() as cursor:
                    for sql, values in self.statements:
                        cursor.execute(sql, values)
        return _Opener(io.BytesIO(self.result), stands_on).load()

    def _lay_down(self):
        """Write the rows through their models, and keep the statements for the next time."""
        statements = []

        def noted(execute, sql, values, many, context):
            statements.append((sql, values))
            return execute(sql, values, many, context)

        with connection.execute_wrapper(noted):
            for model, rows in self.fresh:
                model._base_manager.bulk_create([model(**row) for row in rows])
            for model, key, row in self.changed:
                model._base_manager.filter(pk=key).update(**row)
        self.statements = [one for one in statements if "SAVEPOINT" not in one[0]]

    def _made(self, stands_on, basis):
        before = _rows()
        made = self.make(**stands_on)
        written = io.BytesIO()
        _Keeper(written, stands_on).dump(made)
        self.fresh, self.changed, self.statements = [], [], None
        for model, rows in _rows().items():
            had = before[model]
            named = [
                (key, dict(zip(_columns(model), row[1:], strict=True)))
                for key, row in rows.items()
                if had.get(key) != row
            ]
            self.changed += [(model, key, row) for key, row in named if key in had]
            if fresh := [row for key, row in named if key not in had]:
                self.fresh.append((model, fresh))
        self.result, self.stands_on = written.getvalue(), basis
        return made


class _Keeper(pickle.Pickler):
    """Writes objects down; those of the test itself by their name."""

    def __init__(self, file, stands_on):
        super().__init__(file)
        self.names = {id(one): name for name, one in stands_on.items()}

    def persistent_id(self, one):
        return self.names.get(id(one))


class _Opener(pickle.Unpickler):
    def __init__(self, file, stands_on):
        super().__init__(file)
        self.stands_on = stands_on

    def persistent_load(self, name):
        return self.stands_on[name]
