"""What every row of every room carries, and how two editors meet.

This module is a door: rooms build their models on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, cast

from django.db import connection, migrations, models
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

from waystation.foundation.audit.content import RecordQuerySet
from waystation.foundation.shared.errors import Conflict
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.words import N_


class Keyed(models.Model):
    """A row whose key is a UUIDv7, made by the client or by us."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)

    class Meta:
        abstract = True


class OfficeRecord(Keyed):
    """A row that belongs to one office of one organisation, and remembers who wrote it.

    The audit log carries a digest of each row's content (audit/content.py), so that a change
    past the program is found.

    Rooms put ``organisation, office, …`` first in their indexes. ``version`` counts edits.
    """

    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, related_name="+", editable=False
    )
    office = models.ForeignKey("access.Office", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True


def merge_edit(
    record: object, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> dict[str, tuple[Any, Any]]:
    """Apply ``proposed`` to ``record`` unless someone else changed the same field since ``seen``.

    Returns the fields that really changed as ``{field: (old, new)}``, not yet saved.
    Raises Conflict with both values for every field that two people changed differently.
    """
    changed: dict[str, tuple[Any, Any]] = {}
    disputed: dict[str, tuple[Any, Any]] = {}
    for name, new in proposed.items():
        current = getattr(record, name)
        if current == new:
            continue
        if name in seen and seen[name] != current:
            if seen[name] == new:
                continue  # this editor did not touch it; the other editor's value stays
            disputed[name] = (current, new)
        else:
            changed[name] = (current, new)
    if disputed:
        raise Conflict(
            N_("Someone else changed this while you were writing. Choose which value to keep."),
            fields=disputed,
            code="edited_meanwhile",
        )
    for name, (_, new) in changed.items():
        setattr(record, name, new)
    return changed


class Together(Operation):
    """Make several tables at once, or several triggers.

    After each single CreateModel Django draws every model of the house anew, because all of
    them lead to an office and a user, and before each operation it copies them: with a hundred
    tables that is most of an installation. Here the new models are drawn once, beside those
    that stand. Models may point at each other; tables and what changes them do not belong in
    one step.
    """

    category = OperationCategory.ADDITION
    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [], {"operations": self.operations})

    def state_forwards(self, app_label: str, state: Any) -> None:
        drawn = state.__dict__.pop("apps", None)
        for one in self.operations:
            one.state_forwards(app_label, state)
        if drawn is not None:
            new = [one.name_lower for one in self.operations if isinstance(one, CreateModel)]
            drawn.render_multiple([state.models[app_label, name] for name in new])
            state.apps = drawn

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for one in self.operations:
            one.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for one in reversed(self.operations):
            one.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(one.describe() for one in self.operations)


def triggers_against_change(
    table: str, *, verbs: Iterable[str] = ("UPDATE", "DELETE")
) -> list[Trigger]:
    """Return migration operations that make the database itself refuse to change ``table``.

    Works on both databases; a row once written stays as it is.
    """
    return [_one_trigger(table, verb.upper()) for verb in verbs]


def _one_trigger(table: str, verb: str) -> Trigger:
    return trigger(table, verb, f"no_{verb.lower()}", "", f"append-only: {verb} refused")


def trigger(table: str, verb: str, name: str, when: str, why: str) -> Trigger:
    """Return a migration operation: the database refuses ``verb`` on a row for which ``when``.

    ``when`` is SQL over OLD and NEW that both databases read, "" for always. ``why`` is said
    after the table's name; neither may hold a quotation mark.
    """
    full = f"{table}_{name}"
    sentence = f"{table} is {why}" if not when else f"{table}: {why}"

    def create(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            condition = f"WHERE {when}" if when else ""
            schema_editor.execute(
                f'CREATE TRIGGER "{full}" BEFORE {verb} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, '{sentence}') {condition}; END",
            )
            return
        body = f"RAISE EXCEPTION '{sentence}';"
        if when:
            body = f"IF {when} THEN {body} END IF; RETURN NEW;"
        schema_editor.execute(
            f'CREATE FUNCTION "{full}_fn"() RETURNS trigger LANGUAGE plpgsql AS '
            f"$body$ BEGIN {body} END $body$"
        )
        schema_editor.execute(
            f'CREATE TRIGGER "{full}" BEFORE {verb} ON "{table}" '
            f'FOR EACH ROW EXECUTE FUNCTION "{full}_fn"()'
        )

    def drop(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{full}"')
            return
        schema_editor.execute(f'DROP TRIGGER IF EXISTS "{full}" ON "{table}"')
        schema_editor.execute(f'DROP FUNCTION IF EXISTS "{full}_fn"()')

    return Trigger(full, create, drop)


class Trigger(migrations.RunPython):
    """A trigger needs no model: the house is not drawn anew for it, as RunPython would.

    SQLite drops a table's triggers where a migration changes the table: make them again there.
    """

    def __init__(self, name: str, create: Any, drop: Any) -> None:
        super().__init__(create, drop)
        self.name = name

    def database_forwards(self, app_label: Any, schema_editor: Any, *states: Any) -> None:
        cast("Any", self.code)(None, schema_editor)

    def database_backwards(self, app_label: Any, schema_editor: Any, *states: Any) -> None:
        if self.reverse_code is not None:
            cast("Any", self.reverse_code)(None, schema_editor)


def folded(package: str, names: Sequence[tuple[str, str]]) -> list[Operation]:
    """Return what the migrations ``names`` of a room come to in a house that is still empty.

    Each table as the last of them leaves it, then the triggers and whatever else is no table. A
    RunPython that says ``elidable=True`` has only rows to look at, and an empty house has none.
    """
    state, others = ProjectState(), list[Operation]()
    for label, name in names:
        for one in one_by_one(import_module(f"{package}.{name}").Migration.operations):
            if isinstance(one, migrations.RunPython):
                others.extend([] if one.elidable else [one])
            else:
                one.state_forwards(label, state)
    tables = [
        CreateModel(one.name, list(one.fields.items()), one.options, one.bases, one.managers)
        for one in state.models.values()
    ]
    return [Together(tables), Together(others)]


def one_by_one(operations: Iterable[Operation]) -> Iterator[Operation]:
    for one in operations:
        yield from one_by_one(one.operations) if isinstance(one, Together) else [one]


def is_sqlite() -> bool:
    """Return whether this process runs on the embedded database."""
    return connection.vendor == "sqlite"
