"""Sign-in, lock-out, idle sessions."""

from datetime import timedelta

import pytest

from tests.conftest import PASSWORD

SIGN_IN = "/accounts/login/"


@pytest.mark.parametrize("name", ["arta", "milan", "blerim"])
def test_the_right_password_signs_in(client, house, name):
    answer = client.post(SIGN_IN, {"login": f"{name}@example.org", "password": PASSWORD})

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(getattr(house, name).pk)


def test_after_eight_wrong_passwords_the_right_one_is_refused_too(client, house, settings):
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


def test_nobody_opens_an_account_alone(client, db):
    answer = client.get("/accounts/signup/")

    assert answer.status_code == 200
    assert b"password1" not in answer.content
