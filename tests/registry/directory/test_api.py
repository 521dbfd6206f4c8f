"""Services over HTTP, with the refusals of the pages."""

from __future__ import annotations

import json

import pytest

from waystation.foundation.access import actions as access
from waystation.foundation.shared.keys import new_key
from waystation.registry.directory.models import Service

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/services"


@pytest.fixture
def ask(client, arta, blerim):
    secrets = {
        arta.id: access.issue_token(arta, "test", ["service.read", "service.record"], 1),
        blerim.id: access.issue_token(blerim, "test", ["service.read"], 1),
    }

    def asked(method, path, body=None, *, who=arta, key=None):
        headers = {"authorization": f"Bearer {secrets[who.id]}"}
        if key:
            headers["idempotency-key"] = str(key)
        return client.generic(
            method, f"{ROOT}{path}", json.dumps(body or {}), "application/json", headers=headers
        )

    return asked


def test_a_service_is_entered_found_changed_confirmed_and_withdrawn(ask, partner):
    key = new_key()
    body = {"entity_id": str(partner.entity.id), "name": "Course", "kind": "language",
            "takes_referrals": True}  # fmt: skip

    first, again = (ask("POST", "", body, key=key) for _ in range(2))
    near = ask("GET", "/near?kind=language&place=xk-peje").json()
    edit = {"seen": {"hours": ""}, "proposed": {"hours": "9–12"}}
    changed = ask("PATCH", f"/{key}", edit)
    confirmed = ask("POST", f"/{key}/confirm")
    withdrawn = ask("POST", f"/{key}/withdraw")

    assert (first.status_code, again.status_code) == (201, 201)
    assert Service.objects.filter(name="Course").count() == 1
    assert [one["service"]["id"] for one in near] == [str(key)]
    assert (changed.json()["hours"], confirmed.json()["stale"]) == ("9–12", False)
    assert withdrawn.json()["state"] == "withdrawn"
    assert ask("GET", "/near?kind=language").json() == []


def test_who_may_look_may_not_change(ask, blerim, service):
    edit = {"seen": {"hours": ""}, "proposed": {"hours": "9–12"}}

    read = ask("GET", f"/{service.id}", who=blerim)
    changed = ask("PATCH", f"/{service.id}", edit, who=blerim)
    confirmed = ask("POST", f"/{service.id}/confirm", who=blerim)

    assert (read.status_code, changed.status_code, confirmed.status_code) == (200, 403, 403)
