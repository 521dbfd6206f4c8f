"""One rule, one sentence: the page, the API, a phone form and the command refuse alike."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from waystation.foundation.access import actions as access
from waystation.foundation.access.models import AuditRow
from waystation.foundation.shared.errors import Conflict, Refusal, Refusals
from waystation.foundation.shared.keys import new_key
from waystation.registry.collection.rules.handing import Handed
from waystation.registry.people import actions as people
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


def submitted(office, answers, key=None):
    """Return the answers as the collection room hands them over: text, in the form's groups."""
    words = {
        f"visit/{name}": " ".join(value)
        if isinstance(value, list)
        else str(value).lower()
        if isinstance(value, bool)
        else str(value)
        for name, value in answers.items()
    }
    return Handed(key or new_key(), office.id, "centre_visit", "1", NOW, words, {})


def by_phone(client, user, office, answers):
    with pytest.raises(Refusal) as refused:
        intake.handle(user, submitted(office, {"started_at": NOW.isoformat(), **answers}))
    return said(refused.value)


def by_command(client, user, office, answers, tmp_path):
    file = tmp_path / "visits.jsonl"
    line = {"office_id": str(office.id), "started_at": NOW.isoformat(), **answers}
    file.write_text(json.dumps(line), encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("visit", user.email, str(file), stdout=StringIO())
    return str(refused.value)


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
    intake.handle(arta, submitted(house.prishtine, GOOD))
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


def test_a_visit_without_a_time_sent_again_later_is_still_one(house, arta, client, time_machine):
    secret = access.issue_token(arta, "test", ["visit.record"], 1)
    headers = {"authorization": f"Bearer {secret}", "idempotency-key": str(new_key())}
    answers = []

    for minutes in (0, 3):
        time_machine.move_to(NOW + timedelta(minutes=minutes), tick=False)
        answers.append(
            client.post(
                "/api/v1/centres/visits",
                json.dumps(GOOD),
                content_type="application/json",
                headers=headers,
            )
        )

    assert [one.status_code for one in answers] == [201, 201]
    assert Visit.objects.get().started_at == NOW


def test_a_submission_handed_over_twice_is_one_visit(house, arta):
    handed = submitted(house.prishtine, {**GOOD, "topics": ["study", "health"], "weather": "rain"})

    first, second = (intake.handle(arta, handed) for _ in range(2))

    assert first == second == ("centres.Visit", handed.key)
    assert Visit.objects.get().topics == ["study", "health"]


@pytest.mark.parametrize("text", ["[1]", "{", '{"id": "nobody"}'])
def test_the_command_says_which_line_is_wrong(house, arta, tmp_path, text):
    file = tmp_path / "visits.jsonl"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match="Line 1"):
        call_command("visit", arta.email, str(file), stdout=StringIO())


def test_a_key_of_another_office_says_nothing_of_its_visit(house, arta, milan, record):
    theirs = record(user=milan, office=house.peje)

    with pytest.raises(Conflict):
        record(id=theirs.id)

    assert Visit.objects.get().office_id == house.peje.id


def test_a_visit_of_a_merged_file_goes_to_the_file_that_stays(house, arta, record, visitors):
    kept, gone = visitors.besim.id, visitors.elif_.id
    people.merge_people(arta, kept, gone)

    visit = record(person_id=gone)

    assert visit.person_id == kept


def test_who_opens_a_visit_stands_in_the_trail(house, arta, blerim, client, record):
    visit = record(advice="Ask for the contract first.")
    client.force_login(blerim)

    client.get(f"/centres/visits/{visit.id}/")

    row = AuditRow.objects.get(verb="visit.read")
    assert (row.user_id, row.subject_id) == (blerim.id, visit.id)
