"""Any row of the office that is changed, removed or added with SQL is reported by ``verify``.

One of everything is there (conftest.py); here each kind of row is changed in turn by SQL, as by
somebody who owns the database. A model that is new is tried as well, or says why it is not content.
"""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.apps import apps
from django.db import connection, transaction

from waystation.foundation.access.records import Keyed
from waystation.foundation.audit import content as digests
from waystation.foundation.audit import verifying

pytestmark = pytest.mark.sqlite_only
# One per installation, not of an organisation: packs, which are loaded from files with a digest.
SHARED = "reference"


def ours():
    """Return the models of the product that hold rows of an organisation."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("waystation") and digests.path_of(model) is not None
    ]


def test_every_row_of_an_organisation_has_a_digest_or_says_why_not():
    registered = set(digests.models_with_digests())
    other = {"access.Session", "audit.ChainHead", "audit.Entry"}

    without = {
        model._meta.label
        for model in ours()
        if model not in registered and not getattr(model, digests.NOT_DIGESTED, "")
    }

    assert without - other - {"people.NumberSeries", "people.SearchToken"} == set()


def test_no_keyed_row_is_left_without_an_owner():
    ownerless = [
        model._meta.label
        for model in apps.get_models()
        if issubclass(model, Keyed)
        and digests.path_of(model) is None
        and not getattr(model, digests.NOT_DIGESTED, "")
    ]

    assert ownerless == []


def changed(value):
    """Return another value of the same kind, as the database stores it."""
    if isinstance(value, bool | int):
        return value + 1
    if isinstance(value, float):
        return value + 1
    if isinstance(value, bytes):
        return value + b"x"
    if isinstance(value, dt.date):
        return value.replace(year=value.year - 1)
    try:
        return json.dumps([json.loads(value), "x"])
    except (TypeError, ValueError):
        return f"{value}x"


def column_to_change(model):
    """Return a column that is neither a key nor bound to be different in every row."""
    fields = [
        one
        for one in model._meta.concrete_fields
        if not (one.is_relation or one.primary_key or one.unique)
    ]
    return fields[0] if fields else None


def key_of_one(model, mission):
    """Return the key of a row of the office, None where there is none of this kind."""
    for batch in digests.walk(model, mission.organisation.id):
        return batch[0][0].hex()
    return None


def verdict_of(mission):
    return verifying.verify_organisation(mission.organisation.id)


@pytest.fixture
def kinds(content, mission):
    """Return the models of which the office has a row; everything is as the log knows it."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("PRAGMA defer_foreign_keys = ON")
    yield [one for one in digests.models_with_digests() if key_of_one(one, mission)]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = OFF")


def tampered(mission, model, sql, values):
    """Do it, verify, and undo it; return whether the model is named."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            of_table = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
            cursor.execute(of_table, [model._meta.db_table])
            for (trigger,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{trigger}"')
            cursor.execute(sql, values)
        said = {one.label for one in verdict_of(mission).differences}
        transaction.set_rollback(True)
    return model._meta.label in said


def test_a_changed_row_of_every_kind_is_named(mission, kinds):
    missed = []
    assert len(kinds) > 100
    assert verdict_of(mission).sentences == []

    for model in kinds:
        field, table = column_to_change(model), model._meta.db_table
        if field is None:
            continue
        pk, key = model._meta.pk.column, key_of_one(model, mission)
        with connection.cursor() as cursor:
            of_row = f'SELECT +"{field.column}" FROM "{table}" WHERE "{pk}" = %s'
            cursor.execute(of_row, [key])
            (value,) = cursor.fetchone()
        sql = f'UPDATE "{table}" SET "{field.column}" = %s WHERE "{pk}" = %s'
        if not tampered(mission, model, sql, [changed(value), key]):
            missed.append(f"{model._meta.label}.{field.name}")

    assert missed == []


def test_a_removed_row_of_every_kind_is_named(mission, kinds):
    missed = []

    for model in kinds:
        table, pk = model._meta.db_table, model._meta.pk.column
        key = key_of_one(model, mission)
        sql = f'DELETE FROM "{table}" WHERE "{pk}" = %s'
        if not tampered(mission, model, sql, [key]):
            missed.append(model._meta.label)

    assert missed == []
