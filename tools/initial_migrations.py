"""Write one initial migration for each app anew, from the models as they are.

    python -m tools.initial_migrations

Only until 0.1.0 is released: databases made before must be made again. Django's own
``makemigrations`` writes the files; then each table's columns, indexes and constraints are moved
into its CreateModel, because every operation of its own makes Django render all models anew
(47 s for an empty database became 8 s). Triggers are in no migration: see site/config/schema.py.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
Key = tuple[str, str]


def folded(label: str, operations: Iterable[Any]) -> list[Any]:
    """Return operations that make the same tables, each table in one operation where possible.

    Tables that point at each other in a circle keep the columns that close it, with their
    indexes and constraints, as operations of their own at the end.
    """
    from django.db.migrations import CreateModel
    from django.db.migrations.state import ProjectState

    state = ProjectState()
    for one in operations:
        one.state_forwards(label, state)
    waiting, made, later = dict(state.models), list[Any](), list[Any]()
    while waiting:
        ready = [key for key, model in waiting.items() if not unmet(key, model, waiting)]
        if not ready:
            key = min(waiting, key=lambda key: len(unmet(key, waiting[key], waiting)))
            later += closing_the_circle(key, waiting[key], waiting)
            ready = [key]
        for key in ready:
            model = waiting.pop(key)
            fields = list(model.fields.items())
            made.append(CreateModel(model.name, fields, model.options, model.bases, model.managers))
    return [*made, *later]


def unmet(key: Key, model: Any, waiting: dict[Key, Any]) -> list[str]:
    """Return the fields of ``model`` that point at, or go through, tables not made yet."""
    found = []
    for name, field in model.fields.items():
        for to in pointed_at(field):
            target = tuple((to if isinstance(to, str) else to._meta.label).lower().split("."))
            if target != key and target in waiting:
                found.append(name)
                break
    return found


def pointed_at(field: Any) -> list[Any]:
    if not field.is_relation:
        return []
    through = getattr(field.remote_field, "through", None)
    return [field.remote_field.model, *([through] if through else [])]


def closing_the_circle(key: Key, model: Any, waiting: dict[Key, Any]) -> list[Any]:
    """Take from ``model`` what cannot be made yet; return the operations that add it later."""
    from django.db.migrations import AddConstraint, AddField, AddIndex

    names = unmet(key, model, waiting)
    later: list[Any] = [AddField(model.name, name, model.fields.pop(name)) for name in names]
    for option, operation in (("indexes", AddIndex), ("constraints", AddConstraint)):
        all_of_them = model.options.get(option, [])
        waits = [one for one in all_of_them if any(f"'{n}" in repr(one) for n in names)]
        model.options[option] = [one for one in all_of_them if one not in waits]
        later += [operation(model.name, one) for one in waits]
    return later


def main() -> None:
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.config.settings")
    import django

    django.setup()
    from django.apps import apps
    from django.core.management import call_command
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.writer import MigrationWriter

    ours = [app for app in apps.get_app_configs() if app.name.startswith("waystation.")]
    labels = [app.label for app in ours if next(iter(app.get_models()), None)]
    for app in ours:
        for old in (Path(app.path) / "migrations").glob("0*.py"):
            old.unlink()
    call_command("makemigrations", *labels, verbosity=0)
    for (label, _name), migration in MigrationLoader(None).disk_migrations.items():
        if label in labels:
            migration.operations = folded(label, migration.operations)
            writer = MigrationWriter(migration, include_header=False)
            Path(writer.path).write_text(writer.as_string())
    call_command("makemigrations", check_changes=True, dry_run=True)


if __name__ == "__main__":
    main()
