"""The API's root: who may enter, what errors look like, and that it describes itself."""

import json

import pytest

from waystation.foundation.access import actions

pytestmark = pytest.mark.sqlite_only


def bearer(user, *scopes):
    return {"authorization": f"Bearer {actions.issue_token(user, 'test', list(scopes), 1)}"}


def test_health_returns_only_ok_or_not_ok(client, db, settings):
    well = client.get("/api/v1/health")
    settings.DISK_RESERVE_PER_CENT = 101
    ill = client.get("/api/v1/health")

    assert (well.status_code, well.json()) == (200, {"status": "ok"})
    assert (ill.status_code, ill.json()) == (503, {"status": "not ok"})


def test_an_unauthenticated_request_gets_problem_details(client, db):
    answer = client.get("/api/v1/me")

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "no_token"


@pytest.mark.parametrize("name", ["arta", "milan", "blerim"])
def test_me_returns_the_permissions_of_the_token(client, mission, name):
    headers = bearer(getattr(mission, name), "visit.read")

    answer = client.get("/api/v1/me", headers=headers)

    assert answer.json()["permissions"] == ["visit.read"]


def test_the_description_is_openapi_3_1(client, db):
    answer = client.get("/api/v1/openapi.json")

    described = json.loads(answer.content)
    assert described["openapi"].startswith("3.1")
    assert "/api/v1/me" in described["paths"]


def test_a_signed_in_page_may_write_only_with_its_csrf_token(mission, arta):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(arta)

    answer = client.post("/api/v1/me", data="{}", content_type="application/json")

    assert answer.status_code in {403, 405}
