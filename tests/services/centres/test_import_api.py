"""A sheet of visits over HTTP: uploaded, mapped, checked, recorded once, undone."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from waystation.foundation.access import actions as access
from waystation.foundation.tasks import actions as tasks
from waystation.registry.imports.models import Upload
from waystation.services.centres.models import Visit

ROOT = "/api/v1/imports/uploads"
SHEET = """Nr;Data;Gjinia;Arsyeja;Lloji i vizitorit
1;2.9.2026;Femër;Work abroad;Returnee
2;3.9.2026;M;Something else;Returnee
3;4.9.2026;M;Work abroad;Returnee
"""

TWICE = {
    "columns": {"day": 1, "number": 1, "reason": 3, "visitor_type": 4},
    "constants": {"mode": "walk_in"},
}


@pytest.fixture
def ask(client, arta, milan, blerim):
    """Ask the API as somebody; what is sent is JSON."""
    headers = {}
    for who in (arta, milan, blerim):
        scopes = ["visit.read"] if who == blerim else ["visit.read", "visit.record"]
        token = access.issue_token(who, "test", scopes, 1)
        headers[who] = {"authorization": f"Bearer {token}"}

    def asked(method, path="", body=None, who=arta):
        return client.generic(
            method,
            f"{ROOT}{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers=headers[who],
        )

    def sent(office, who=arta, **more):
        file = SimpleUploadedFile("visits.csv", SHEET.encode())
        given = {"office_id": str(office.id), "sheet": "visits", "file": file, **more}
        return client.post(ROOT, given, headers=headers[who])

    asked.send = sent
    return asked


@pytest.fixture
def checked(ask, mission):
    """Upload the sheet, say what it means but for one text, and have it checked."""
    key = ask.send(mission.prishtine).json()["id"]
    ask("POST", f"/{key}/columns", {"constants": {"mode": "walk_in"}})
    ask("POST", f"/{key}/texts", {"answers": {"reason": {"Something else": ""}}})
    ask("POST", f"/{key}/check")
    tasks.work_off("test")
    return key


def test_a_sheet_is_uploaded_mapped_checked_recorded_and_undone(ask, checked):
    found = ask("GET", f"/{checked}").json()
    (problem,) = ask("GET", f"/{checked}/problems").json()
    ask("POST", f"/{checked}/load")
    tasks.work_off("test")
    loaded, visits = ask("GET", f"/{checked}").json(), Visit.objects.count()
    ask("POST", f"/{checked}/undo")
    tasks.work_off("test")

    assert (found["state"], found["rows"], found["fresh"], found["wrong"]) == ("checked", 3, 2, 1)
    assert (problem["row"], problem["column"]) == (3, "D · Arsyeja")
    assert "has no answer yet" in problem["sentence"]
    assert (loaded["state"], loaded["added"], visits) == ("loaded", 2, 2)
    assert ask("GET", f"/{checked}").json()["state"] == "undone"
    assert Visit.objects.count() == 0


def test_the_same_sheet_again_adds_nothing(ask, checked, mission):
    ask("POST", f"/{checked}/load")
    tasks.work_off("test")
    again = ask.send(mission.prishtine).json()["id"]
    ask("POST", f"/{again}/columns", {"constants": {"mode": "walk_in"}})
    ask("POST", f"/{again}/texts")
    ask("POST", f"/{again}/check")
    tasks.work_off("test")

    found = ask("GET", f"/{again}").json()

    assert (found["fresh"], found["known"]) == (0, 2)
    assert ask("POST", f"/{again}/load").status_code == 422
    assert Visit.objects.count() == 2


def test_texts_come_with_the_answers_that_are_possible(ask, mission):
    key = ask.send(mission.prishtine).json()["id"]

    meanings = {one["field"]: one for one in ask("GET", f"/{key}/texts").json()}

    assert meanings["sex"]["column"] == "Gjinia"
    assert {"female", "male"} <= set(meanings["sex"]["answers"])
    assert {one["text"]: (one["answer"], one["count"]) for one in meanings["sex"]["texts"]} == {
        "M": ("male", 2),
        "Femër": ("female", 1),
    }


@pytest.mark.parametrize(
    ("method", "path", "body", "sentence"),
    [
        ("POST", "/columns", {"columns": {"day": "Nowhere"}}, "no column “Nowhere”"),
        ("POST", "/columns", TWICE, "chosen twice"),
        ("POST", "/texts", {"answers": {"sex": {"M": "robot"}}}, "not in the list of answers"),
        ("POST", "/load", {}, "not possible now"),
        ("POST", "/undo", {}, "not possible now"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(ask, mission, method, path, body, sentence):
    key = ask.send(mission.prishtine).json()["id"]

    answer = ask(method, f"/{key}{path}", body)

    assert answer.status_code in {409, 422}
    assert sentence in answer.json()["detail"]
    assert Upload.objects.get().state == "uploaded"


def test_without_an_office_or_a_file_the_field_is_named(ask, mission):
    no_office = ask.send(mission.prishtine, office_id="")
    no_file = ask.send(mission.prishtine, file="")

    assert (no_office.status_code, no_file.status_code) == (422, 422)
    assert Upload.objects.count() == 0


def test_arta_imports_milan_sees_nothing_and_blerim_may_not(
    ask, mission, arta, milan, blerim, checked
):
    steps = [
        ("GET", "", {}),
        ("GET", "/texts", {}),
        ("GET", "/problems", {}),
        ("POST", "/columns", {}),
        ("POST", "/texts", {}),
        ("POST", "/load", {}),
        ("POST", "/discard", {}),
    ]

    refused = {
        who: {
            ask(method, f"/{checked}{path}", body, who).status_code for method, path, body in steps
        }
        for who in (milan, blerim)
    }
    sent = {who: ask.send(mission.prishtine, who).status_code for who in (milan, blerim)}

    assert refused == {milan: {404}, blerim: {403}}
    assert [len(ask("GET", who=who).json()) for who in (arta, milan)] == [1, 0]
    assert set(sent.values()) <= {403, 404}
    assert ask("POST", f"/{checked}/discard").json()["state"] == "discarded"
