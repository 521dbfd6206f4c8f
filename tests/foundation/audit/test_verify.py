"""./waystation verify names the first broken row of the audit trail."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from waystation.foundation.audit import actions, queries
from waystation.foundation.audit.models import ChainHead, Entry


@pytest.fixture
def trail(house, arta, milan, blerim):
    with transaction.atomic():
        for number in range(5):
            actions.log(arta, f"test.{number}", "test", None, fields=["a"])
    return house


def unguarded(sql, table="audit_entry"):
    """Run SQL as somebody would who owns the database and drops its triggers first."""
    with connection.cursor() as cursor:
        for verb in ("update", "delete"):
            suffix = "" if connection.vendor == "sqlite" else f' ON "{table}"'
            cursor.execute(f'DROP TRIGGER "{table}_no_{verb}"{suffix}')
        cursor.execute(sql)


def test_a_whole_trail_is_whole(trail):
    out = StringIO()

    call_command("verify", stdout=out)

    assert "audit trail" in out.getvalue()
    assert "whole" in out.getvalue()


def test_an_edited_row_is_named(trail):
    row = Entry.objects.get(verb="test.2")

    unguarded(f"UPDATE audit_entry SET verb = 'other' WHERE number = {row.number}")

    (problem,) = queries.problems_of_chain(trail.organisation.id)
    assert problem.startswith(f"Entry {row.number} (other")


def test_a_deleted_row_is_named(trail):
    row = Entry.objects.get(verb="test.1")

    unguarded(f"DELETE FROM audit_entry WHERE number = {row.number}")

    (problem,) = queries.problems_of_chain(trail.organisation.id)
    assert problem.startswith(f"Entry {row.number} is missing")


def test_a_cut_tail_is_named(trail):
    last = ChainHead.objects.get(organisation_id=trail.organisation.id).number

    unguarded(f"DELETE FROM audit_entry WHERE number = {last}")

    (problem,) = queries.problems_of_chain(trail.organisation.id)
    assert f"its head says {last}" in problem


def test_the_command_fails_when_something_is_broken(trail):
    unguarded("UPDATE audit_entry SET channel = 'x' WHERE verb = 'test.3'")

    with pytest.raises(SystemExit) as stopped:
        call_command("verify", stdout=StringIO())

    assert stopped.value.code == 1
