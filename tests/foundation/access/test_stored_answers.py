"""What a page, an export or an answer of the API leaves behind in a browser or a proxy."""

import pytest

from tests.session_data import PASSWORD

ASKED = [
    "/",
    "/people/",
    "/centres/visits/",
    "/centres/visits.csv",
    "/account/tokens/",
    "/api/v1/people",
    "/accounts/login/",
    "/accounts/password/change/",
    "/no-such-page/",
]


@pytest.mark.parametrize("address", ASKED)
@pytest.mark.parametrize("name", ["arta", "milan", "blerim"])
def test_responses_to_signed_in_users_are_not_stored(client, mission, name, address):
    client.force_login(getattr(mission, name))

    answer = client.get(address)

    assert "no-store" in answer.headers["Cache-Control"]


def test_the_response_after_signing_in_is_not_stored(client, mission):
    data = {"login": "arta@example.org", "password": PASSWORD}

    answer = client.post("/accounts/login/", data)

    assert "no-store" in answer.headers["Cache-Control"]


def test_responses_to_token_requests_are_not_stored(client, arta):
    from waystation.foundation.access import actions

    secret = actions.issue_token(arta, "sync", ["person.read"], 30)

    answer = client.get("/api/v1/people", headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]


def test_style_sheets_may_be_stored(client, db):
    answer = client.get("/static/ws.css")

    assert "no-store" not in answer.headers.get("Cache-Control", "")


def test_signing_out_clears_what_the_browser_has_in_its_cache(client, mission):
    client.force_login(mission.arta)

    inside = client.get("/people/")
    out = client.post("/accounts/logout/")
    outside = client.get("/accounts/login/")

    assert "Clear-Site-Data" not in inside.headers
    assert out.headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in outside.headers
