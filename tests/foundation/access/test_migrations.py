"""A house is the same by its squashed migrations and by the files they stand for."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from waystation.foundation.access.records import Trigger, one_by_one


def triggers_there():
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def test_each_model_is_the_same_by_either_way():
    graph = MigrationLoader(None, replace_migrations=False).graph
    plan = dict.fromkeys(key for leaf in graph.leaf_nodes() for key in graph.forwards_plan(leaf))
    by_the_old_files, replaced = ProjectState(), 0

    for key in plan:
        if graph.nodes[key].replaces:
            replaced += 1
        else:
            graph.nodes[key].mutate_state(by_the_old_files, preserve=False)

    assert MigrationLoader(None).project_state().models == by_the_old_files.models
    assert replaced == 9


@pytest.mark.django_db
def test_no_trigger_was_lost_on_the_way():
    made = {
        one.name
        for migration in MigrationLoader(None).disk_migrations.values()
        for one in one_by_one(migration.operations)
        if isinstance(one, Trigger)
    }

    there = triggers_there()

    assert len(made) > 70
    assert made - there == set()


@pytest.mark.django_db
def test_a_house_on_sqlite_whose_deliveries_lost_their_trigger_gets_it_back():
    repair = import_module("waystation.governance.network.migrations.0015_deliveries_stay")
    editor = connection.SchemaEditorClass(connection)
    if connection.vendor == "sqlite":
        repair.STAYS.reverse_code(None, editor)

    repair.again(None, editor)
    repair.again(None, editor)

    assert repair.STAYS.name in triggers_there()
