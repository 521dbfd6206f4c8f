"""Profiles, sessions, attendance and the waiting list over HTTP, with the pages' refusals."""

from __future__ import annotations

import json

import pytest

from tests.services.centres.conftest import NOW
from waystation.foundation.access import actions as access
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.keys import new_key
from waystation.services.centres.models import Profile, Session, Visit, Waiting

SCOPES = ["visit.read", "visit.record", "session.read", "session.record", "person.read"]
ROOT = "/api/v1/centres"
SESSION = {"title": "Work in Germany", "day": f"{NOW:%Y-%m-%d}", "minutes": 60}


@pytest.fixture
def ask(client, arta, blerim, milan):
    secrets = {}

    def asked(method, path, body=None, *, who=arta, key=None):
        if who.id not in secrets:
            held = [one for one in SCOPES if who != blerim or not one.endswith("record")]
            secrets[who.id] = access.issue_token(who, "test", held, 1)
        headers = {"authorization": f"Bearer {secrets[who.id]}"}
        if key:
            headers["idempotency-key"] = str(key)
        return client.generic(
            method,
            f"{ROOT}{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers=headers,
        )

    return asked


def test_a_profile_is_recorded_read_changed_and_listed(ask, visitors):
    key = new_key()
    body = {"person_id": str(visitors.besim.id), "intention": "leave", "skills": "Welds"}

    first, again = (ask("POST", "/profiles", body, key=key) for _ in range(2))
    changed = ask(
        "PATCH",
        f"/profiles/{key}",
        {"seen": {"skills": "Welds"}, "proposed": {"skills": "Welds and paints"}},
    )
    listed = ask("GET", "/profiles").json()["profiles"]

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (changed.json()["skills"], changed.json()["version"]) == ("Welds and paints", 2)
    assert [one["id"] for one in listed] == [str(key)]
    assert "skills" not in listed[0]
    assert ask("GET", f"/profiles/{key}").json()["skills"] == "Welds and paints"
    assert Entry.objects.filter(verb="profile.read").count() == 1


def test_two_editors_of_a_profile_get_both_values(ask, visitors):
    key = ask("POST", "/profiles", {"person_id": str(visitors.besim.id)}).json()["id"]
    ask("PATCH", f"/profiles/{key}", {"seen": {"skills": ""}, "proposed": {"skills": "Paints"}})

    answer = ask(
        "PATCH", f"/profiles/{key}", {"seen": {"skills": ""}, "proposed": {"skills": "Cooks"}}
    )

    assert answer.status_code == 409
    assert answer.json()["fields"]["skills"] == {"current": "Paints", "proposed": "Cooks"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"intention": "stay", "horizon": "m3"}, "time of departure blank"),
        ({"education": "school-of-life"}, "is not in the list"),
        ({"colour": "red"}, "has no field colour"),
    ],
)
def test_a_profile_is_refused_in_the_page_s_words(ask, visitors, change, sentence):
    key = ask("POST", "/profiles", {"person_id": str(visitors.besim.id)}).json()["id"]

    answer = ask(
        "PATCH", f"/profiles/{key}", {"seen": dict.fromkeys(change, ""), "proposed": change}
    )

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert sentence in answer.json()["detail"]
    assert Profile.objects.get().version == 1


def test_a_second_profile_of_the_day_is_a_problem(ask, visitors):
    body = {"person_id": str(visitors.besim.id)}
    ask("POST", "/profiles", body)

    answer = ask("POST", "/profiles", body)

    assert (answer.status_code, answer.json()["code"]) == (422, "profile_twice")


def test_a_session_with_its_attendance_by_name_and_number(ask, visitors):
    key = new_key()
    body = {**SESSION, "topics": ["study"], "held": False}

    first, again = (ask("POST", "/sessions", body, key=key) for _ in range(2))
    came = {"counts": {"female": {"18-24": 5}}, "person_ids": [str(visitors.besim.id)]}
    written = [ask("PUT", f"/sessions/{key}/attendance", came) for _ in range(2)]

    assert first.status_code == again.status_code == 201
    assert Session.objects.count() == 1
    assert (
        written[0].json() == written[1].json() == ask("GET", f"/sessions/{key}/attendance").json()
    )
    assert written[0].json() == {
        "attendees": 6,
        "women": 5,
        "by_name_or_phone": 1,
        "by_number": 5,
        "person_ids": [str(visitors.besim.id)],
        "counts": {"female": {"18-24": 5}},
    }
    assert ask("GET", f"/sessions/{key}").json()["held"] is True


