"""A sealed value that was moved to another row is a sentence at every address, and never a fault.

Whoever writes to the database can exchange two sealed texts, or alter one. None opens any more
(issue kind 14): every page, file, form and operation of the API is asked for here while no sealed
value of the office opens.
"""

from __future__ import annotations

import pytest
from django.db import connection

from tests.foundation.audit.tampering import drop_triggers
from tests.matrix.addresses import ADDRESSES
from tests.matrix.test_every_address import OURS
from tests.matrix.test_every_method import ask, takes
from waystation.foundation.access.rules import ROLES
from waystation.foundation.access.sealed import problems_of_sealed, sealed_columns

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def altered(content):
    """Put into each sealed column what was sealed for another row; return how many were there."""
    count = 0
    with connection.cursor() as cursor:
        for model, _path, columns in sealed_columns():
            table = model._meta.db_table
            drop_triggers(table)
            for column in columns:
                at = model._meta.get_field(column).column
                cursor.execute(f'SELECT "id", "{at}" FROM "{table}" ORDER BY "id"')
                rows = [(key, bytes(value)) for key, value in cursor.fetchall() if value]
                count += len(rows)
                for number, (key, value) in enumerate(rows):
                    other = rows[number - 1][1]
                    # alone in its table: a byte of it is another one
                    moved = other if len(rows) > 1 else value[:-1] + bytes([value[-1] ^ 1])
                    cursor.execute(
                        f'UPDATE "{table}" SET "{at}" = %s WHERE "id" = %s',
                        [moved, key],
                    )
    return count


@pytest.fixture
def everybody(client, content):
    client.force_login(content.colleague(sorted(ROLES)))
    client.raise_request_exception = False
    return client


def test_verify_names_each_of_them(altered, mission):
    count, problems = problems_of_sealed(mission.organisation.id)

    assert altered > 40
    assert count > 40
    assert problems


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_no_address_ends_in_a_fault_where_no_sealed_value_opens(
    method, altered, everybody, content
):
    faults = []

    for name in OURS:
        if takes(name, method):
            status, _text, _changes = ask(everybody, name, method, content)
            faults += [f"{method} {name}: {status}"] if status >= 500 else []

    assert faults == [], "\n".join(faults)


def test_without_an_account_neither(altered, client, content):
    client.raise_request_exception = False
    faults = []

    for name in OURS:
        if ADDRESSES[name].by_secret or ADDRESSES[name].needs == "everyone":
            for method in ("GET", "POST"):
                if takes(name, method):
                    status, _text, _changes = ask(client, name, method, content)
                    faults += [f"{method} {name}: {status}"] if status >= 500 else []

    assert faults == [], "\n".join(faults)
