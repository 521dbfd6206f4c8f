"""Statements asked while somebody types are planned once, and behave as all others."""

from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from tests.registry.collection.test_kill_nine import run, world  # noqa: F401
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


ASKED = """
import django
django.setup()
from django.core.signals import request_started
from django.db import connections
from waystation.foundation.access.queries import ask
here = connections["default"]
checks = []
usable = here.is_usable
here.is_usable = lambda: checks.append(None) or usable()
def process():
    ((found,),) = ask("SELECT pg_backend_pid()")
    return found
first = process()
request_started.send(None)
print(process() == first, len(checks))
request_started.send(None)
try:
    here.connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
except Exception:
    pass
print(process() != first, len(checks))
"""


def test_a_lost_connection_is_replaced_at_the_first_question_of_a_request(world):  # noqa: F811
    if connection.vendor != "postgresql":
        return  # SQLite has no connection to lose

    said = run(world, ASKED)

    assert said == ["True", "0", "True", "1"]
