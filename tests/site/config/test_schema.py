"""The database itself refuses to change what must stay: every declared trigger is there."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from waystation.foundation.shared.schema import PostgresIndex, Trigger, append_only
from waystation.site.config.schema import declared_everywhere, install

pytestmark = pytest.mark.django_db


def names_in(catalogue):
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def triggers_there():
    return names_in(
        {
            "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
            "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
        }
    )


def test_every_declared_trigger_is_in_the_database_and_no_other():
    declared = [one for one in declared_everywhere() if not isinstance(one, PostgresIndex)]
    wanted = {name for one in declared for name in one.names(connection.vendor)}

    there = triggers_there()

    assert there == wanted
    assert len(wanted) > 70
    assert {"audit_entry_no_update", "messaging_delivery_no_delete"} <= wanted
    assert {"advice_signature_four_eyes", "meetings_paper_late_for_ever"} <= wanted
    assert [name for name in wanted if name.startswith("access_membership_stamp")]


def test_indexes_for_one_database_are_there_only():
    wanted = {one.name for one in declared_everywhere() if isinstance(one, PostgresIndex)}

    there = names_in(
        {
            "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
            "postgresql": "SELECT indexname FROM pg_indexes",
        }
    )

    assert wanted
    assert wanted & there == (wanted if connection.vendor == "postgresql" else set())


def test_a_trigger_dropped_by_a_migration_is_recreated():
    suffix = ' ON "messaging_delivery"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "messaging_delivery_no_delete"{suffix}')
    lost = triggers_there()

    install(apps.get_app_config("messaging"), using="default")
    install(apps.get_app_config("messaging"), using="default")

    assert "messaging_delivery_no_delete" not in lost
    assert "messaging_delivery_no_delete" in triggers_there()


def test_a_condition_lets_other_rows_be_deleted():
    refused = Trigger("pebbles", "DELETE", "heavy", "heavy pebbles stay", when="OLD.grams > 5")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE pebbles (grams integer)")
        cursor.execute("INSERT INTO pebbles VALUES (3), (9)")
        for statement in refused.statements(connection.vendor):
            cursor.execute(statement)
        cursor.execute("DELETE FROM pebbles WHERE grams = 3")
        cursor.execute("SELECT grams FROM pebbles")

        assert cursor.fetchall() == [(9,)]
        with pytest.raises(DatabaseError, match="pebbles: heavy pebbles stay"):
            cursor.execute("DELETE FROM pebbles")


def test_each_app_has_one_initial_migration(settings):
    settings.MIGRATION_MODULES = {}  # the tests' own database does without migrations
    ours = [
        key
        for key, migration in MigrationLoader(None).disk_migrations.items()
        if type(migration).__module__.startswith("waystation.")
    ]

    assert {name for _label, name in ours} == {"0001_initial"}
    assert len(ours) == len({label for label, _name in ours}) >= 11


def test_append_only_names_what_it_refuses():
    triggers = append_only("stones")

    assert [(one.verb, one.name) for one in triggers] == [
        ("UPDATE", "stones_no_update"),
        ("DELETE", "stones_no_delete"),
    ]
