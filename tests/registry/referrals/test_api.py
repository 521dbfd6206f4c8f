"""Referrals and the inbox over HTTP, with the refusals of the pages."""

from __future__ import annotations

import json

import pytest

from tests.registry.referrals.conftest import MARK
from waystation.foundation.access import actions as access
from waystation.foundation.shared.keys import new_key
from waystation.registry.referrals.models import Referral

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/referrals"
SCOPES = {
    "arta": ["service.read", "service.record", "referral.read", "referral.send", "person.read",
             "consent.record"],
    "milan": ["service.read", "referral.read", "referral.send", "person.read", "consent.record"],
    "blerim": ["service.read", "referral.read"],
    "petra": ["referral.answer"],
}  # fmt: skip


@pytest.fixture
def ask(client, arta):
    secrets = {}

    def asked(method, path, body=None, *, who=arta, key=None):
        if who.id not in secrets:
            scopes = SCOPES[who.full_name.split()[0].lower()]
            secrets[who.id] = access.issue_token(who, "test", scopes, 1)
        headers = {"authorization": f"Bearer {secrets[who.id]}"}
        if key:
            headers["idempotency-key"] = str(key)
        return client.generic(
            method, f"{ROOT}{path}", json.dumps(body or {}), "application/json", headers=headers
        )

    return asked


def body_of(besim, service, **changes):
    return {
        "person_id": str(besim.id),
        "service_id": str(service.id),
        "need": "legal_aid",
        "priority": "urgent",
        "fields_shared": ["name", "needs"],
        "summary": MARK,
        **changes,
    }


def test_a_referral_is_drafted_consented_sent_and_answered(ask, besim, service, partner):
    key = new_key()
    first, again = (ask("POST", "", body_of(besim, service), key=key) for _ in range(2))
    refused = ask("POST", f"/{key}/send")
    consent = {"how": "spoken", "giver": "self", "agreed": "yes", "language": "sq",
               "text_number": 1}  # fmt: skip

    sent = ask("POST", f"/{key}/consent", consent)
    read = ask("GET", f"/inbox/{key}", who=partner.petra)
    accepted = ask("POST", f"/inbox/{key}/accept", who=partner.petra)
    closed = ask("POST", f"/inbox/{key}/close", {"outcome": "received"}, who=partner.petra)
    confirmed = ask("POST", f"/{key}/confirm")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["number"] == again.json()["number"]
    assert (refused.status_code, refused.json()["code"]) == (422, "no_consent")
    assert [one["value"] for one in sent.json()["disclosed"]] == ["Besim Markperson", MARK]
    assert read.json()["disclosed"] == sent.json()["disclosed"]
    assert "summary" not in read.json()
    assert [one.json()["state"] for one in (accepted, closed, confirmed)] == [
        "accepted",
        "closed",
        "confirmed",
    ]


def test_a_list_holds_nothing_that_is_sealed(ask, sent):
    referral = sent()

    listed = ask("GET", "")

    (line,) = listed.json()["referrals"]
    assert line["id"] == str(referral.id)
    assert MARK not in listed.content.decode()
    assert not {"summary", "profile", "disclosed", "notes"} & set(line)


def test_who_may_read_and_who_may_change(ask, arta, milan, blerim, partner, sent):
    referral = sent()
    paths = [("GET", f"/{referral.id}"), ("POST", f"/{referral.id}/cancel")]
    statuses = {
        user.get_short_name(): [
            ask(method, path, {"note": "No longer needed."}, who=user).status_code
            for method, path in paths
        ]
        for user in (milan, blerim, partner.petra, arta)
    }

    assert statuses == {
        "Milan": [404, 404],
        "Blerim": [200, 403],
        "Petra": [403, 404],
        "Arta": [200, 200],
    }


def test_a_link_is_made_and_revoked_and_the_code_is_told_once(ask, sent):
    referral = sent()

    made = ask("POST", f"/{referral.id}/link", {"email": ""})
    revoked = ask("POST", f"/links/{made.json()['id']}/revoke")
    read = ask("GET", f"/{referral.id}")

    assert made.status_code == 201
    assert len(made.json()["code"]) == len("ABCD-EFGH")
    assert revoked.json()["revoked_at"]
    assert made.json()["code"] not in read.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"need": ""}, "need"), ({"priority": "soon"}, "priority"), ({"fields_shared": ["x"]}, "x")],
)
def test_what_is_wrong_is_said_by_field(ask, besim, service, changes, field):
    answer = ask("POST", "", body_of(besim, service, **changes))

    assert answer.status_code == 422
    assert field in answer.content.decode()
    assert not Referral.objects.exists()


def test_a_partner_refers_somebody_to_an_office(ask, mission, partner):
    key = new_key()
    body = {"office_id": str(mission.prishtine.id), "need": "training", "priority": "normal",
            "given": "Lule", "asked": MARK, "consented": True}  # fmt: skip

    sent = ask("POST", "/inbox", body, who=partner.petra, key=key)
    refused = ask("POST", "/inbox", {**body, "consented": False}, who=partner.petra)
    unanswered = ask("GET", "/unanswered").json()

    assert (sent.status_code, sent.json()["direction"]) == (201, "in")
    assert (refused.status_code, refused.json()["code"]) == (422, "no_consent")
    assert unanswered == []  # the table is of what partners owe us
    assert ask("GET", f"/{key}").json()["disclosed"][-1]["value"] == "Yes"
