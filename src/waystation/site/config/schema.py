"""Installs the database objects declared in the apps' ``schema.py``, after every ``migrate``.

SQLite drops a table's triggers when a migration rebuilds the table, so they are recreated each
time. They do not appear in migrations, which ``makemigrations`` alone writes.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.utils.module_loading import module_has_submodule

from waystation.foundation.shared.schema import PostgresIndex, StampTrigger, Trigger

Declared = Trigger | StampTrigger | PostgresIndex


def declared_objects(app: AppConfig) -> list[Declared]:
    """Return the objects that ``app`` declares, none if it has no ``schema.py``."""
    if not module_has_submodule(app.module, "schema"):
        return []
    found: list[Declared] = getattr(import_module(f"{app.name}.schema"), "SCHEMA", [])
    return found


def declared_everywhere() -> list[Declared]:
    """Return the objects that all apps declare."""
    return [one for app in apps.get_app_configs() for one in declared_objects(app)]


def install(sender: AppConfig, using: str, **_kwargs: Any) -> None:
    """Handle ``post_migrate``: create the triggers and indexes of one app if its tables exist."""
    if not (declared := declared_objects(sender)):
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for one in declared:
            for statement in one.statements(connection.vendor) if one.table in tables else []:
                cursor.execute(statement)
