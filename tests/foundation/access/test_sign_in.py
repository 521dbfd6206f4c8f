"""Sign-in, lock-out, idle sessions."""

import re
from datetime import timedelta

import pytest

from tests.session_data import PASSWORD
from waystation.foundation.access.models import Membership, User
from waystation.foundation.access.sessions import SessionStore

SIGN_IN = "/accounts/login/"


@pytest.mark.parametrize("name", ["arta", "milan", "blerim"])
def test_the_right_password_signs_in(client, mission, name):
    answer = client.post(SIGN_IN, {"login": f"{name}@example.org", "password": PASSWORD})

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(getattr(mission, name).pk)


def test_after_eight_wrong_passwords_the_right_one_is_refused_too(client, mission, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post(SIGN_IN, {"login": "arta@example.org", "password": "wrong"})

    answer = client.post(SIGN_IN, {"login": "arta@example.org", "password": PASSWORD})

    assert answer.status_code == 429
    assert "_auth_user_id" not in client.session


def test_an_idle_session_ends(client, arta, time_machine, settings):
    time_machine.move_to("2026-06-10T08:00:00Z", tick=False)
    client.force_login(arta)
    client.get("/account/tokens/")

    time_machine.shift(timedelta(seconds=settings.SESSION_IDLE_SECONDS + 1))
    answer = client.get("/account/tokens/")

    assert answer.status_code == 302
    assert answer["Location"].startswith(SIGN_IN)


def idle(client, time_machine, settings):
    """Let half an hour pass without a request."""
    time_machine.shift(timedelta(seconds=settings.SESSION_IDLE_SECONDS + 1))


def test_after_an_idle_session_the_sign_in_leads_back_to_the_page(
    client, arta, time_machine, settings
):
    time_machine.move_to("2026-06-10T08:00:00Z", tick=False)
    client.force_login(arta)
    client.get("/account/tokens/")

    idle(client, time_machine, settings)
    answer = client.get("/account/tokens/?q=a b")

    assert answer["Location"] == f"{SIGN_IN}?next=/account/tokens/%3Fq%3Da%2520b"
    assert "You were signed out" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("came_from", "back_to"),
    [
        ("http://testserver/people/new/?office=1", "/people/new/%3Foffice%3D1"),
        ("http://elsewhere.example/people/new/", "/"),
        ("", "/"),
    ],
)
def test_a_form_sent_after_an_idle_session_leads_back_to_its_own_page(
    client, arta, time_machine, settings, came_from, back_to
):
    time_machine.move_to("2026-06-10T08:00:00Z", tick=False)
    client.force_login(arta)
    client.get("/account/tokens/")

    idle(client, time_machine, settings)
    headers = {"Referer": came_from} if came_from else {}
    answer = client.post("/people/new/", {"given": "Shqipe"}, headers=headers)

    assert answer["Location"] == f"{SIGN_IN}?next={back_to}"


def test_a_part_of_a_page_asked_for_after_an_idle_session_leaves_the_page(
    client, arta, time_machine, settings
):
    time_machine.move_to("2026-06-10T08:00:00Z", tick=False)
    client.force_login(arta)
    client.get("/account/tokens/")

    idle(client, time_machine, settings)
    answer = client.get(
        "/people/?q=Shqipe",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/people/"},
    )

    assert answer["HX-Redirect"] == f"{SIGN_IN}?next=/people/"


def test_the_key_of_drafts_is_the_users_own_and_outlives_an_idle_session_only(
    client, arta, milan, time_machine, settings
):
    def key_of(user):
        client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
        page = client.get("/account/tokens/").content.decode()
        return re.search(r'data-draft-key="(\w{64})"', page)[1]

    time_machine.move_to("2026-06-10T08:00:00Z", tick=False)
    first = key_of(arta)
    idle(client, time_machine, settings)
    client.get("/account/tokens/")
    again = key_of(arta)
    idle(client, time_machine, settings)
    client.get("/account/tokens/")
    colleague = key_of(milan)
    client.post("/accounts/logout/")
    later = key_of(arta)

    assert again == first
    assert colleague != first
    assert later != first


def test_users_cannot_sign_up(client, db):
    answer = client.get("/accounts/signup/")

    assert answer.status_code == 200
    assert b"password1" not in answer.content


def test_session_data_are_read_until_the_session_expires(db, time_machine, settings):
    time_machine.move_to("2026-06-10T08:00:00Z", tick=False)
    kept = SessionStore()
    kept["answer"] = {"n": 42}
    kept.save()

    assert SessionStore(kept.session_key)["answer"] == {"n": 42}
    assert SessionStore("a" * 32).load() == {}

    time_machine.shift(timedelta(seconds=settings.SESSION_COOKIE_AGE + 1))
    over = SessionStore(kept.session_key)
    assert over.load() == {}
    assert over.session_key is None


def test_a_user_who_is_deactivated_is_refused_at_once(client, arta):
    client.force_login(arta)
    assert client.get("/account/tokens/").status_code == 200

    User.objects.filter(id=arta.id).update(is_active=False)

    assert client.get("/account/tokens/")["Location"].startswith(SIGN_IN)


def test_a_new_password_ends_the_sessions_of_the_old_one(client, arta):
    client.force_login(arta)

    arta.set_password("quite-another-password")
    arta.save()

    assert client.get("/account/tokens/")["Location"].startswith(SIGN_IN)


def test_an_ended_role_is_invalid_on_the_next_page(client, mission, arta):
    client.force_login(arta)
    assert client.get("/centres/visits/").status_code == 200

    Membership.objects.filter(user=arta).delete()

    assert client.get("/centres/visits/").status_code == 403
