"""Advice through its entry points: page, API, admin and plain SQL refuse alike."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import DatabaseError

from tests.governance.advice.test_advice import ANSWER, draft, insert, state_of
from waystation.foundation.access import actions as access
from waystation.foundation.access.models import User
from waystation.governance.advice import actions
from waystation.governance.meetings.models import Action

BLANK = ["", "   ", "\n\t", "\u00a0\u2003"]


@pytest.fixture
def submitted(network):
    row = draft(network)
    actions.endorse(network.carla, row.id)
    actions.submit(network.sanja, row.id)
    return row


def by_page(client, network, row, values):
    client.force_login(network.uma)
    answer = client.post(f"/network/advice/{row.id}/answer/", values)
    return answer.status_code, answer.content.decode()


def by_api(client, network, row, values):
    client.force_login(network.uma)
    answer = client.post(
        f"/api/v1/network/advice/{row.id}/answer", json.dumps(values), "application/json"
    )
    return answer.status_code, answer.json().get("detail", "")


def by_admin(client, network, row, values):
    user = network.mission.hire("Ada Both", network.office, "administrator")
    access.give_role(None, user, network.office, "unkt_reader", date(2026, 1, 1))
    client.force_login(User.objects.get(id=user.id))
    form = {**values, "state": values["verdict"], "recommendation": str(row.id), "note": ""}
    form["decided_on"] = values["decided_on"]
    answer = client.post("/admin/advice/adviceevent/add/", form)
    return answer.status_code, answer.content.decode()


def by_sql(client, network, row, values):
    given = {**values, "state": values["verdict"]}
    del given["verdict"]
    try:
        insert(row, network.uma, **given)
    except DatabaseError:
        return 422, "motivation"
    return 302, ""


ENTRY_POINTS = [
    pytest.param(by_page, marks=pytest.mark.sqlite_only),
    pytest.param(by_api, marks=pytest.mark.sqlite_only),
    by_admin,
    by_sql,
]


@pytest.mark.duty("O-26")
@pytest.mark.parametrize("verdict", ["not_followed", "partly_followed"])
@pytest.mark.parametrize("blank", BLANK, ids=repr)
@pytest.mark.parametrize("entry_point", ENTRY_POINTS)
def test_every_entry_point_refuses_a_blank_motivation(
    client, network, submitted, entry_point, blank, verdict
):
    values = ANSWER | {"decided_on": "2026-01-15", "verdict": verdict, "motivation": blank}

    status, said = entry_point(client, network, submitted, values)

    assert status in {200, 422}  # the admin shows its form again
    assert "motivation" in said
    assert state_of(submitted) == "submitted"


@pytest.mark.sqlite_only
@pytest.mark.parametrize("entry_point", ENTRY_POINTS)
def test_every_entry_point_takes_a_whole_answer(client, network, submitted, entry_point):
    status, _said = entry_point(client, network, submitted, ANSWER | {"decided_on": "2026-01-15"})

    assert status in {200, 302}
    assert state_of(submitted) == "not_followed"


@pytest.mark.sqlite_only
def test_who_signed_is_refused_by_page_and_api_too(client, network, submitted):
    """A-15."""
    access.give_role(None, network.carla, network.office, "network_secretariat", date(2026, 1, 1))
    client.force_login(network.carla)
    values = ANSWER | {"decided_on": "2026-01-15"}

    page = client.post(f"/network/advice/{submitted.id}/answer/", values)
    api = client.post(
        f"/api/v1/network/advice/{submitted.id}/answer", json.dumps(values), "application/json"
    )

    assert (page.status_code, api.status_code) == (403, 403)
    assert api.json()["code"] == "four_eyes"
    assert state_of(submitted) == "submitted"


@pytest.mark.sqlite_only
def test_a_recommendation_walks_its_way_on_pages(client, network):
    client.force_login(network.nora)
    new = client.get("/network/advice/new/")
    key = new.context["form"].initial.get("key") or new.context["form"]["key"].value()
    typed = {"key": str(key), "text": "Fund one counsellor.", "addressee": "unkt"}
    client.post("/network/advice/new/", typed | {"gcm": ["GCM5"]})
    row = draft(network, "Open a desk in Prizren.")

    client.force_login(network.carla)
    assert client.post(f"/network/advice/{row.id}/sign/").status_code == 302
    client.force_login(network.sanja)
    assert client.post(f"/network/advice/{row.id}/submit/", {"day": "15.1.2026"}).status_code == 302
    client.force_login(network.uma)
    assert client.post(f"/network/advice/{row.id}/take-up/").status_code == 302
    values = ANSWER | {"decided_on": "15.1.2026"}
    assert client.post(f"/network/advice/{row.id}/answer/", values).status_code == 302
    client.force_login(network.sanja)
    follow = {"text": "Find the money", "owner": str(network.iom.id), "due_on": "1.3.2026"}
    assert client.post(f"/network/advice/{row.id}/follow-up/", follow).status_code == 302

    page = client.get(f"/network/advice/{row.id}/").content.decode()
    listed = client.get("/network/advice/").content.decode()

    assert ANSWER["motivation"] in page
    assert "Find the money" in page
    assert Action.objects.get().owner == network.iom
    assert "Fund one counsellor." in listed
    assert "2026/1" in listed


@pytest.mark.sqlite_only
def test_a_draft_is_changed_on_its_page_and_a_second_editor_sees_both(client, network):
    row = draft(network)
    client.force_login(network.nora)
    page = client.get(f"/network/advice/{row.id}/edit/")
    seen = page.context["seen"]
    actions.edit_recommendation(network.sanja, row.id, {"text": row.text}, {"text": "Fund two."})
    typed = {"seen": seen, "text": "Fund three.", "addressee": "unkt", "gcm": ["GCM5"]}

    answer = client.post(f"/network/advice/{row.id}/edit/", typed)

    assert answer.status_code == 409
    assert "Fund two." in answer.content.decode()
    assert "Fund three." in answer.content.decode()


@pytest.mark.sqlite_only
def test_a_draft_over_the_api_is_one_for_one_key_and_says_what_is_wrong(client, network):
    client.force_login(network.nora)
    headers = {"Idempotency-Key": "0190b6b1-0000-7000-8000-000000000001"}
    body = {"text": "Fund one counsellor.", "addressee": "unkt", "gcm": ["GCM5"]}

    first = client.post("/api/v1/network/advice", body, "application/json", headers=headers)
    again = client.post("/api/v1/network/advice", body, "application/json", headers=headers)
    wrong = client.post("/api/v1/network/advice", {"text": " "}, "application/json")
    listed = client.get("/api/v1/network/advice").json()["recommendations"]

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert {one["field"] for one in wrong.json()["errors"]} == {"text", "addressee"}
    assert [one["number"] for one in listed] == ["2026/1"]


PAGES = ["", "edit/", "evidence/", "submit/", "answer/", "withdraw/", "follow-up/"]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("page", PAGES)
def test_strangers_find_no_page_and_uma_no_draft(client, network, page, arta, milan, blerim):
    row = draft(network)
    statuses = {}

    for who in (arta, milan, blerim, network.uma):
        client.force_login(who)
        statuses[who.full_name] = client.get(f"/network/advice/{row.id}/{page}").status_code

    assert set(statuses.values()) == {404}


def test_the_pages_of_a_draft_open_for_members_and_the_list_teaches(client, network):
    client.force_login(network.nora)
    assert "one sentence with its evidence" in client.get("/network/advice/").content.decode()
    row = draft(network)

    for page in ("", "edit/", "evidence/", "evidence/?kind=finding", "withdraw/"):
        assert client.get(f"/network/advice/{row.id}/{page}").status_code == 200, page
    for page in ("submit/", "answer/", "follow-up/"):
        assert client.get(f"/network/advice/{row.id}/{page}").status_code == 403, page


@pytest.mark.sqlite_only
def test_the_list_page_asks_no_more_for_sixty(client, network, django_assert_max_num_queries):
    for number in range(60):
        draft(network, f"Open desk {number}.")
    client.force_login(network.nora)
    client.get("/network/advice/")

    with django_assert_max_num_queries(16):
        client.get("/network/advice/")
