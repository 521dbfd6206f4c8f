"""Feedback and complaints: from anybody, answered in time, never by who is meant."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal, TooFast
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import parse
from waystation.registry.feedback import actions, facts, queries, rules
from waystation.registry.feedback.models import Entry

NOW = datetime(2026, 9, 21, 9, 0, tzinfo=UTC)
TODAY = date(2026, 9, 21)
COMPLAINT = {"kind": "complaint", "about": "employer", "text": "No pay for two months"}
ANSWER = {"outcome": "passed_on", "answer": "We wrote to the labour inspectorate."}


@pytest.fixture(autouse=True)
def _clock(time_machine, db):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def vera(mission):
    return mission.hire("Vera Osmani", mission.prishtine, "data_protection_officer")


@pytest.fixture
def record(mission, arta):
    def recorded(**changes):
        return actions.record_feedback(arta, mission.prishtine.id, **{**COMPLAINT, **changes})

    return recorded


def read_by(*users):
    return {
        user.get_short_name(): [one.id for one in queries.entries_visible_to(user)]
        for user in users
    }


def test_a_complaint_is_due_in_fifteen_days_a_suggestion_in_thirty_and_thanks_never(record):
    due = {kind: record(kind=kind).due_on for kind in ("complaint", "suggestion", "thanks")}

    assert due == {
        "complaint": TODAY + timedelta(days=15),
        "suggestion": TODAY + timedelta(days=30),
        "thanks": None,
    }


def test_the_head_of_the_office_answers_what_is_not_about_them(arta, milan, blerim, vera, record):
    entry = record()

    assert read_by(arta, milan, blerim, vera) == {
        "Arta": [],  # who takes it down does not read the list
        "Milan": [],
        "Blerim": [entry.id],
        "Vera": [entry.id],
    }


def test_what_is_about_the_head_goes_above_and_they_do_not_see_it(blerim, vera, record):
    by_role = record(about="management")
    by_name = record(about="staff", staff=blerim.id)

    assert read_by(blerim, vera)["Blerim"] == []
    assert set(read_by(vera)["Vera"]) == {by_role.id, by_name.id}
    for entry in (by_role, by_name):
        with pytest.raises(NotSeen):
            queries.open_entry(blerim, entry.id)
        with pytest.raises(NotSeen):
            actions.change_feedback_state(blerim, entry.id, "answer", **ANSWER)


def test_what_is_about_who_oversees_is_answered_by_the_office(blerim, vera, record):
    entry = record(about="staff", staff=vera.id)

    assert read_by(blerim, vera) == {"Blerim": [entry.id], "Vera": []}


def test_named_after_reading_it_disappears_for_who_is_meant(mission, blerim, vera, record):
    jon = mission.hire("Jon Hoxha", mission.prishtine, "programme_manager")
    entry = record(about="staff")
    before = read_by(blerim, jon)

    actions.name_staff(vera, entry.id, jon.id)

    entry.refresh_from_db()
    assert before == {"Blerim": [entry.id], "Jon": [entry.id]}
    assert entry.level == "organisation"
    assert read_by(blerim, jon, vera) == {"Blerim": [], "Jon": [], "Vera": [entry.id]}
    with pytest.raises(Refusal, match="about you"):
        actions.name_staff(vera, entry.id, vera.id)


def test_what_was_handed_up_does_not_come_down_again(arta, blerim, vera, record):
    entry = record(about="staff")

    actions.change_feedback_state(blerim, entry.id, "hand_up")
    actions.name_staff(vera, entry.id, arta.id)

    assert read_by(blerim, vera) == {"Blerim": [], "Vera": [entry.id]}


def test_the_database_lets_nobody_answer_what_is_about_them(arta, record):
    entry = record(about="staff", staff=arta.id)

    for changes in ({"handler": arta}, {"state": "answered"}, {"about": "employer"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.filter(id=entry.id).update(**changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"about": "weather"}, "about"),
        ({"text": " "}, "text"),
        ({"text": "x" * 5000}, "text"),
    ],
)
def test_what_cannot_be_taken_down_is_refused_by_its_field(record, changes, field):
    with pytest.raises(Refusal) as refused:
        record(**changes)

    assert refused.value.field == field
    assert not Entry.objects.exists()


def test_a_colleague_is_named_only_where_one_is_meant(record, arta):
    with pytest.raises(Refusal) as refused:
        record(staff=arta.id)

    assert refused.value.field == "about"


def test_what_was_said_is_sealed(record):
    record(about_name="Kompania X", contact="Ana, 044 123 456")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM feedback_entry")
        stored = repr(cursor.fetchall())

    assert [word for word in ("two months", "Kompania", "Ana") if word in stored] == []


def test_the_answer_is_read_at_a_secret_address_once_it_is_there(blerim, record):
    entry = record()
    secret = queries.secret_of(entry)
    before = queries.entry_of_secret(secret)

    actions.change_feedback_state(blerim, entry.id, "take")
    actions.change_feedback_state(blerim, entry.id, "answer", **ANSWER)

    after = queries.entry_of_secret(secret)
    assert (before.answered, before.answer) == (False, "")
    assert (after.answer, after.outcome) == (
        ANSWER["answer"],
        "Passed on to those responsible",
    )
    with pytest.raises(NotSeen):
        queries.entry_of_secret(secret[:-1])


def test_the_address_of_a_message_opens_for_ninety_days_after_the_answer(
    blerim, record, client, time_machine
):
    entry = record()
    where = reverse("public:complaint", args=[queries.secret_of(entry)])
    actions.change_feedback_state(blerim, entry.id, "take")
    answered = actions.change_feedback_state(blerim, entry.id, "answer", **ANSWER)
    last = answered.answered_on + timedelta(days=rules.ADDRESS_DAYS_ANSWERED)

    time_machine.move_to(datetime.combine(last, time(12), UTC), tick=False)
    before = client.get(where)
    time_machine.move_to(datetime.combine(last, time(12), UTC) + timedelta(days=1), tick=False)
    after = client.get(where)

    assert before.status_code == 200
    assert ANSWER["answer"] in before.content.decode()
    assert after.status_code == 410
    assert ANSWER["answer"] not in after.content.decode()


def test_the_address_of_a_message_without_an_answer_opens_for_a_year(record, client, time_machine):
    entry = record()
    where = reverse("public:complaint", args=[queries.secret_of(entry)])
    last = datetime.combine(entry.received_on, time(12), UTC) + timedelta(days=rules.ADDRESS_DAYS)

    time_machine.move_to(last, tick=False)
    before = client.get(where)
    time_machine.move_to(last + timedelta(days=1), tick=False)
    after = client.get(where)

    assert [before.status_code, after.status_code] == [200, 410]


def test_an_answer_needs_an_outcome_and_can_be_taken_up_again(blerim, record):
    entry = record()
    with pytest.raises(Refusal):
        actions.change_feedback_state(blerim, entry.id, "answer", answer="Yes")

    actions.change_feedback_state(blerim, entry.id, "answer", **ANSWER)
    again = actions.change_feedback_state(blerim, entry.id, "reopen")

    assert (again.state, again.outcome, again.answered_on) == ("in_work", "", None)


def test_the_public_sends_once_and_a_flood_is_slowed(mission, blerim, monkeypatch):
    key = new_key()

    sent = [
        actions.send_feedback_in_public(mission.prishtine, key=key, **COMPLAINT) for _ in range(2)
    ]

    assert [one.id for one in sent] == [key, key]
    assert read_by(blerim)["Blerim"] == [key]
    with pytest.raises(Conflict):
        actions.send_feedback_in_public(
            mission.prishtine, key=key, **{**COMPLAINT, "text": "Other"}
        )
    monkeypatch.setattr(rules, "MOST_PUBLIC_AN_HOUR", 1)
    with pytest.raises(TooFast):
        actions.send_feedback_in_public(mission.prishtine, key=new_key(), **COMPLAINT)


def test_statistics_count_what_one_may_open(blerim, milan, vera, record, time_machine):
    for number in range(3):
        entry = record()
        if number:
            time_machine.move_to(NOW + timedelta(days=10 * number), tick=False)
            actions.change_feedback_state(blerim, entry.id, "answer", **ANSWER)
            time_machine.move_to(NOW, tick=False)
    record(about="management")

    lines = {
        user.get_short_name(): queries.statistics(user, parse("2026"))
        for user in (blerim, milan, vera)
    }

    (employers,) = lines["Blerim"]
    assert (employers.received, employers.open, employers.answered, employers.in_time) == (
        3,
        1,
        2,
        1,  # after ten days; after twenty it was late
    )
    assert lines["Milan"] == []
    assert [line.received for line in lines["Vera"]] == [1, 3]  # in the order of the list


def test_facts_tell_whether_it_was_in_time_and_say_nothing_of_it(mission, blerim, record):
    entry = record(contact="Ana")
    actions.change_feedback_state(blerim, entry.id, "answer", **ANSWER)

    (row,) = facts.read_entries(mission.organisation.id, None).to_pylist()

    assert (row["about"], row["in_time"], row["days"], row["named"]) == ("employer", True, 0, True)
    assert "Ana" not in repr(row)


def test_what_is_due_waits_for_who_answers_it(arta, blerim, record):
    record()
    soon = TODAY + timedelta(days=14)

    waiting = {
        user.get_short_name(): [one.kind for one in queries.outstanding(user, soon)]
        for user in (arta, blerim)
    }

    assert waiting == {"Arta": [], "Blerim": ["feedback.unanswered"]}
    assert queries.outstanding(blerim, TODAY) == []


def test_who_may_take_down_and_who_may_answer(mission, arta, milan, blerim, record):
    entry = record()

    with pytest.raises(NotAllowed):
        actions.record_feedback(milan, mission.prishtine.id, **COMPLAINT)
    with pytest.raises(NotSeen):
        actions.change_feedback_state(arta, entry.id, "take")
    with pytest.raises(NotSeen):
        actions.change_feedback_state(milan, entry.id, "take")
    assert actions.change_feedback_state(blerim, entry.id, "take").handler_id == blerim.id


def test_by_page_it_is_taken_down_read_and_answered(client, mission, arta, milan, blerim):
    client.force_login(arta)
    typed = {**COMPLAINT, "office": str(mission.prishtine.id), "key": new_key()}
    wrong = client.post(reverse("feedback:new"), {**typed, "text": ""})
    saved = client.post(reverse("feedback:new"), typed)
    entry = Entry.objects.get()
    unread = client.get(reverse("feedback:entry", args=[entry.id]))
    client.force_login(milan)
    elsewhere = client.get(reverse("feedback:entry", args=[entry.id]))
    client.force_login(blerim)
    listed = client.get(reverse("feedback:entries")).content.decode()
    page = client.get(reverse("feedback:entry", args=[entry.id])).content.decode()
    answer = reverse("feedback:transition", args=[entry.id, "answer"])
    empty = client.post(answer, {})
    answered = client.post(answer, ANSWER)
    numbers = client.get(reverse("feedback:statistics"), {"period": "2026"}).content.decode()
    client.logout()
    public = client.get(reverse("public:complaint", args=[queries.secret_of(entry)]))

    assert (wrong.status_code, saved.status_code) == (422, 200)
    assert "/help/complaint/" in saved.content.decode()
    assert [one.status_code for one in (unread, elsewhere)] == [404, 404]
    assert "An employer" in listed
    assert "No pay for two months" in page
    assert (empty.status_code, answered.status_code) == (422, 302)
    assert "An employer" in numbers
    assert ANSWER["answer"] in public.content.decode()
    assert public["Cache-Control"] == "no-store, private"


def test_over_the_api_it_is_the_same(client, mission, arta, blerim):
    client.force_login(arta)
    where = "/api/v1/feedback/entries"
    sent = {**COMPLAINT, "office_id": str(mission.prishtine.id)}
    made = client.post(where, sent, "application/json")
    refused = client.get(where)
    client.force_login(blerim)
    key = made.json()["id"]
    listed = client.get(where).json()
    answered = client.post(f"{where}/{key}/answer", ANSWER, "application/json").json()

    assert (made.status_code, refused.status_code) == (201, 403)
    assert made.json()["due_on"] == "2026-10-06"
    assert [one["id"] for one in listed] == [key]
    assert "text" not in listed[0]
    assert (answered["state"], answered["text"]) == ("answered", COMPLAINT["text"])
