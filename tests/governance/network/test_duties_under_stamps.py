"""Statuses that are cached under a stamp: what they read renews the stamp, at the next request."""

from __future__ import annotations

import re
import uuid
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection, transaction
from django.utils.translation import override

from waystation.foundation.access import contributions
from waystation.foundation.audit.queries import in_sql
from waystation.foundation.shared.schema import StampTrigger
from waystation.governance.advice.queries import recommendations as advice
from waystation.governance.knowledge.actions import record_entry
from waystation.governance.knowledge.queries import LIBRARY
from waystation.governance.network.compliance import page
from waystation.governance.network.panels import members
from waystation.governance.network.queries import people, readings
from waystation.site.config.schema import declared_everywhere

pytestmark = pytest.mark.django_db

READ = re.compile(r'(?:FROM|JOIN) "?(\w+)')
TODAY = date(2026, 4, 15)
STAMPS = {one.name for one in declared_everywhere() if isinstance(one, StampTrigger)}


def sql(text, *values):
    """Change the database past every model, as another process would."""
    with connection.cursor() as cursor:
        cursor.execute(text, values)


@contextmanager
def reading():
    """Collect the tables of each statement; on PostgreSQL prepared ones too."""
    found = []

    def note(execute, text, *given):
        found.append(READ.findall(text))
        return execute(text, *given)

    with connection.execute_wrapper(note):
        yield found


def tables_read(ask):
    """Return the tables that a query reads while nothing is cached under the present stamps."""
    for name in STAMPS:
        sql("DELETE FROM access_changestamp WHERE id = %s", name)
        sql("INSERT INTO access_changestamp (id, value) VALUES (%s, %s)", name, uuid.uuid4().hex)
    with reading() as asked:
        ask()
    read = {table for tables in asked for table in tables}
    lists = {table for table in read if table.startswith("reference_")}  # their own stamp
    return read - lists - {"access_changestamp"}


def tables_under(*names):
    return {
        one.table
        for one in declared_everywhere()
        if isinstance(one, StampTrigger) and one.name in {"access", *names}
    }


def test_statuses_under_stamps_read_stamped_tables_only(network):
    apps = [one for one in contributions.objects("network_duties") if one.stamps]

    read = {
        key: tables_read(lambda state=state: state(network.record, TODAY))
        - tables_under(*app.stamps)
        for app in apps
        for key, state in app.items()
    }

    assert len(read) >= 15
    assert {key: tables for key, tables in read.items() if tables} == {}


def test_other_queries_under_stamps_read_stamped_tables_only(network):
    asked = {
        "co-chairs": lambda: members.co_chairs(network.sanja, network.record, TODAY),
        "working rules": lambda: readings.working_rules(network.record),
        "entity of a focal point": lambda: people.entity_of(network.nora, TODAY),
        "entity of nobody": lambda: people.entity_of(network.sanja, TODAY),
        "advice that waits": lambda: advice.awaiting(network.record.office_id, TODAY),
    }
    covered = tables_under("network", "organisations", "focal_points", "advice")

    read = {name: tables_read(ask) for name, ask in asked.items()}

    assert all(read.values())
    assert {name: tables - covered for name, tables in read.items() if tables - covered} == {}


def test_whoever_speaks_for_an_entity_no_longer_does_so_at_the_next_request(network):
    spoken = [people.entity_of(network.carla, TODAY)]

    sql("DELETE FROM organisations_focalpoint")
    spoken.append(people.entity_of(network.carla, TODAY))  # as a co-chair
    sql("UPDATE network_incumbency SET ends_on = starts_on")
    spoken.append(people.entity_of(network.carla, TODAY))

    assert spoken == [network.undc, network.undc, None]


@pytest.mark.duty("O-03")
def test_a_status_follows_at_once_a_change_made_past_the_models(network):
    """O-03 is cached until a seat, its holders or an entity changes."""
    status = page.known_statuses()["O-03"]
    before = status(network.record, TODAY)
    with reading() as asked:
        again = status(network.record, TODAY)

    sql(
        "UPDATE network_incumbency SET ends_on = starts_on WHERE office_id = %s",
        in_sql(network.record.office_id),
    )
    after = status(network.record, TODAY)

    assert again == before
    assert asked == [["access_changestamp"]]
    assert (before.how, after.how) == ("kept", "missing")


@pytest.mark.duty("O-03")
def test_a_change_that_is_rolled_back_leaves_the_status(network):
    """O-03."""
    status = page.known_statuses()["O-03"]
    before = status(network.record, TODAY)

    with transaction.atomic():
        people.incumbents(network.record, TODAY).filter(seat__permanent=True).delete()
        within = status(network.record, TODAY)
        transaction.set_rollback(True)

    assert (within.how, status(network.record, TODAY)) == ("missing", before)


@pytest.mark.duty("O-46")
def test_a_status_follows_a_document_of_the_library(network):
    """O-46 reads what another app owns."""
    status = page.known_statuses()["O-46"]
    before = status(network.record, TODAY)

    values = {"title": "A guide", "kind": "study", "source": "IOM", "licence": "CC BY"}
    later = {"review_on": date(2027, 1, 1)}
    record_entry(network.sanja, LIBRARY, values | later, office=network.office.id)

    assert (before.how, status(network.record, TODAY).how) == ("nothing_yet", "kept")


def test_a_cached_panel_is_in_the_reader_s_language(network):
    titles = []

    for language in ("en", "sq", "en"):
        with override(language):
            titles.append(members.co_chairs(network.sanja, network.record, TODAY).title)

    assert titles[0] == titles[2] != titles[1]
