"""Statements asked while somebody types are planned once, and behave as all others."""

from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from waystation.foundation.access import queries as access
from waystation.foundation.access.models import Office
from waystation.site.config import env

NAME = "SELECT name FROM access_office WHERE id = %s"


def name_of(key: UUID):
    with access.prepared_cursor() as cursor:
        cursor.execute(NAME, [access.in_sql(key)])
        return cursor.fetchall()


def test_a_prepared_statement_works_repeatedly_and_after_a_rollback(
    mission, django_assert_num_queries
):
    with django_assert_num_queries(3):
        answers = [name_of(mission.prishtine.id) for _ in range(3)]
    with transaction.atomic():
        Office.objects.filter(id=mission.prishtine.id).update(name="Another")
        transaction.set_rollback(True)

    answers.append(name_of(mission.prishtine.id))

    assert answers == [[(mission.prishtine.name,)]] * 4


def test_postgresql_caches_the_plan(mission):
    if connection.vendor != "postgresql":
        return  # SQLite's own driver keeps its statements

    for _ in range(3):
        name_of(mission.prishtine.id)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [
            "SELECT name FROM access_office WHERE id = $1"
        ])  # fmt: skip
        assert cursor.fetchone() == (1,)


def test_an_invalid_statement_raises_djangos_database_error(mission):
    wrong = ProgrammingError if connection.vendor == "postgresql" else Exception

    with pytest.raises(wrong), transaction.atomic(), access.prepared_cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


@pytest.mark.parametrize(("query", "kept"), [("", 1), ("?prepare_threshold=none", None)])
def test_a_pooler_without_prepared_statements_can_be_named_in_the_address(monkeypatch, query, kept):
    monkeypatch.setenv("DATABASE_URL", f"postgresql://me:secret@there:5432/mission{query}")

    assert env.database()["OPTIONS"]["prepare_threshold"] == kept