def test_the_same_key_for_another_session_is_a_conflict(ask):
    key = new_key()
    ask("POST", "/sessions", {**SESSION, "held": False}, key=key)

    answer = ask("POST", "/sessions", {**SESSION, "held": False, "place": "xk-prizren"}, key=key)

    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"counts": {"female": {"18-24": 1}}}, "at least two attendees"),
        ({"counts": {"female": {"18-24": -1}}}, "below zero"),
        ({"counts": {"robot": {"18-24": 7}}}, "is not in the list"),
        ({"counts": {"female": {"17.5": 7}}}, "is not in the list"),
        ({"title": "", "held": False}, "Fill this in"),
        ({"minutes": 9999, "held": False}, "Minutes must be between 1 and 720."),
    ],
)
def test_a_session_is_refused_in_the_page_s_words(ask, change, sentence):
    answer = ask("POST", "/sessions", {**SESSION, **change})

    assert answer.status_code == 422
    assert sentence in answer.json()["detail"]
    assert not Session.objects.exists()


def test_the_sign_in_that_the_api_opens_lets_a_phone_in(ask, client):
    key = ask("POST", "/sessions", {**SESSION, "held": False}).json()["id"]

    opened = ask("POST", f"/sessions/{key}/sign-in").json()

    assert client.get(opened["address"]).status_code == 200


def test_waiting_taken_up_and_left_over_http(ask, visitors):
    first = ask("POST", "/waiting", {"person_id": str(visitors.besim.id), "wish": "CV"}).json()
    second = ask("POST", "/waiting", {"language": "sq"}).json()
    line = ask("GET", "/waiting").json()

    visit = ask(
        "POST",
        "/visits",
        {
            "waiting_id": first["id"],
            "person_id": str(visitors.besim.id),
            "mode": "walk_in",
            "visitor_type": "returnee",
            "reason": "work_home",
        },
    )
    left = ask("POST", f"/waiting/{second['id']}/left").json()

    assert [one["wish"] for one in line] == ["CV", ""]
    assert visit.status_code == 201
    assert left["state"] == "left"
    assert Waiting.objects.get(id=first["id"]).visit_id == Visit.objects.get().id
    assert ask("GET", "/waiting").json() == []


def test_milan_finds_nothing_and_blerim_only_reads(ask, mission, milan, blerim, visitors):
    profile = ask("POST", "/profiles", {"person_id": str(visitors.besim.id)}).json()["id"]
    session = ask("POST", "/sessions", {**SESSION, "held": False}).json()["id"]
    waiting = ask("POST", "/waiting", {}).json()["id"]
    edit = {"seen": {}, "proposed": {"skills": "x"}}

    for path in (f"/profiles/{profile}", f"/sessions/{session}", f"/sessions/{session}/attendance"):
        assert ask("GET", path, who=milan).status_code == 404
        assert ask("GET", path, who=blerim).status_code == 200
    for method, path, body in (
        ("PATCH", f"/profiles/{profile}", edit),
        ("PUT", f"/sessions/{session}/attendance", {}),
        ("POST", f"/sessions/{session}/sign-in", {}),
        ("POST", f"/waiting/{waiting}/left", {}),
    ):
        assert ask(method, path, body, who=milan).status_code == 404
        assert ask(method, path, body, who=blerim).status_code == 403
    assert ask("GET", "/waiting", who=milan).json() == []
    assert ask("GET", "/profiles", who=milan).json()["profiles"] == []
    assert ask("GET", "/sessions", who=milan).json()["sessions"] == []


def test_a_null_in_a_text_is_no_fault_of_ours(ask):
    answer = ask("POST", "/sessions", {**SESSION, "title": "Ger\x00many", "held": False})

    assert (answer.status_code, answer.json()["title"]) == (201, "Germany")
