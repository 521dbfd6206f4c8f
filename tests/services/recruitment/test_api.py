"""Ethical recruitment over HTTP: the same rules, the same refusals."""

from __future__ import annotations

import pytest

from tests.services.recruitment.conftest import TODAY
from waystation.foundation.shared.keys import new_key

ROOT = "/api/v1/recruitment"


@pytest.fixture
def call(client):
    def called(user, method, path, body=None, key=""):
        client.force_login(user)
        headers = {"Idempotency-Key": key} if key else {}
        send = getattr(client, method)
        if method == "get":
            return send(f"{ROOT}{path}")
        return send(f"{ROOT}{path}", body or {}, content_type="application/json", headers=headers)

    return called


def test_fees_are_checked_without_storing_anything(call, arta):
    lines = [
        {"kind": "recruiter_fee", "payer": "worker", "amount": "400"},
        {"kind": "travel", "payer": "employer", "amount": "200"},
    ]

    answer = call(arta, "post", "/fees", {"lines": lines})

    (charge,) = answer.json()
    assert (charge["kind"], charge["principles"]) == ("recruiter_fee", ["ilo.7", "iris.1"])


def test_a_recruitment_with_a_cost_goes_to_the_indicator(
    call, mission, arta, blerim, besim, job, agreed
):
    body = {
        **job,
        "office_id": str(mission.prishtine.id),
        "person_id": str(besim.id),
        "earnings": "2600",
        "earned_on": TODAY.isoformat(),
    }
    key = str(new_key())

    made = call(arta, "post", "/workers", body, key)
    again = call(arta, "post", "/workers", body, key)
    cost = {
        "kind": "recruiter_fee",
        "payer": "worker",
        "amount": "1500",
        "reimbursed": "200",
        "paid_on": TODAY.isoformat(),
        "reimbursed_on": TODAY.isoformat(),
    }
    one = made.json()["id"]
    added = call(arta, "post", f"/workers/{one}/costs", cost)
    wrong = call(arta, "post", f"/workers/{one}/costs", {**cost, "reimbursed": "1501"})
    found = call(blerim, "get", "/indicator?by=channel").json()

    assert (made.status_code, again.status_code, added.status_code) == (201, 201, 201)
    assert made.json()["id"] == again.json()["id"]
    assert wrong.status_code == 422
    assert found["excluded"] == [{"reason": "costs_incomplete", "number": 1}]
    assert found["period"] == f"{TODAY:%Y}"


def test_the_permission_is_asked_before_the_body(call, blerim):
    answers = [
        call(blerim, "post", path).status_code
        for path in ("/workers", "/incidents", "/assessments")
    ]

    assert answers == [403, 403, 403]


def test_without_an_office_the_field_is_named(call, arta):
    answer = call(arta, "post", "/incidents", {"kind": "fee", "account": "A fee"})

    assert answer.status_code == 422
    assert "office_id" in answer.content.decode()


def test_an_assessment_is_read_by_who_decides_and_not_elsewhere(
    call, arta, blerim, leart, assessment
):
    finding = assessment.findings.get(criterion="ilo.7")
    body = {"verdict": "not_met", "evidence": "Took 300 euro"}

    recorded = call(leart, "post", f"/findings/{finding.id}", body)
    read = call(blerim, "get", f"/assessments/{assessment.id}")
    forbidden = call(arta, "get", f"/assessments/{assessment.id}")

    assert recorded.json()["verdict"] == "not_met"
    assert [one["evidence"] for one in read.json()["findings"] if one["verdict"]] == [
        "Took 300 euro"
    ]
    assert forbidden.status_code == 403


def test_incidents_are_opened_and_closed(call, mission, arta, milan, leart):
    body = {"office_id": str(mission.prishtine.id), "kind": "threats", "account": "Was threatened"}

    made = call(arta, "post", "/incidents", body).json()
    hidden = call(milan, "get", f"/incidents/{made['id']}")
    closed = call(
        leart,
        "post",
        f"/incidents/{made['id']}/close",
        {"outcome": "passed_on", "reason": "The police has it"},
    )

    assert hidden.status_code == 404
    assert closed.json()["state"] == "closed"
    assert call(leart, "get", "/clearances").status_code == 200
