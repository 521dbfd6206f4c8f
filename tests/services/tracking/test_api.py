"""Studies and findings over HTTP."""

from __future__ import annotations

import pytest

from tests.registry.collection.conftest import filled, send, survey  # noqa: F401
from tests.services.tracking.test_study import fill, round_  # noqa: F401
from waystation.foundation.access import actions as access

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
ROOT = "/api/v1/tracking"


@pytest.fixture
def ask(client):
    def asked(who, method, path, scopes=("study.read",)):
        secret = access.issue_token(who, "test", list(scopes), 1)
        headers = {"authorization": f"Bearer {secret}"}
        return client.generic(method, ROOT + path, headers=headers)

    return asked


def test_a_round_is_estimated_and_its_findings_read(ask, round_, analyst, blerim, send):  # noqa: F811
    fill(send, ["yes"] * 24 + ["no"] * 16)
    empty = ask(blerim, "GET", f"/rounds/{round_.id}/findings").json()

    scopes = ["study.read", "study.estimate", "submission.read", "form.read"]
    estimated = ask(analyst, "POST", f"/rounds/{round_.id}/estimate", scopes)
    read = ask(blerim, "GET", f"/rounds/{round_.id}/findings")
    study = ask(blerim, "GET", f"/studies/{round_.operation_id}").json()

    works = next(one for one in read.json()["questions"] if one["question"] == "works")
    assert (empty["provenance"], empty["questions"]) == (None, [])
    assert estimated.status_code == 200
    assert {row["choice"]: row["value"] for row in works["rows"]} == {"yes": 0.6, "no": 0.4}
    assert read.json()["provenance"]["rows"] == 40
    assert [one["id"] for one in study["rounds"]] == [str(round_.id)]


def test_small_numbers_are_null_as_on_the_page(ask, round_, analyst, send):  # noqa: F811
    fill(send, ["yes"] * 30 + ["no"])
    scopes = ["study.read", "study.estimate", "submission.read", "form.read"]

    found = ask(analyst, "POST", f"/rounds/{round_.id}/estimate", scopes).json()

    works = next(one for one in found["questions"] if one["question"] == "works")
    assert {row["value"] for row in works["rows"]} == {None}


def test_nothing_to_estimate_is_a_problem(ask, round_, analyst):  # noqa: F811
    scopes = ["study.read", "study.estimate", "submission.read", "form.read"]

    answer = ask(analyst, "POST", f"/rounds/{round_.id}/estimate", scopes)

    assert (answer.status_code, answer.json()["code"]) == (422, "no_rows")


def test_blerim_may_not_estimate_and_elsewhere_there_is_no_study(
    ask,
    round_,  # noqa: F811
    blerim,
    reader_elsewhere,
):
    assert ask(blerim, "POST", f"/rounds/{round_.id}/estimate").status_code == 403
    for path in (f"/studies/{round_.operation_id}", f"/rounds/{round_.id}/findings"):
        assert ask(reader_elsewhere, "GET", path).status_code == 404
    assert ask(reader_elsewhere, "GET", "/studies").json() == []
