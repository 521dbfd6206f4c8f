"""Programmes over HTTP, with the refusals of the pages."""

from __future__ import annotations

import json

import pytest

from waystation.foundation.access import actions as access
from waystation.foundation.shared.keys import new_key
from waystation.governance.programmes import actions
from waystation.governance.programmes.models import Goal, Programme

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/programmes"


@pytest.fixture
def ask(client, arta, blerim, milan):
    both = ["programme.read", "programme.record"]
    secrets = {
        blerim.id: access.issue_token(blerim, "test", both, 1),
        arta.id: access.issue_token(arta, "test", ["programme.read"], 1),
        milan.id: access.issue_token(milan, "test", ["programme.read"], 1),
    }

    def asked(method, path, body=None, *, who=blerim, key=None):
        headers = {"authorization": f"Bearer {secrets[who.id]}"}
        if key:
            headers["idempotency-key"] = str(key)
        return client.generic(
            method, f"{ROOT}{path}", json.dumps(body or {}), "application/json", headers=headers
        )

    return asked


def test_a_project_is_entered_changed_started_and_its_budget_added(ask):
    key = new_key()
    body = {"code": "A.1", "title": "By program", "level": "project", "starts_on": "2026-01-01"}

    first, again = (ask("POST", "", body, key=key) for _ in range(2))
    edit = {"seen": {"title": "By program"}, "proposed": {"title": "By a program"}}
    changed = ask("PATCH", f"/{key}", edit)
    started = ask("POST", f"/{key}/start", {"values": {"started_on": "2026-01-05"}})
    line = {"programme": str(key), "label": "Staff", "amount": "1000.50"}
    budget = ask("POST", "/entries/budget-lines", {"values": line})
    totals = ask("GET", f"/{key}/totals").json()

    assert (first.status_code, again.status_code) == (201, 201)
    assert Programme.objects.count() == 1
    assert changed.json()["title"] == "By a program"
    assert started.json()["state"] == "running"
    assert budget.status_code == 201
    assert totals["budget"]["by_currency"] == {"EUR": "1000.50"}


def test_shares_that_do_not_add_are_refused_as_on_the_page(ask, project, organisations_known):
    donor = str(organisations_known["Italy"].id)

    wrong = ask("POST", f"/{project.id}/donors", {"donors": [{"entity_id": donor, "per_cent": 90}]})
    right = ask("POST", f"/{project.id}/donors", {"donors": [{"entity_id": donor}]})

    assert wrong.status_code == 422
    assert "90 %" in wrong.content.decode()
    assert right.json() == [{"entity_id": donor, "per_cent": None}]


def test_goals_are_set_and_read(ask, blerim, project, organisations_known):
    actions.load_frameworks(blerim)
    goal = Goal.objects.get(framework__key="gcm", code="GCM5")
    frameworks = ask("GET", "/frameworks").json()

    tagged = ask("POST", f"/{project.id}/goals", {"goals": [str(goal.id)]}).json()
    key = next(one["id"] for one in frameworks if one["key"] == "gcm")
    goals = ask("GET", f"/frameworks/{key}/goals").json()

    assert tagged == [{"goal_id": str(goal.id), "code": "GCM5"}]
    assert {one["code"]: one["works"] for one in goals}["GCM5"] == 1


def test_who_may_look_may_not_change_and_another_office_sees_nothing(ask, arta, milan, project):
    read = ask("GET", f"/{project.id}", who=arta)
    refused = ask("POST", f"/{project.id}/start", {"values": {}}, who=arta)
    hidden = ask("GET", f"/{project.id}", who=milan)
    listed = ask("GET", "", who=milan)

    assert (read.status_code, refused.status_code, hidden.status_code) == (200, 403, 404)
    assert listed.json() == []
