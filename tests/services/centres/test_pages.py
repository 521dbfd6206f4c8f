"""The pages of a centre: who may open them, what they show, how many questions they ask."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.services.centres.conftest import NOW
from waystation.foundation.access.models import ExportRequest
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.keys import new_key
from waystation.services.centres import actions
from waystation.services.centres.models import Session, Visit

LISTS = ["/centres/today/", "/centres/visits/", "/centres/sessions/", "/centres/"]


@pytest.fixture
def busy(mission, arta, record, visitors):
    for _ in range(5):
        record(person_id=visitors.besim.id, topics=["study"], informed=True)
    return actions.record_session(
        arta,
        mission.prishtine.id,
        title="Work in Germany",
        day=NOW.date(),
        minutes=60,
        counts={"female": {"18-24": 7}},
    )


@pytest.mark.sqlite_only
@pytest.mark.parametrize("address", LISTS)
def test_lists_open_for_arta_and_blerim_and_show_milan_nothing(client, mission, busy, address):
    for name in ("arta", "blerim"):
        client.force_login(getattr(mission, name))
        assert client.get(address).status_code == 200

    client.force_login(mission.milan)
    shown = client.get(address).content.decode()

    assert "Besim" not in shown
    assert "Work in Germany" not in shown


@pytest.mark.sqlite_only
@pytest.mark.parametrize("address", LISTS)
def test_a_longer_list_asks_the_database_no_more(
    client, arta, busy, record, visitors, address, django_assert_max_num_queries
):
    client.force_login(arta)
    client.get(address)
    for _ in range(20):
        record(person_id=visitors.elif_.id)

    with django_assert_max_num_queries(24):
        client.get(address)


@pytest.mark.sqlite_only
def test_arta_edits_a_visit_and_meets_another_editor(client, arta, record):
    visit = record(minutes=20)
    client.force_login(arta)
    form = client.get(f"/centres/visits/{visit.id}/edit/").context
    actions.edit_visit(arta, visit.id, {"minutes": 20}, {"minutes": 30})

    typed = {
        "office": str(visit.office_id),
        "mode": "walk_in",
        "visitor_type": "potential_migrant",
        "reason": "work_abroad",
        "minutes": "45",
        "seen": form["seen"],
    }
    answer = client.post(f"/centres/visits/{visit.id}/edit/", typed)

    assert answer.status_code == 409
    assert "30" in answer.content.decode()
    assert Visit.objects.get().minutes == 30


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("name", "status"), [("arta", 200), ("blerim", 403), ("milan", 404)])
def test_who_may_change_a_visit(client, mission, record, name, status):
    visit = record()
    client.force_login(getattr(mission, name))

    assert client.get(f"/centres/visits/{visit.id}/edit/").status_code == status


def test_a_phone_signs_in_without_an_account(client, mission, arta, busy):
    code = actions.open_sign_in(arta, busy.id)
    client.get(f"/centres/sign-in/{code}/")

    for _ in range(2):
        client.post(f"/centres/sign-in/{code}/", {"sex": "female"})

    assert Session.objects.get().attendees.count() == 1


def test_who_opens_the_sign_in_again_shows_the_same_code(client, mission, arta, busy):
    code = actions.open_sign_in(arta, busy.id)
    client.get(f"/centres/sign-in/{code}/")
    client.post(f"/centres/sign-in/{code}/", {"sex": "female"})

    again = actions.open_sign_in(arta, busy.id)
    client.get(f"/centres/sign-in/{again}/")
    client.post(f"/centres/sign-in/{again}/", {"sex": "female"})
    rated = client.post(f"/centres/sign-in/{code}/", {"satisfaction": "good"})

    assert rated.status_code == 200
    assert Session.objects.get().attendees.count() == 1


def test_one_browser_is_one_attendance_whatever_it_sends(client, mission, arta, busy):
    code = actions.open_sign_in(arta, busy.id)
    client.get(f"/centres/sign-in/{code}/")

    for _ in range(20):
        client.post(f"/centres/sign-in/{code}/", {"key": str(new_key()), "sex": "female"})

    assert Session.objects.get().attendees.count() == 1


def test_a_browser_that_was_not_shown_the_page_is_not_counted(client, mission, arta, busy):
    code = actions.open_sign_in(arta, busy.id)

    answers = [
        Client().post(f"/centres/sign-in/{code}/", {"key": str(new_key())}) for _ in range(3)
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert b"cookies" in answers[0].content
    assert Session.objects.get().attendees.count() == 0


def test_many_browsers_at_once_are_slowed_down(mission, arta, busy, time_machine):
    time_machine.move_to(NOW, tick=False)
    code = actions.open_sign_in(arta, busy.id)

    def sign_in():
        phone = Client()
        phone.get(f"/centres/sign-in/{code}/")
        return phone.post(f"/centres/sign-in/{code}/", {"sex": "female"}).status_code

    first = [sign_in() for _ in range(40)]
    time_machine.shift(timedelta(seconds=61))
    later = sign_in()

    assert first == [200] * 30 + [429] * 10
    assert later == 200
    assert Session.objects.get().attendees.count() == 31


@pytest.mark.sqlite_only
def test_a_guessed_code_opens_nothing(client, db):
    assert client.get("/centres/sign-in/guessed/").status_code == 404


@pytest.mark.sqlite_only
def test_the_exported_file_has_words_and_no_names(client, arta, busy):
    client.force_login(arta)

    text = client.get("/centres/visits/?export=csv").content.decode("utf-8-sig")

    assert text.count("Walk-in") == 5
    assert "Besim" not in text


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("name", "status"), [("arta", 302), ("blerim", 403), ("milan", 404)])
def test_who_may_profile_a_person(client, mission, visitors, name, status):
    client.force_login(getattr(mission, name))

    answer = client.post(
        f"/centres/people/{visitors.besim.id}/profile/",
        {"intention": "leave", "horizon": "declined", "drivers": ["no_jobs"]},
    )

    assert answer.status_code == status


@pytest.mark.sqlite_only
def test_a_second_profile_of_the_day_is_refused_in_a_sentence(client, arta, visitors):
    client.force_login(arta)
    address = f"/centres/people/{visitors.besim.id}/profile/"
    client.post(address, {"intention": "leave"})

    answer = client.post(address, {"intention": "stay"})

    assert answer.status_code == 422
    assert "already has a profile of 21/09/2026" in answer.content.decode()


def test_the_exported_file_carries_the_mark_of_its_log_entry(client, arta, busy):
    client.force_login(arta)

    lines = client.get("/centres/visits/?export=csv").content.decode("utf-8-sig").splitlines()

    entry = Entry.objects.get(verb="export")
    assert (entry.user_id, entry.detail["rows"]) == (arta.id, 5)
    assert sum(line.endswith(entry.detail["mark"]) for line in lines) == 5


def test_more_visitors_than_the_limit_are_not_exported_by_one_person(
    client, arta, busy, monkeypatch
):
    monkeypatch.setattr("waystation.foundation.access.rules.EXPORT_ALONE", 0)
    client.force_login(arta)

    nothing_said = client.get("/centres/visits/?export=csv")
    waits = client.get("/centres/visits/?export=csv&purpose=Yearly+report")

    assert (nothing_said.status_code, waits.status_code) == (422, 422)
    assert "a second person has to agree" in waits.content.decode()
    assert ExportRequest.objects.get().user == arta
    assert not Entry.objects.filter(verb="export").exists()
