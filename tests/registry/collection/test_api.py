"""Forms, submissions and cleaning logs over HTTP."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import encode_multipart

from tests.registry.collection.conftest import filled, workbook
from waystation.foundation.access import actions as access
from waystation.foundation.audit.models import Entry
from waystation.registry.collection.models import Form, Submission

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/collection"
DESIGN = ["form.read", "form.design", "submission.read", "submission.clean", "submission.resolve"]
BOUNDARY = "a-boundary-of-parts"


@pytest.fixture
def ask(client, analyst):
    secrets = {}

    def asked(method, path, body=None, *, who=analyst, scopes=None, parts=None):
        if who.id not in secrets:
            secrets[who.id] = access.issue_token(who, "test", scopes or DESIGN, 1)
        content, kind = json.dumps(body or {}), "application/json"
        if parts is not None:
            content = encode_multipart(BOUNDARY, parts)
            kind = f"multipart/form-data; boundary={BOUNDARY}"
        headers = {"authorization": f"Bearer {secrets[who.id]}"}
        return client.generic(method, ROOT + path, content, content_type=kind, headers=headers)

    return asked


def sheet(content, name="household.xlsx"):
    return SimpleUploadedFile(name, content, "application/octet-stream")


@pytest.mark.sqlite_only
def test_a_form_is_uploaded_published_closed_and_opened(ask, mission):
    office = str(mission.prishtine.id)

    draft = ask("POST", "/forms", parts={"office_id": office, "file": sheet(workbook())})
    published = [ask("POST", f"/versions/{draft.json()['id']}/publish") for _ in range(2)]
    form = Form.objects.get()
    closed = ask("POST", f"/forms/{form.id}/close").json()
    opened = ask("POST", f"/forms/{form.id}/open").json()

    assert (draft.status_code, draft.json()["state"]) == (201, "draft")
    assert [one.json()["state"] for one in published] == ["published", "published"]
    assert (closed["is_open"], opened["is_open"]) == (False, True)
    assert [one["key"] for one in ask("GET", "/forms").json()] == ["household"]
    assert [one["name"] for one in opened["versions"]] == ["1"]


@pytest.mark.sqlite_only
def test_what_is_wrong_with_a_sheet_is_a_problem_with_its_row(ask, mission):
    wrong = workbook([["type", "name", "label"], ["select_one nothing", "a", "A"]])

    answer = ask(
        "POST", "/forms", parts={"office_id": str(mission.prishtine.id), "file": sheet(wrong)}
    )

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert "nothing" in answer.json()["detail"]
    assert not Form.objects.exists()


def test_answers_come_as_a_table_page_by_page_and_repetitions_as_their_own(ask, survey, send):
    for number in range(5):
        send(filled(f"uuid:{number}"))

    first = ask("GET", f"/forms/{survey.form.id}/answers?limit=3").json()
    rest = ask("GET", f"/forms/{survey.form.id}/answers?limit=3&after={first['next_after']}").json()
    children = ask("GET", f"/forms/{survey.form.id}/answers?repeat=child").json()

    assert [one["instance_id"] for one in [*first["rows"], *rest["rows"]]] == [
        f"uuid:{number}" for number in (4, 3, 2, 1, 0)
    ]
    assert rest["next_after"] == ""
    assert first["rows"][0]["answers"]["name"] == "Zana"
    assert "child" in first["repeats"]
    assert len(children["rows"]) == 5 * 2
    assert {one["answers"]["child_name"] for one in children["rows"]} == {"Dona", "Arbër"}
    assert Entry.objects.filter(verb="form_answers.read").count() == 3


@pytest.mark.sqlite_only
def test_a_submission_is_read_corrected_and_the_correction_taken_back(ask, survey, send):
    content = filled()
    send(content)
    key = Submission.objects.get().id
    correction = {"question": "age", "new": "35", "old": "34", "reason": "Asked again by phone"}

    lines = ask("POST", f"/submissions/{key}/corrections", correction)
    after = ask("GET", f"/submissions/{key}").json()
    undone = ask("POST", f"/corrections/{lines.json()[0]['id']}/undo").json()

    assert lines.status_code == 201
    assert (after["raw"]["main"]["age"], after["cleaned"]["main"]["age"]) == ("34", "35")
    assert after["corrections"][0]["reason"] == "Asked again by phone"
    assert undone[0]["state"] == "undone"
    assert ask("GET", f"/submissions/{key}").json()["cleaned"]["main"]["age"] == "34"
    assert ask("GET", f"/submissions/{key}/xml").content == content


@pytest.mark.sqlite_only
def test_a_correction_without_a_reason_is_refused_as_on_the_page(ask, survey, send):
    send(filled())
    key = Submission.objects.get().id

    answer = ask("POST", f"/submissions/{key}/corrections", {"question": "age", "reason": " "})

    assert (answer.status_code, answer.json()["code"]) == (422, "reason_missing")


@pytest.mark.sqlite_only
def test_a_held_submission_is_accepted(ask, survey, send):
    send(filled(body="<age>34</age>"))
    key = Submission.objects.get().id
    held = ask("GET", f"/submissions/{key}").json()

    accepted = ask("POST", f"/submissions/{key}/resolve").json()

    assert (held["state"], accepted["state"]) == ("held", "kept")
    assert any("must be answered" in one for one in held["problems"])


@pytest.mark.sqlite_only
def test_a_cleaning_log_is_loaded_once_and_names_what_was_not_applied(ask, survey, send):
    send(filled("uuid:1"))
    log = b"id,ask,to,why\nuuid:1,age,35,typo\nuuid:9,age,40,unknown\n"
    parts = {"instance": "id", "question": "ask", "new": "to", "reason": "why"}

    first, again = (
        ask(
            "POST",
            f"/forms/{survey.form.id}/cleaning",
            parts={**parts, "file": sheet(log, "l.csv")},
        )
        for _ in range(2)
    )

    (one,) = again.json()
    assert (first.status_code, one["applied_count"], one["not_applied_count"]) == (201, 1, 1)
    assert one["not_applied"][0]["instance"] == "uuid:9"
    assert ask("GET", f"/forms/{survey.form.id}/cleaning").json() == again.json()


@pytest.mark.sqlite_only
def test_blerim_reads_and_a_reader_elsewhere_finds_nothing(
    ask, survey, send, blerim, reader_elsewhere
):
    send(filled())
    key, form = Submission.objects.get().id, survey.form.id
    read = ["form.read", "submission.read"]

    for path in (f"/forms/{form}", f"/forms/{form}/answers", f"/submissions/{key}"):
        assert ask("GET", path, who=blerim, scopes=read).status_code == 200
        assert ask("GET", path, who=reader_elsewhere, scopes=read).status_code == 404
    assert ask("GET", "/forms", who=reader_elsewhere, scopes=read).json() == []
    for path in (f"/forms/{form}/close", f"/submissions/{key}/resolve"):
        assert ask("POST", path, who=blerim, scopes=read).status_code == 403
    correction = {"question": "age", "new": "1", "reason": "x"}
    answer = ask("POST", f"/submissions/{key}/corrections", correction, who=blerim, scopes=read)
    assert answer.status_code == 403


@pytest.mark.sqlite_only
def test_a_token_without_the_scope_reads_no_answers(ask, survey, send, analyst):
    send(filled())

    answer = ask("GET", f"/forms/{survey.form.id}/answers", scopes=["form.read"])

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
