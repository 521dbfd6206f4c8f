"""The digest of a new row is made of what its INSERT stored, without reading it again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from waystation.foundation.access.inserting import STORED_AS
from waystation.foundation.audit import actions, verifying
from waystation.foundation.audit.models import Entry
from waystation.services.centres import actions as centres
from waystation.services.centres.models import Visit

NOW = datetime(2026, 9, 21, 9, 0, tzinfo=UTC)


class Undone(Exception):
    """What ends a transaction here."""


def record(mission):
    return centres.record_visit(
        mission.arta, mission.prishtine.id, mode="walk_in", visitor_type="potential_migrant",
        reason="work_abroad", minutes=10, started_at=NOW, topics=["study"], advice="Come back.",
    )  # fmt: skip


def copy_of(visit):
    """Return a new row like this one, not saved yet."""
    again = Visit.objects.get(id=visit.id)
    again.id, again.advice = Visit().id, b"\x01\x02"
    again._state.adding = True
    return again


@transaction.atomic
def write_and_undo(row):
    row.save(force_insert=True)
    raise Undone


def differences(mission):
    return verifying.verify_organisation(mission.organisation.id).differences


@pytest.mark.sqlite_only
def test_a_new_row_is_not_read_again(mission):
    record(mission)

    with CaptureQueriesContext(connection) as asked:
        visit = record(mission)

    texts = [one["sql"] for one in asked.captured_queries if '"centres_visit"' in one["sql"]]
    assert [one.split()[0] for one in texts] == ["INSERT"]
    assert f"centres.Visit {visit.id.hex} " in Entry.objects.latest("number").records


@pytest.mark.sqlite_only
@pytest.mark.parametrize("minutes", [20.0, "20", True])
def test_a_value_that_sqlite_converts_is_read_again(mission, minutes):
    visit = record(mission)

    with transaction.atomic():
        again = copy_of(visit)
        again.minutes = minutes
        again.save(force_insert=True)
        actions.log(mission.arta, "test.write", "centres.Visit", again.id)

    assert differences(mission) == []


@pytest.mark.sqlite_only
def test_what_is_known_of_a_new_row_is_what_sqlite_has(db):
    known = {field for field in STORED_AS if field != "BLOB"}
    values = {str: "20", int: 20, float: 2.0}

    with connection.cursor() as cursor:
        for column in sorted(known - {"datetime", "date", "time", "bool"}):
            value = values[STORED_AS[column]]
            cursor.execute(f'CREATE TABLE "kind" ("one" {column})')
            cursor.execute('INSERT INTO "kind" VALUES (%s)', [value])
            cursor.execute('SELECT +"one" FROM "kind"')
            (stored,) = cursor.fetchone()
            cursor.execute('DROP TABLE "kind"')
            assert (type(stored), stored) == (type(value), value), column


def test_a_new_row_is_in_the_log_as_the_database_has_it(mission):
    record(mission)

    assert differences(mission) == []


def test_a_new_row_that_is_written_again_is_read_again(mission):
    visit = record(mission)

    with transaction.atomic():
        again = copy_of(visit)
        again.save(force_insert=True)
        Visit.objects.filter(id=again.id).update(minutes=44)
        actions.log(mission.arta, "test.write", "centres.Visit", again.id)

    assert differences(mission) == []


def test_a_new_row_that_was_rolled_back_is_not_in_the_log(mission):
    visit = record(mission)
    again = copy_of(visit)

    with transaction.atomic():
        with pytest.raises(Undone):
            write_and_undo(again)
        actions.log(mission.arta, "test.write", "centres.Visit", again.id)

    assert again.id.hex not in Entry.objects.latest("number").records
    assert differences(mission) == []


def test_a_new_row_of_a_transaction_that_was_rolled_back_is_in_no_later_one(mission):
    visit = record(mission)
    again = copy_of(visit)
    with pytest.raises(Undone):
        write_and_undo(again)

    record(mission)

    assert not Entry.objects.filter(records__contains=again.id.hex).exists()
    assert differences(mission) == []
