"""The same refusals over HTTP as on the pages, and the same records."""

from __future__ import annotations

import base64
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.governance import walk
from waystation.foundation.audit.models import Entry
from waystation.governance.meetings import actions
from waystation.governance.meetings.models import Meeting

HOME = "/api/v1/network"


def send(client, user, path, body, **headers):
    client.force_login(user)
    return client.post(f"{HOME}{path}", body, content_type="application/json", headers=headers)


def test_a_meeting_is_planned_once_and_convened_by_a_co_chair(network, client):
    body = {
        "title": "First quarter",
        "starts_at": walk.FIRST.isoformat(),
        "ends_at": (walk.FIRST + timedelta(hours=2)).isoformat(),
    }
    key = {"Idempotency-Key": str(uuid4())}

    first = send(client, network.sanja, "/meetings", body, **key)
    again = send(client, network.sanja, "/meetings", body, **key)
    meeting = Meeting.objects.get()
    item = {"title": "Plan", "purpose": "decision", "minutes": 10}
    proposed = send(client, network.nora, f"/meetings/{meeting.id}/items", item)
    actions.agenda.accept_item(network.sanja, proposed.json()["id"])
    refused = send(client, network.sanja, f"/meetings/{meeting.id}/convene", {})
    convened = send(client, network.ivo, f"/meetings/{meeting.id}/convene", {})

    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert proposed.json()["owner"] == "UNICEF"
    assert (refused.status_code, refused.json()["code"]) == (403, "not_co_chair")
    assert convened.json()["state"] == "convened"


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": " "}, "missing"),
        ({"kind": "extended"}, "categories_missing"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"ends_at": walk.FIRST.isoformat()}, "end_before_start"),
    ],
)
def test_page_and_api_refuse_a_wrong_meeting_alike(network, client, change, code):
    body = {
        "title": "First quarter",
        "starts_at": walk.FIRST.isoformat(),
        "ends_at": (walk.FIRST + timedelta(hours=2)).isoformat(),
        **change,
    }

    answer = send(client, network.sanja, "/meetings", body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Meeting.objects.exists()


@pytest.mark.sqlite_only
@pytest.mark.duty("O-43")
def test_a_closed_paper_is_neither_listed_nor_handed_out_and_the_attempt_is_written_down(
    network, client
):
    meeting = walk.planned(network)
    closed = walk.paper(network, meeting, "Closed", access_class="restricted")
    body = {
        "title": "Open",
        "file_name": "open.pdf",
        "content": base64.b64encode(walk.PDF).decode(),
        "names_nobody": True,
    }
    filed = send(client, network.nora, f"/meetings/{meeting.id}/papers", body)

    listed = client.get(f"{HOME}/papers").json()["papers"]
    opened = client.get(f"{HOME}/papers/{filed.json()['id']}/file")
    refused = client.get(f"{HOME}/papers/{closed.id}/file")

    assert [one["title"] for one in listed] == ["Open"]
    assert opened.content == walk.PDF
    assert refused.status_code == 404
    assert Entry.objects.get(verb="paper.refuse").subject_id == closed.id


@pytest.mark.duty("O-34")
def test_an_action_is_reported_with_evidence_and_verified_by_another(network, client):
    action = walk.agreed(network, walk.decided(network, walk.held(network)))
    path = f"/actions/{action.id}"

    bare = send(client, network.nora, f"{path}/report", {"state": "done"})
    done = send(client, network.nora, f"{path}/report", {"state": "done", "evidence": "A link."})
    verified = send(client, network.carla, f"{path}/verify", {})

    assert (bare.status_code, bare.json()["code"]) == (422, "no_evidence")
    assert done.json()["state"] == "done"
    assert verified.json()["state"] == "verified"


@pytest.mark.sqlite_only
def test_strangers_find_nothing_over_the_api(network, client, arta, milan, blerim):
    meeting = walk.planned(network)

    for stranger in (arta, milan, blerim):
        client.force_login(stranger)
        for path in ("/meetings", f"/meetings/{meeting.id}", "/papers", "/actions"):
            assert client.get(f"{HOME}{path}").status_code == 404
