"""The audit log: append-only, chained, and inside the action's own transaction."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from waystation.foundation.audit import actions, chain, queries
from waystation.foundation.audit.models import Entry


def test_each_row_holds_the_hash_of_the_row_before(mission, arta):
    with transaction.atomic():
        first = Entry.objects.get(number=actions.log(arta, "test.one", "test", None))
        second = Entry.objects.get(number=actions.log(arta, "test.two", "test", None))

    assert second.number == first.number + 1
    assert bytes(second.digest) == chain.digest_of(bytes(first.digest), second)


@pytest.mark.parametrize("about", [UUID(int=7), None])
def test_what_was_written_in_plain_sql_reads_back_as_a_model(mission, arta, about, monkeypatch):
    moment = datetime(2026, 3, 1, 23, 59, 59, 123456, tzinfo=UTC)
    monkeypatch.setattr(actions, "now", lambda: moment)
    detail = {"fields": ["Pejë", "сат", "\n\\"], "none": None, "true": True, "deep": {"n": [1.5]}}

    with transaction.atomic(), actions.channel("phone"):
        number = actions.log(
            arta,
            "test.all",
            "test.Thing",
            about,
            office_id=about and mission.prishtine.id,
            **detail,
        )

    row = Entry.objects.get(number=number)
    assert (row.organisation_id, row.user_id) == (mission.organisation.id, arta.id)
    assert (row.subject_id, row.office_id) == (about, about and mission.prishtine.id)
    assert (row.at, row.channel, row.verb, row.subject_kind, row.detail) == (
        moment,
        "phone",
        "test.all",
        "test.Thing",
        detail,
    )
    assert Entry.objects.filter(at=moment).get() == row
    assert queries.problems_of_chain(mission.organisation.id) == []


def test_a_row_of_the_system_itself_has_no_user(mission):
    with transaction.atomic():
        number = actions.log(
            None, "test.own", "test", None, organisation_id=mission.organisation.id
        )

    assert Entry.objects.get(number=number).user_id is None
    assert queries.problems_of_chain(mission.organisation.id) == []


def test_a_key_written_out_becomes_a_key(mission, arta):
    with transaction.atomic():
        number = actions.log(arta, "test.text", "test", str(mission.peje.id))

    assert Entry.objects.get(number=number).subject_id == mission.peje.id
    assert queries.problems_of_chain(mission.organisation.id) == []


def test_an_organisation_that_is_not_there_has_no_trail(mission):
    with pytest.raises(ValueError, match="no such organisation"), transaction.atomic():
        actions.log(None, "test.none", "test", None, organisation_id=UUID(int=1))


def test_a_second_writer_waits_for_the_first(mission, arta):
    """On PostgreSQL the chain's end is locked; on SQLite one transaction writes at a time."""
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        actions.log(arta, "test.first", "test", None)

    read, *written = [one["sql"] for one in asked]
    on_postgres = connection.vendor == "postgresql"
    assert read.endswith("FOR UPDATE") is on_postgres
    assert len(written) == (1 if on_postgres else 2)  # the line and the head of the chain
    assert "INSERT INTO audit_entry" in " ".join(" ".join(written).split())
    assert "UPDATE audit_chainhead" in " ".join(written)


@pytest.mark.parametrize("sql", ["UPDATE audit_entry SET verb = 'x'", "DELETE FROM audit_entry"])
def test_plain_sql_cannot_change_the_trail(mission, sql):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_nothing_is_saved_when_the_trail_cannot_be_written(mission, monkeypatch):
    from datetime import date

    from waystation.foundation.access import actions as access
    from waystation.foundation.access.models import Office

    def broken(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(actions, "log", broken)

    with pytest.raises(DatabaseError):
        access.open_office(mission.organisation, "gjilan", "MSC Gjilan", date(2026, 1, 1))

    assert not Office.objects.filter(key="gjilan").exists()
