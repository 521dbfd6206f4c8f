"""Waiting is no visit: put on today's list, taken up, or gone again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.services.centres.conftest import NOW
from waystation.foundation.audit.models import Entry
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import parse
from waystation.registry.people import actions as people
from waystation.services.centres import actions, facts, queries
from waystation.services.centres.models import Visit, Waiting

ANSWERS = {"mode": "walk_in", "visitor_type": "potential_migrant", "reason": "work_abroad"}


@pytest.fixture
def wait(mission, arta):
    def begun(user=None, **changes):
        return actions.record_waiting(user or arta, mission.prishtine.id, **changes)

    return begun


def test_who_waits_stands_in_the_order_of_coming(arta, wait, visitors, time_machine):
    wait(person_id=visitors.besim.id, wish="The contract from Stuttgart")
    time_machine.move_to(NOW + timedelta(minutes=9), tick=False)
    wait(language="sq")

    first, second = queries.in_line_today(arta)

    assert (first.person_id, first.minutes, first.wish) == (
        visitors.besim.id,
        9,
        "The contract from Stuttgart",
    )
    assert (second.person_id, second.minutes, second.language) == (None, 0, "sq")


def test_waiting_counts_nowhere_until_the_visit_is_recorded(arta, mission, wait, visitors):
    year = parse("2026")
    before = queries.counts_of(arta, year).four
    counted = facts.read_visits(mission.organisation.id, None).num_rows

    waiting = wait(person_id=visitors.besim.id)
    while_waiting = queries.counts_of(arta, year).four
    uncounted = facts.read_visits(mission.organisation.id, None).num_rows
    actions.start_visit(arta, waiting.id, person_id=visitors.besim.id, **ANSWERS)

    assert while_waiting == before
    assert uncounted == counted
    assert queries.counts_of(arta, year).four.visits == before.visits + 1


def test_taken_up_it_is_a_visit_once_and_off_the_list(arta, wait):
    waiting, key = wait(), new_key()

    first, second = (actions.start_visit(arta, waiting.id, key=key, **ANSWERS) for _ in range(2))

    assert first.id == second.id == key
    assert (Visit.objects.count(), queries.in_line_today(arta)) == (1, [])
    again = Waiting.objects.get()
    assert (again.state, again.visit_id) == ("taken", key)


def test_a_colleague_who_is_slower_is_told_and_records_nothing(arta, wait):
    waiting = wait()
    actions.start_visit(arta, waiting.id, **ANSWERS)

    with pytest.raises(Refusal, match="already started this visit"):
        actions.start_visit(arta, waiting.id, **ANSWERS)
    with pytest.raises(Refusal, match="already started this visit"):
        actions.leave(arta, waiting.id)

    assert Visit.objects.count() == 1


def test_who_left_leaves_no_visit(arta, wait):
    waiting = wait(wish="Asked for a lawyer")

    actions.leave(arta, waiting.id)
    actions.leave(arta, waiting.id)

    with pytest.raises(Refusal, match="has left"):
        actions.start_visit(arta, waiting.id, **ANSWERS)
    assert not Visit.objects.exists()
    assert Entry.objects.filter(verb="waiting.left").count() == 1


def test_a_visit_that_is_refused_leaves_the_visitor_in_line(arta, wait):
    waiting = wait()

    with pytest.raises(Refusal):
        actions.start_visit(arta, waiting.id, **{**ANSWERS, "minutes": 0})

    assert [one.id for one in queries.in_line_today(arta)] == [waiting.id]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"language": "klingon"}, "language"), ({"wish": "x" * 10_000}, "wish")],
)
def test_what_cannot_stand_on_the_list_is_refused(wait, changes, field):
    with pytest.raises(Refusal) as refused:
        wait(**changes)

    assert refused.value.field == field
    assert not Waiting.objects.exists()


def test_nobody_waits_twice_and_the_same_key_is_the_same_place(wait, visitors):
    key = new_key()
    first = wait(person_id=visitors.besim.id, key=key)
    again = wait(person_id=visitors.besim.id, key=key)

    with pytest.raises(Conflict):
        wait(person_id=visitors.elif_.id, key=key)
    with pytest.raises(Refusal, match="already waiting"):
        wait(person_id=visitors.besim.id)

    assert first.id == again.id
    assert Waiting.objects.count() == 1


def test_blerim_looks_and_milan_sees_nobody(mission, blerim, milan, wait, visitors):
    waiting = wait(person_id=visitors.besim.id)

    assert len(queries.in_line_today(blerim)) == 1
    assert queries.in_line_today(milan) == []
    for who, error in ((blerim, NotAllowed), (milan, NotSeen)):
        with pytest.raises(error):
            actions.leave(who, waiting.id)
        with pytest.raises(error):
            actions.start_visit(who, waiting.id, **ANSWERS)
    with pytest.raises(NotSeen):
        actions.record_waiting(milan, mission.peje.id, person_id=visitors.besim.id)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE centres_waiting SET state = 'taken'",
        "UPDATE centres_waiting SET state = 'left'",
        "UPDATE centres_waiting SET ended_at = '2026-09-21 10:00:00'",
    ],
)
def test_plain_sql_cannot_end_the_waiting_by_halves(wait, sql):
    wait()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_wish_is_sealed_and_goes_with_the_person(arta, wait, visitors, mission):
    waiting = wait(person_id=visitors.besim.id, wish="A lawyer in Gjakova")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM centres_waiting")
        assert "Gjakova" not in repr(cursor.fetchall())
    actions.erase_person(mission.organisation.id, visitors.besim.id)

    waiting.refresh_from_db()
    assert read_sealed(waiting, "wish") == ""


def test_merged_files_stand_in_line_once(arta, wait, visitors):
    wait(person_id=visitors.besim.id)
    wait(person_id=visitors.elif_.id)

    people.merge_people(arta, visitors.besim.id, visitors.elif_.id)

    assert Waiting.objects.filter(person_id=visitors.besim.id, state="waiting").count() == 1


def test_by_page_somebody_is_put_on_the_list_taken_up_and_counted(client, arta, wait, visitors):
    client.force_login(arta)
    found = client.post("/centres/waiting/new/", {"find": "1", "who": "Krasniqi", "wish": "CV"})
    put = client.post(
        "/centres/waiting/new/",
        {
            "office": str(arta_office(arta)),
            "person": str(visitors.besim.id),
            "language": "sq",
            "wish": "His contract",
        },
    )
    today = client.get("/centres/today/").content.decode()
    key = Waiting.objects.get().id
    form = client.get(f"/centres/visits/new/?waiting={key}").content.decode()

    assert str(visitors.besim.id) in found.content.decode()
    assert 'value="CV"' in found.content.decode()
    assert put["Location"] == "/centres/today/"
    assert "His contract" in today
    assert f"waiting={key}" in today
    assert f'name="waiting" value="{key}"' in form
    assert "Besim Krasniqi" in form


def arta_office(arta):
    return queries.offices_to_record_in(arta)[0][0]


def test_by_page_the_visit_is_saved_with_the_waiting(client, arta, wait, visitors):
    waiting = wait(person_id=visitors.besim.id)
    client.force_login(arta)
    typed = {
        **ANSWERS,
        "waiting": str(waiting.id),
        "person": str(visitors.besim.id),
        "office": arta_office(arta),
        "key": str(new_key()),
        "checked": "1",
    }

    answers = [client.post("/centres/visits/new/", typed) for _ in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert Waiting.objects.get().visit == Visit.objects.get()


@pytest.mark.parametrize(("name", "status"), [("arta", 302), ("blerim", 403), ("milan", 404)])
def test_who_may_take_somebody_off_the_list(client, mission, wait, name, status):
    waiting = wait()
    client.force_login(getattr(mission, name))

    answer = client.post(f"/centres/waiting/{waiting.id}/left/")

    assert answer.status_code == status


def test_todays_page_reads_the_names_of_all_its_lists_at_once(client, arta, wait, record, visitors):
    client.force_login(arta)
    wait(person_id=visitors.elif_.id)
    record(person_id=visitors.besim.id)

    with CaptureQueriesContext(connection) as asked:
        body = client.get(reverse("centres:today")).content.decode()

    read = [one["sql"] for one in asked if 'FROM "people_person"' in str(one["sql"])]
    assert ("Besim Krasniqi" in body, "Elif Kryeziu" in body) == (True, True)
    assert len(read) == 1
