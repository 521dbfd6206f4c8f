"""One rule, one sentence: the page, the API, a phone form and the command refuse alike."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from waystation.foundation.access import actions as access
from waystation.foundation.shared.errors import Refusal, Refusals
from waystation.foundation.shared.keys import new_key
from waystation.services.centres import intake
from waystation.services.centres.models import Visit

from .conftest import NOW

GOOD = {"mode": "walk_in", "visitor_type": "returnee", "reason": "work_home", "minutes": 20}
LATER, EARLIER = NOW + timedelta(days=1), NOW - timedelta(days=400)

# one line for each rule of centres.rules that a visit can break: what is wrong, the sentence
WRONG = [
    ({"started_at": LATER.isoformat()}, "The day 22.09.2026 has not come yet."),
    ({"started_at": EARLIER.isoformat()}, "is more than a year ago."),
    ({"minutes": 0}, "Minutes must be between 1 and 480."),
    ({"minutes": 481}, "Minutes must be between 1 and 480."),
    ({"mode": "teleport"}, "teleport"),
    ({"reason": "no-such-reason"}, "no-such-reason"),
    ({"topics": ["juggling"]}, "juggling"),
    ({"interpreter": True}, "Choose the language of the conversation."),
    ({"advice": "x" * 4001}, "This text has 4001 characters."),
]
# rules about answers that the page does not ask: the other doors do
WRONG_ELSEWHERE = [
    ({"ended_at": (NOW - timedelta(minutes=5)).isoformat()}, "The end is before the start."),
    ({"ended_at": (NOW + timedelta(hours=9)).isoformat()}, "A visit lasts at most 8 hours."),
    ({"informed": True}, "Choose at least one topic."),
    ({"place": "xk-atlantis"}, "xk-atlantis"),
    ({"community": "martian"}, "martian"),
]


def by_page(client, user, office, answers):
    client.force_login(user)
    typed = {"office": str(office.id), "key": str(new_key()), **answers}
    if "started_at" in typed:
        typed["started_at"] = typed["started_at"].replace("T", " ")[:19]
    if not typed.get("interpreter"):
        typed.pop("interpreter", None)
    answer = client.post("/centres/visits/new/", typed)
    assert answer.status_code in {403, 422}, answer.status_code
    return answer.content.decode()


def by_api(client, user, office, answers):
    secret = access.issue_token(user, "test", ["visit.record"], 1)
    answer = client.post(
        "/api/v1/centres/visits",
        json.dumps({"office_id": str(office.id), "started_at": NOW.isoformat(), **answers}),
        content_type="application/json",
        headers={"authorization": f"Bearer {secret}"},
    )
    assert answer["Content-Type"] == "application/problem+json"
    return json.dumps(answer.json(), ensure_ascii=False)


def said(refusal):
    every = refusal.all if isinstance(refusal, Refusals) else [refusal]
    return " ".join(one.in_english() for one in every)


def by_phone(client, user, office, answers):
    words = {"office_id": str(office.id), "started_at": NOW.isoformat(), **answers}
    words["topics"] = " ".join(words.get("topics", []))
    with pytest.raises(Refusal) as refused:
        intake.handle(user, words, new_key())
    return said(refused.value)


def by_command(client, user, office, answers, tmp_path):
    file = tmp_path / "visits.jsonl"
    line = {"office_id": str(office.id), "started_at": NOW.isoformat(), **answers}
    file.write_text(json.dumps(line), encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        call_command("visit", user.email, str(file), stdout=StringIO())
    return said(refused.value)


@pytest.mark.parametrize("door", ["page", "api", "phone form", "command"])
@pytest.mark.parametrize(("changes", "sentence"), WRONG + WRONG_ELSEWHERE)
def test_the_same_sentence_through_every_door(
    house, arta, client, tmp_path, door, changes, sentence
):
    if door == "page" and (changes, sentence) in WRONG_ELSEWHERE:
        return  # the page has no such question, so nobody can answer it wrongly
    answers = {**GOOD, **changes}
    args = (client, arta, house.prishtine, answers)

    told = {
        "page": lambda: by_page(*args),
        "api": lambda: by_api(*args),
        "phone form": lambda: by_phone(*args),
        "command": lambda: by_command(*args, tmp_path),
    }[door]()

    # a page shows a choice that is not in the list by the field's own words
    if not (door == "page" and next(iter(changes)) in {"mode", "reason", "topics"}):
        assert sentence in told
    assert not Visit.objects.exists()


@pytest.mark.parametrize("name", ["milan", "blerim"])
@pytest.mark.parametrize("door", ["page", "phone form", "command"])
def test_who_may_not_is_refused_through_every_door(house, client, tmp_path, name, door):
    args = (client, getattr(house, name), house.prishtine, dict(GOOD))

    {
        "page": lambda: by_page(*args),
        "phone form": lambda: by_phone(*args),
        "command": lambda: by_command(*args, tmp_path),
    }[door]()

    assert not Visit.objects.exists()


def test_milan_cannot_record_in_artas_office_by_the_api(house, milan, client):
    told = by_api(client, milan, house.prishtine, dict(GOOD))

    assert "not_allowed" in told
    assert not Visit.objects.exists()


def test_the_four_doors_record_the_same_visit(house, arta, client, tmp_path):
    client.force_login(arta)
    page = client.post("/centres/visits/new/", {"office": str(house.prishtine.id), **GOOD})
    secret = access.issue_token(arta, "test", ["visit.record"], 1)
    api = client.post(
        "/api/v1/centres/visits",
        json.dumps(GOOD),
        content_type="application/json",
        headers={"authorization": f"Bearer {secret}", "idempotency-key": str(new_key())},
    )
    intake.handle(arta, {**GOOD, "minutes": "20"}, new_key())
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps(GOOD), encoding="utf-8")
    call_command("visit", arta.email, str(file), stdout=StringIO())

    told = {
        (v.mode, v.visitor_type, v.reason, v.minutes, v.office_id, v.day)
        for v in Visit.objects.all()
    }

    assert (page.status_code, api.status_code) == (302, 201)
    assert Visit.objects.count() == 4
    assert len(told) == 1


def test_a_visit_sent_twice_with_its_key_is_one(house, arta, client):
    secret = access.issue_token(arta, "test", ["visit.record"], 1)
    headers = {"authorization": f"Bearer {secret}", "idempotency-key": str(new_key())}
    body = json.dumps({**GOOD, "started_at": NOW.isoformat()})

    first, second = (
        client.post(
            "/api/v1/centres/visits", body, content_type="application/json", headers=headers
        )
        for _ in range(2)
    )

    assert first.json() == second.json()
    assert Visit.objects.count() == 1
