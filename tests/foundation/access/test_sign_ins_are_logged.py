"""Signing in, signing out, failing to, and what somebody was refused is in the audit log."""

import pytest
from django.db import DatabaseError

from tests.session_data import PASSWORD
from waystation.foundation.access import sign_ins
from waystation.foundation.audit.models import Entry
from waystation.registry.people import actions as people

SIGN_IN = "/accounts/login/"


def verbs(*wanted):
    rows = Entry.objects.filter(verb__in=wanted).order_by("number")
    return [(one.verb, one.user_id, one.subject_id) for one in rows]


@pytest.mark.parametrize("name", ["arta", "milan", "blerim"])
def test_signing_in_and_out_is_logged(client, mission, name):
    user = getattr(mission, name)

    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    client.post("/accounts/logout/")

    assert verbs("session.open", "session.close") == [
        ("session.open", user.id, user.id),
        ("session.close", user.id, user.id),
    ]


def test_a_wrong_password_is_logged_for_the_account_but_not_as_its_holders_act(client, arta):
    client.post(SIGN_IN, {"login": "arta@example.org", "password": "wrong"})

    assert verbs("session.fail", "session.open") == [("session.fail", None, arta.id)]


def test_an_unknown_account_is_logged_without_the_address(client, mission):
    for _ in range(2):
        client.post(SIGN_IN, {"login": "nobody@example.org", "password": "wrong"})

    first, second = Entry.objects.filter(verb="session.fail")
    assert first.detail == second.detail
    assert "nobody" not in str(first.detail)
    assert first.subject_id is None


def test_a_lock_is_logged(client, arta, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post(SIGN_IN, {"login": "arta@example.org", "password": "wrong"})

    assert ("session.lock", None, arta.id) in verbs("session.lock")


def test_signing_in_works_while_the_log_cannot_be_written(client, arta, monkeypatch):
    def broken(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(sign_ins.audit, "log", broken)

    answer = client.post(SIGN_IN, {"login": "arta@example.org", "password": PASSWORD})

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(arta.pk)


def test_requesting_a_person_of_another_office_is_logged(client, mission, arta, milan):
    person = people.record_person(arta, mission.prishtine, given="Besim", family="Krasniqi")
    client.force_login(milan)

    answer = client.get(f"/people/{person.id}/")

    assert answer.status_code == 404
    entry = Entry.objects.get(verb="access.refuse")
    assert (entry.user_id, entry.subject_id) == (milan.id, person.id)
    assert entry.detail["status"] == 404
    assert entry.detail["page"] == "people:person"


def test_requesting_a_page_without_permission_is_logged(client, blerim):
    client.force_login(blerim)

    assert client.get("/account/users/").status_code == 403

    entry = Entry.objects.get(verb="access.refuse")
    assert (entry.user_id, entry.detail["page"]) == (blerim.id, "access:users")


def test_a_refusal_by_the_api_is_logged(client, mission, arta, milan):
    person = people.record_person(arta, mission.prishtine, given="Besim", family="Krasniqi")
    client.force_login(milan)

    assert client.get(f"/api/v1/people/{person.id}").status_code == 404

    entry = Entry.objects.get(verb="access.refuse")
    assert (entry.user_id, entry.channel) == (milan.id, "api")


def test_invalid_input_is_not_logged(client, arta):
    client.force_login(arta)

    client.post("/people/new/", {})

    assert not Entry.objects.filter(verb="access.refuse").exists()
