"""The API takes and refuses what the pages take and refuse."""

from __future__ import annotations

import json

import pytest

from tests.governance.policies.conftest import TODAY
from waystation.governance.policies.actions import measures
from waystation.governance.policies.models import Measure, Milestone

ROOT = "/api/v1/policies"


@pytest.fixture
def ask(client):
    def send(user, method, path, body=None):
        client.force_login(user)
        if method == "get":
            answer = client.get(f"{ROOT}{path}")
        else:
            answer = getattr(client, method)(
                f"{ROOT}{path}", json.dumps(body or {}), content_type="application/json"
            )
        return answer.status_code, answer.json()

    return send


def test_a_measure_goes_from_its_record_to_done(arta, people, ask, client, roadmap):
    status, made = ask(
        arta,
        "post",
        f"/instruments/{roadmap.id}/measures",
        {
            "title": "Register",
            "entity": str(people.ministry.id),
            "person": "Head of department",
            "due_on": "2026-12-31",
        },
    )
    step = ask(
        arta, "post", f"/measures/{made['id']}/milestones",
        {"title": "Rules", "due_on": "2026-10-31"},
    )[1]  # fmt: skip
    without = ask(people.ana, "post", f"/milestones/{step['id']}/reached",
                  {"reached_on": "2026-09-21"})  # fmt: skip
    reached = ask(
        people.ana,
        "post",
        f"/milestones/{step['id']}/reached",
        {"reached_on": "2026-09-21", "address": "https://example.org"},
    )
    moved = ask(
        arta, "post", f"/measures/{made['id']}/move",
        {"due_on": "2027-01-30", "reason": "Lack of staff"},
    )[1]  # fmt: skip

    assert (status, made["state"], made["progress"]) == (201, "unplanned", None)
    assert (without[0], reached[0]) == (422, 200)
    assert (moved["state"], moved["progress"]) == ("done", 100)
    assert (moved["moves"], moved["days_moved"]) == (1, 30)
    assert "person" not in moved


def test_a_typed_progress_is_refused(arta, ask, people, roadmap, measure):
    new = {
        "title": "x",
        "entity": str(people.ministry.id),
        "person": "y",
        "due_on": "2026-12-31",
        "progress": 40,
    }

    answers = [
        ask(arta, "post", f"/instruments/{roadmap.id}/measures", new),
        ask(
            arta, "patch", f"/measures/{measure.id}",
            {"seen": {}, "proposed": {"progress": 40}},
        ),
    ]  # fmt: skip

    assert [status for status, _body in answers] == [422, 422]
    assert all("milestone" in json.dumps(body) for _status, body in answers)
    assert Measure.objects.count() == 1


def test_who_looks_reads_and_elsewhere_there_is_nothing(arta, blerim, milan, ask, measure):
    step = measures.add_milestone(arta, measure.id, title="Rules", due_on=TODAY)

    read = [ask(user, "get", "/measures")[1] for user in (blerim, milan)]
    write = [
        ask(user, "post", f"/measures/{measure.id}/move", {"due_on": "2027-01-30", "reason": "x"})[
            0
        ]
        for user in (blerim, milan)
    ]

    assert [len(rows) for rows in read] == [1, 0]
    assert write == [403, 404]
    assert Milestone.objects.get(id=step.id).reached_on is None
