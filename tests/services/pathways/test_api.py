"""Pathways over HTTP: the same actions, the same answers."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.foundation.shared.keys import new_key
from waystation.services.pathways import actions
from waystation.services.pathways.models import Stay

pytestmark = pytest.mark.django_db
API = "/api/v1/pathways"


def test_rules_are_read_with_their_source(client, arta, edition):
    client.force_login(arta)

    [pathway] = client.get(f"{API}/pathways").json()
    [found] = client.get(f"{API}/pathways/{pathway['id']}/editions").json()

    assert [one["kind"] for one in found["rules"]] == ["nationality", "language", "offer"]
    assert (found["read_on"], found["confirmed"]) == ("2026-09-01", True)


def test_a_person_is_checked_and_each_rule_explained(client, arta, milan, blerim, besim, edition):
    client.force_login(arta)
    address = f"{API}/people/{besim.id}/assessments"
    body = {"edition_id": str(edition.id), "language": "de", "level": "B1"}

    made = client.post(address, body, "application/json")
    listed = client.get(address).json()
    wrong = client.post(address, {**body, "level": "B7"}, "application/json")
    client.force_login(blerim)
    refused = client.post(address, body, "application/json")
    client.force_login(milan)
    stranger = client.get(address)

    assert made.status_code == 201
    assert [one["outcome"] for one in made.json()["results"]] == ["Met", "Met", "Not known"]
    assert len(listed) == 1
    assert (wrong.status_code, refused.status_code, stranger.status_code) == (422, 403, 404)


def test_a_stay_sent_twice_is_one(client, arta, besim):
    client.force_login(arta)
    address, key = f"{API}/people/{besim.id}/stays", str(new_key())
    body = {"country": "DE", "starts_on": "2018-01-01", "ends_on": "2019-06-01", "skill": "Welding"}

    answers = [
        client.post(address, body, "application/json", headers={"Idempotency-Key": key})
        for _ in range(2)
    ]

    assert [one.status_code for one in answers] == [201, 201]
    assert Stay.objects.count() == 1
    assert client.get(address).json()[0]["skill"] == "Welding"


def test_participants_are_listed_for_their_office(client, arta, milan, besim, partnership):
    actions.join_partnership(
        arta, besim.id, partnership.id, track="home", joined_on=date(2026, 2, 1)
    )
    address = f"{API}/partnerships/{partnership.id}/participants"

    seen = []
    for user in (arta, milan):
        client.force_login(user)
        seen.append(len(client.get(address).json()))

    assert seen == [1, 0]
