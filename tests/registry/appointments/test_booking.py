"""Somebody is expected: booked by staff or by the public, and what becomes of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from tests.questions import questions_of
from tests.registry.appointments.conftest import NOW
from waystation.foundation.access.actions import give_role
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal, TooFast
from waystation.foundation.shared.keys import new_key
from waystation.registry.appointments import actions, facts, queries, rules
from waystation.registry.appointments.models import Booking
from waystation.registry.appointments.transitions import BOOKING_WORKFLOW


@pytest.fixture
def booked(arta, slots, besim):
    return actions.book(arta, slots[0].id, person_id=besim.id, wish="His contract", language="sq")


def test_a_time_is_booked_once(arta, slots, booked):
    with pytest.raises(Refusal, match="taken"):
        actions.book(arta, slots[0].id)

    assert Booking.objects.count() == 1


def test_the_database_too_gives_a_time_to_one_only(arta, slots, booked):
    other = actions.book(arta, slots[1].id)

    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(id=other.id).update(slot_id=slots[0].id)


def test_sent_twice_it_is_one_and_with_other_content_a_conflict(arta, slots):
    key = new_key()

    first, second = (actions.book(arta, slots[0].id, key=key, language="sq") for _ in range(2))

    assert first.id == second.id == key
    with pytest.raises(Conflict):
        actions.book(arta, slots[0].id, key=key, language="sr")


def test_a_time_that_is_over_is_not_booked(arta, slots, time_machine):
    time_machine.move_to(slots[0].ends_at, tick=False)

    with pytest.raises(Refusal, match="over"):
        actions.book(arta, slots[0].id)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"language": "klingon"}, "language"),
        ({"wish": "x" * 500}, "wish"),
        ({"channel": "email", "contact": "nowhere"}, "contact"),
        ({"channel": "webhook", "contact": "+383 44 123 456"}, "channel"),
        ({"contact": "a@example.org"}, "channel"),
        ({"channel": "pigeon", "contact": "x"}, "channel"),
    ],
)
def test_what_cannot_be_booked_is_refused_by_its_field(arta, slots, changes, field):
    with pytest.raises(Refusal) as refused:
        actions.book(arta, slots[0].id, **changes)

    assert refused.value.field == field
    assert not Booking.objects.exists()


def test_what_it_is_about_is_sealed_and_goes_with_the_person(mission, arta, booked, besim):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM appointments_booking")
        assert "contract" not in repr(cursor.fetchall())

    told = queries.expected_today(arta), queries.timeline_of(arta, besim.id)
    actions.erase_person(mission.organisation.id, besim.id)

    booked.refresh_from_db()
    assert told[0] == []  # it is tomorrow
    assert [one.when for one in told[1]] == ["next"]
    assert bytes(booked.wish) == b""


def test_who_comes_is_expected_on_the_day_and_no_more_when_here(arta, booked, time_machine):
    time_machine.move_to(booked.starts_at - timedelta(hours=1), tick=False)

    before = [(one.id, one.wish) for one in queries.expected_today(arta)]
    actions.change_booking_state(arta, booked.id, "arrive")

    assert before == [(booked.id, "His contract")]
    assert queries.expected_today(arta) == []


def test_who_is_expected_is_asked_once_for_all_offices_of_a_zone(mission, arta, booked):
    give_role(None, arta, mission.peje, "counsellor", date(2020, 1, 1))
    arta = type(arta).objects.get(pk=arta.pk)

    asked = questions_of(lambda: queries.expected_today(arta))

    assert asked == 1


def test_nobody_has_missed_an_appointment_before_it_begins(arta, booked, time_machine):
    before = [one.name for one in BOOKING_WORKFLOW.available(arta, booked)]
    with pytest.raises(Refusal, match="not started"):
        actions.change_booking_state(arta, booked.id, "no_show")
    time_machine.move_to(booked.starts_at + timedelta(minutes=20), tick=False)

    after = [one.name for one in BOOKING_WORKFLOW.available(arta, booked)]
    missed = actions.change_booking_state(arta, booked.id, "no_show")
    late = actions.change_booking_state(arta, booked.id, "arrive")

    assert (before, after) == (["cancel"], ["arrive", "no_show", "cancel"])
    assert (missed.state, late.state) == ("no_show", "arrived")


def test_a_cancelled_time_is_free_again(arta, slots, booked):
    actions.change_booking_state(arta, booked.id, "cancel")

    again = actions.book(arta, slots[0].id)

    assert again.slot_id == slots[0].id
    assert Booking.objects.count() == 2


def test_the_public_books_without_a_name_and_cancels_by_its_own_address(slots):
    booking = actions.book_in_public(slots[0].id, key=new_key(), language="sr", wish="Visa")
    secret = queries.secret_of(booking)

    found = queries.booking_of_secret(secret)
    for _ in range(2):
        actions.cancel_in_public(secret)

    booking.refresh_from_db()
    assert (found.id, found.person_id, found.created_by_id) == (booking.id, None, None)
    assert booking.state == "cancelled"
    assert Entry.objects.filter(verb="booking.cancel", subject_id=booking.id).count() == 1
    with pytest.raises(NotSeen):
        queries.booking_of_secret(secret[:-2])


def test_the_address_of_a_booking_opens_until_the_day_after_it(slots, client, time_machine):
    secret = queries.secret_of(actions.book_in_public(slots[0].id, key=new_key()))
    where = reverse("public:appointment", args=[secret])
    over = slots[0].ends_at + timedelta(days=rules.ADDRESS_DAYS)

    time_machine.move_to(over - timedelta(seconds=1), tick=False)
    before = client.get(where)
    time_machine.move_to(over, tick=False)
    after = [client.get(where), client.post(where)]

    assert before.status_code == 200
    assert [one.status_code for one in after] == [410, 410]
    assert "until the day after" in after[0].content.decode()
    assert Booking.objects.get().state == "booked"


def test_the_public_is_offered_what_is_announced_free_and_not_too_soon(
    arta, slots, booked, time_machine
):
    assert [one.id for one in queries.public_slots()] == [slots[1].id, slots[2].id]
    assert queries.public_slots(language="tr") == []

    time_machine.move_to(slots[1].starts_at - rules.PUBLIC_LEAD, tick=False)

    assert [one.id for one in queries.public_slots()] == [slots[2].id]
    with pytest.raises(Refusal, match="too soon"):
        actions.book_in_public(slots[1].id, key=new_key())


def test_what_is_not_announced_cannot_be_booked_in_public(slots):
    slots[0].public = False
    slots[0].save()

    with pytest.raises(NotSeen):
        actions.book_in_public(slots[0].id, key=new_key())


def test_a_centre_gets_only_so_many_bookings_in_an_hour(slots, monkeypatch):
    monkeypatch.setattr(rules, "MOST_PUBLIC_AN_HOUR", 1)
    actions.book_in_public(slots[0].id, key=new_key())

    with pytest.raises(TooFast):
        actions.book_in_public(slots[1].id, key=new_key())


def test_blerim_looks_and_milan_sees_nothing(blerim, milan, mission, slots, booked, besim):
    assert [one.id for one in queries.bookings_visible_to(blerim)] == [booked.id]
    assert list(queries.bookings_visible_to(milan)) == []
    assert queries.timeline_of(milan, besim.id) == []
    for who, error in ((blerim, NotAllowed), (milan, NotSeen)):
        with pytest.raises(error):
            actions.book(who, slots[1].id)
        with pytest.raises(error):
            actions.change_booking_state(who, booked.id, "cancel")


def test_nobody_has_come_to_an_appointment_of_another_day(arta, booked, time_machine):
    with pytest.raises(Refusal, match="Record a visit today") as refused:
        actions.change_booking_state(arta, booked.id, "arrive")
    time_machine.move_to(booked.starts_at - timedelta(hours=2), tick=False)

    early = actions.change_booking_state(arta, booked.id, "arrive")

    assert refused.value.code == "not_today"
    assert early.state == "arrived"


def test_facts_count_who_came_and_name_nobody(mission, arta, booked, slots, time_machine):
    actions.book_in_public(slots[1].id, key=new_key())
    time_machine.move_to(booked.starts_at, tick=False)
    actions.change_booking_state(arta, booked.id, "arrive")

    rows = facts.read_bookings(mission.organisation.id, None).to_pylist()

    by_public = {row["by_public"]: row for row in rows}
    assert (by_public[False]["came"], by_public[True]["came"]) == (True, False)
    assert (by_public[False]["kept"], by_public[True]["kept"]) == (True, None)
    assert by_public[False]["days_ahead"] == 1
    assert by_public[True]["person"] is None
    assert "Besim" not in repr(rows)


def test_by_page_somebody_is_booked_found_and_noted(client, arta, slots, besim, time_machine):
    client.force_login(arta)
    page = reverse("appointments:book")
    form = client.get(f"{page}?person={besim.id}").content.decode()
    typed = {"slot": str(slots[0].id), "person": str(besim.id), "wish": "CV", "key": new_key()}

    empty = client.post(page, {"person": str(besim.id)})
    saved = client.post(page, typed)
    booking = Booking.objects.get()
    shown = client.get(saved["Location"]).content.decode()
    time_machine.move_to(NOW + timedelta(days=2), tick=False)
    client.force_login(arta)
    missed = client.post(reverse("appointments:booking_transition", args=[booking.id, "no_show"]))

    assert "Besim Krasniqi" in form
    assert (empty.status_code, saved.status_code, missed.status_code) == (422, 302, 302)
    assert "CV" in shown
    assert "Besim Krasniqi" in client.get(reverse("appointments:bookings")).content.decode()
    booking.refresh_from_db()
    assert booking.state == "no_show"


@pytest.mark.parametrize(("name", "status"), [("arta", 200), ("blerim", 200), ("milan", 404)])
def test_who_opens_an_appointment(client, mission, booked, name, status):
    client.force_login(getattr(mission, name))

    answer = client.get(reverse("appointments:booking", args=[booked.id]))

    assert answer.status_code == status
    assert (b"His contract" in answer.content) == (status == 200)


def test_over_the_api_it_is_the_same(client, arta, milan, slots, time_machine):
    client.force_login(arta)
    where = "/api/v1/appointments/bookings"
    sent = {"slot_id": str(slots[0].id), "language": "sq", "wish": "CV"}
    headers = {"Idempotency-Key": str(new_key())}

    made = [client.post(where, sent, "application/json", headers=headers) for _ in range(2)]
    key = made[0].json()["id"]
    time_machine.move_to(slots[0].starts_at, tick=False)
    client.force_login(arta)
    came = client.post(f"{where}/{key}/arrive", {}, "application/json")
    listed = client.get(where).json()
    client.force_login(milan)

    assert [one.status_code for one in made] == [201, 201]
    assert made[1].json()["id"] == key
    assert came.json()["state"] == "arrived"
    assert [one["id"] for one in listed] == [key]
    assert "wish" not in listed[0]
    assert client.get(f"{where}/{key}").status_code == 404
    assert client.get(where).json() == []
