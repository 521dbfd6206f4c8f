"""Answers kept for an estimate: hashed, closed without the key, and naming nobody."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

import pytest
from django.db import connection, models
from django.db.models import Value

from tests.registry.collection.conftest import filled
from waystation.foundation.access import columns
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import NotAllowed, Refusal
from waystation.registry.collection import facts
from waystation.registry.collection.models import Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(mission):
    return mission.hire("Drita Krasniqi", mission.prishtine, "analyst")


@pytest.fixture
def interviews(send):
    for number, (name, age, works) in enumerate([("Arben", 41, "yes"), ("Mira", 30, "no")]):
        body = f"<name>{name}</name><age>{age}</age><works>{works}</works>"
        assert send(filled(f"uuid:{number}", body=body)).status_code == 201


def test_a_snapshot_keeps_what_can_be_counted_and_neither_names_nor_keys(
    analyst, survey, interviews
):
    kept = facts.take_snapshot_of(analyst, survey.form)

    rows = kept.table().to_pylist()
    assert sorted((row["age"], row["works"]) for row in rows) == [(30.0, "no"), (41.0, "yes")]
    assert {"name", "photo"} & set(kept.columns) == set()
    keys = {str(one) for one in Submission.objects.values_list("id", flat=True)}
    assert keys & {row["_submission"] for row in rows} == set()
    on_disk = kept.path.read_bytes()
    assert b"Arben" not in on_disk
    assert b"works" not in on_disk


def test_the_same_answers_are_the_same_snapshot_and_another_answer_is_another(
    analyst, survey, interviews, send
):
    first = facts.take_snapshot_of(analyst, survey.form)

    again = facts.take_snapshot_of(analyst, survey.form)
    send(filled("uuid:9", body="<name>C</name><age>20</age><works>no</works>"))
    later = facts.take_snapshot_of(analyst, survey.form)

    assert (again.digest, again.rows) == (first.digest, 2)
    assert later.digest != first.digest
    kept = facts.stored_snapshot(analyst, survey.form, first.digest)
    assert (kept.rows, kept.source) == (2, first.source)
    assert "submissions" in kept.source
    assert facts.stored_snapshot(analyst, survey.form, "../../secret") is None


def test_who_may_not_read_submissions_takes_no_snapshot(survey, interviews, arta, milan, blerim):
    assert facts.take_snapshot_of(blerim, survey.form).rows == 2
    for user in (arta, milan):
        with pytest.raises(NotAllowed):
            facts.take_snapshot_of(user, survey.form)
        with pytest.raises(NotAllowed):
            facts.stored_snapshot(user, survey.form, "0" * 64)


def test_without_submissions_there_is_no_snapshot(analyst, survey):
    with pytest.raises(Refusal, match="no submission"):
        facts.take_snapshot_of(analyst, survey.form)


def test_columns_come_the_same_by_either_way(mission):
    key, day = UUID(int=7), date(2026, 3, 1)
    rows = (
        Entry.objects.order_by("id")
        .annotate(
            key=Value(key, models.UUIDField()),
            sealed=Value(b"\x00sealed", models.BinaryField()),
            codes=Value(["a", "ë"], models.JSONField()),
            day=Value(day, models.DateField()),
            yes=Value(True, models.BooleanField()),
            half=Value(0.5, models.FloatField()),
        )
        .values_list("id", "verb", "at", "key", "sealed", "codes", "day", "yes", "half")[:50]
    )

    [one] = columns.columns_of(rows)
    other = one
    if connection.vendor == "postgresql":  # what another connection sees: these are committed
        compiler = rows.query.get_compiler(rows.db)
        [other] = columns._by_adbc(connection, *compiler.as_sql(), one.schema)

    first = one.slice(0, 1).to_pylist()[0]
    assert (first["key"], first["sealed"]) == (key.bytes, b"\x00sealed")
    assert (first["codes"], first["day"]) == ('["a", "\\u00eb"]', day)
    assert [{**row, "codes": json.loads(row["codes"])} for row in other.to_pylist()] == [
        {**row, "codes": json.loads(row["codes"])} for row in one.to_pylist()
    ]
