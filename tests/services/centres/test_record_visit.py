"""Recording a visit."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.services.centres.conftest import NOW
from waystation.foundation.audit import actions as audit
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.services.centres import actions, queries
from waystation.services.centres.models import Visit


def test_arta_records_a_visit_and_the_trail_says_so(arta, record):
    visit = record()

    assert Visit.objects.get().created_by == arta
    row = Entry.objects.get(verb="visit.record")
    assert (row.subject_id, row.user_id) == (visit.id, arta.id)


def test_milan_cannot_record_in_artas_office_nor_see_its_visits(milan, record):
    visit = record()

    with pytest.raises(NotAllowed):
        record(user=milan)

    assert list(queries.visits_visible_to(milan)) == []
    with pytest.raises(NotSeen):
        queries.visit_visible_to(milan, visit.id)


def test_blerim_may_look_but_not_record(blerim, record):
    visit = record()

    assert queries.visit_visible_to(blerim, visit.id) == visit
    with pytest.raises(NotAllowed):
        record(user=blerim)


def test_the_same_key_with_the_same_content_is_one_visit(record):
    key = new_key()

    first, second = (
        record(key=key, advice="Bring the diploma."),
        record(key=key, advice="Bring the diploma."),
    )

    assert first.id == second.id
    assert Visit.objects.count() == 1


def test_the_same_key_with_other_content_changes_nothing(record):
    key = new_key()
    record(key=key, minutes=20)

    with pytest.raises(Conflict, match="already been saved with this key"):
        record(key=key, minutes=40)

    assert Visit.objects.get().minutes == 20


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"started_at": NOW + timedelta(days=1)}, "day"),
        ({"ended_at": NOW - timedelta(minutes=1)}, "ended_at"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 481}, "minutes"),
        ({"mode": "teleport"}, "mode"),
        ({"place": "xk-atlantis"}, "place"),
        ({"topics": ["no-such"]}, "topics"),
        ({"informed": True, "topics": []}, "topics"),
        ({"interpreter": True}, "language"),
        ({"advice": "x" * 10_000}, "advice"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_saved(record, changes, field):
    with pytest.raises(Refusal) as refused:
        record(**changes)

    assert refused.value.field == field
    assert not Visit.objects.exists()
    assert not Entry.objects.filter(verb="visit.record").exists()


def test_every_wrong_field_is_named_at_once(record):
    with pytest.raises(Refusal) as refused:
        record(mode="", reason="", minutes=9999)

    assert {one.field for one in refused.value.all} == {"mode", "reason", "minutes"}


def test_a_person_of_another_office_does_not_exist(mission, milan, record, visitors):
    with pytest.raises(NotSeen):
        record(user=milan, office=mission.peje, person_id=visitors.besim.id)

    assert not Visit.objects.exists()


def test_the_day_is_the_day_of_the_centre_not_of_the_server(record, time_machine):
    late = NOW.replace(hour=22, minute=30)  # 00:30 of the next day in Prishtina
    time_machine.move_to(late, tick=False)

    visit = record(started_at=late)

    assert visit.day == (NOW + timedelta(days=1)).date()


def test_advice_is_sealed_in_the_database(record):
    visit = record(advice="Call the lawyer in Gjakova")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM centres_visit")
        stored = repr(cursor.fetchall())

    assert "lawyer" not in stored
    assert queries.advice_of(visit) == "Call the lawyer in Gjakova"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE centres_visit SET minutes = 0",
        "UPDATE centres_visit SET ended_at = '2000-01-01 00:00:00'",
        "UPDATE centres_visit SET language = '', interpreter = {true}",
        "UPDATE centres_visit SET sex = 'female', person_id = '{person}'",
    ],
)
def test_plain_sql_cannot_store_what_the_rules_refuse(record, visitors, sql):
    record()
    person = visitors.besim.id.hex if connection.vendor == "sqlite" else visitors.besim.id
    true = "1" if connection.vendor == "sqlite" else "true"

    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(true=true, person=person))


def test_nothing_is_saved_when_the_trail_cannot_be_written(record, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(audit, "log", broken)

    with pytest.raises(OSError, match="disk full"):
        record()

    assert not Visit.objects.exists()


def test_two_editors_of_different_fields_both_win(arta, record):
    visit = record(minutes=20, next_step="refer")

    actions.edit_visit(arta, visit.id, {"minutes": 20}, {"minutes": 30})
    actions.edit_visit(arta, visit.id, {"next_step": "refer"}, {"next_step": "come_back"})

    again = Visit.objects.get()
    assert (again.minutes, again.next_step, again.version) == (30, "come_back", 3)


def test_two_editors_of_the_same_field_see_both_values(arta, record):
    visit = record(minutes=20)
    actions.edit_visit(arta, visit.id, {"minutes": 20}, {"minutes": 30})

    with pytest.raises(Conflict) as disputed:
        actions.edit_visit(arta, visit.id, {"minutes": 20}, {"minutes": 45})

    assert disputed.value.fields == {"minutes": (30, 45)}
    assert Visit.objects.get().minutes == 30


def test_blerim_and_milan_cannot_edit(blerim, milan, record):
    visit = record(minutes=20)

    with pytest.raises(NotAllowed):
        actions.edit_visit(blerim, visit.id, {"minutes": 20}, {"minutes": 30})
    with pytest.raises(NotSeen):
        actions.edit_visit(milan, visit.id, {"minutes": 20}, {"minutes": 30})

    assert Visit.objects.get().minutes == 20
