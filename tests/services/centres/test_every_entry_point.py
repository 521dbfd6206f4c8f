"""One rule, one sentence: the page, the API, a phone form and the command refuse alike."""

from __future__ import annotations

import html
import json
from datetime import datetime, timedelta
from io import StringIO
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from tests.registry.collection.conftest import filled, workbook
from tests.services.centres.conftest import NOW
from waystation.foundation.access import actions as access
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.registry.collection import actions as collection
from waystation.registry.collection import queries
from waystation.registry.collection.models import AppUser, Submission
from waystation.registry.people import actions as people
from waystation.registry.reference import queries as reference
from waystation.services.centres import actions as centres
from waystation.services.centres.models import Visit

GOOD = {"mode": "walk_in", "visitor_type": "returnee", "reason": "work_home", "minutes": 20}
ZONE = ZoneInfo("Europe/Belgrade")
LATER, EARLIER = NOW + timedelta(days=1), NOW - timedelta(days=400)


def unlisted(code, code_list):
    return lambda: (
        f'"{code}" is not in the list "{reference.list_title(code_list)}". '
        "Choose an entry of the list."
    )


# one line for each rule of centres.rules that a visit can break: what is wrong, the sentence
WRONG = [
    ({"started_at": LATER.isoformat()}, "22/09/2026 is in the future."),
    ({"started_at": EARLIER.isoformat()}, "is more than a year ago."),
    ({"ended_at": (NOW - timedelta(minutes=5)).isoformat()}, "The end is before the start."),
    ({"ended_at": (NOW + timedelta(hours=9)).isoformat()}, "A visit lasts at most 8 hours."),
    ({"minutes": 0}, "Minutes must be between 1 and 480."),
    ({"minutes": 481}, "Minutes must be between 1 and 480."),
    ({"reason": ""}, "Choose an answer."),
    ({"mode": "teleport"}, unlisted("teleport", "visit_mode")),
    ({"mode": "declined"}, unlisted("declined", "visit_mode")),
    ({"reason": "no-such-reason"}, unlisted("no-such-reason", "visit_reason")),
    ({"topics": ["juggling"]}, unlisted("juggling", "topic")),
    ({"place": "xk-atlantis"}, unlisted("xk-atlantis", "municipality")),
    ({"community": "martian"}, unlisted("martian", "community")),
    ({"topics": ["study", "study"]}, "A topic is named twice."),
    ({"informed": True}, "Choose at least one topic."),
    ({"interpreter": True}, "Choose the language of the conversation."),
    ({"advice": "x" * 4001}, "This text has 4001 characters."),
]
ENTRY_POINTS = ["page", "api", "phone form", "command"]


def by_page(client, user, office, answers):
    client.force_login(user)
    typed = {"office": str(office.id), "key": str(new_key()), **answers}
    typed = {name: value for name, value in typed.items() if value is not False}
    for name in {"started_at", "ended_at"} & set(typed):
        moment = datetime.fromisoformat(typed[name]).astimezone(ZONE)
        typed[name] = f"{moment:%d.%m.%Y %H:%M}"
    answer = client.post("/centres/visits/new/", typed)
    assert answer.status_code in {403, 422}, answer.status_code
    return html.unescape(answer.content.decode())


def by_api(client, user, office, answers):
    secret = access.issue_token(user, "test", ["visit.record"], 1)
    answer = client.post(
        "/api/v1/centres/visits",
        json.dumps({"office_id": str(office.id), "started_at": NOW.isoformat(), **answers}),
        content_type="application/json",
        headers={"authorization": f"Bearer {secret}"},
    )
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    return f"{told['detail']} ({told['code']})"


QUESTIONS = [
    ["type", "name", "label"],
    ["begin_group", "visit", "The visit"],
    *([kind, name, name] for kind, name in (
        ("dateTime", "started_at"), ("dateTime", "ended_at"), ("integer", "minutes"),
        ("text", "mode"), ("text", "visitor_type"), ("text", "reason"), ("text", "topics"),
        ("text", "informed"), ("text", "advice"), ("text", "place"), ("text", "community"),
        ("text", "language"), ("text", "interpreter"), ("text", "weather"),
    )),
    ["end_group", "", ""],
]  # fmt: skip


@pytest.fixture
def designer(mission):
    """The analyst who has published the visit form."""
    analyst = mission.hire("Drita Krasniqi", mission.prishtine, "analyst")
    about = [("form_id", "centre_visit"), ("form_title", "Visit"), ("version", "1")]
    form = workbook(QUESTIONS, [["list_name", "name", "label"]], about)
    version = collection.upload_form(analyst, mission.prishtine.id, "visit.xlsx", form)
    collection.publish_version(analyst, version.id)
    return analyst


@pytest.fixture
def phone(mission, arta, client, designer):
    """Give out phones; return a way to send in somebody's name."""

    def send(user, answers, instance="uuid:1", office=mission.prishtine):
        _app_user, token = collection.add_app_user(designer, office.id, user.id, "Tablet")
        words = {
            name: " ".join(value) if isinstance(value, list) else str(value)
            for name, value in answers.items()
        }
        body = "".join(f"<{name}>{escape(word)}</{name}>" for name, word in words.items())
        content = filled(instance, "1", "centre_visit", f"<visit>{body}</visit>")
        part = SimpleUploadedFile("visit.xml", content, "text/xml")
        return client.post(f"/forms/key/{token}/submission", {"xml_submission_file": part})

    return send


def by_phone(phone, user, office, answers):
    answer = phone(user, {"started_at": NOW.isoformat(), **answers})
    assert answer.status_code == 201  # it is safe with us, with its sentence
    kept = Submission.objects.get()
    assert kept.state == "refused", kept.problems
    return kept.sentence


def by_command(client, user, office, answers, tmp_path):
    file = tmp_path / "visits.jsonl"
    line = {"office_id": str(office.id), "started_at": NOW.isoformat(), **answers}
    file.write_text(json.dumps(line), encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("visit", user.email, str(file), stdout=StringIO())
    return str(refused.value)


# What a rule says is said in Python: one goes through every entry point on both databases.
EACH = [WRONG[0], *(pytest.param(*one, marks=pytest.mark.sqlite_only) for one in WRONG[1:])]


@pytest.mark.parametrize("entry_point", ENTRY_POINTS)
@pytest.mark.parametrize(("changes", "sentence"), EACH)
def test_the_same_sentence_through_every_entry_point(
    request, mission, arta, client, tmp_path, entry_point, changes, sentence
):
    answers = {**GOOD, **changes}
    args = (arta, mission.prishtine, answers)

    told = {
        "page": lambda: by_page(client, *args),
        "api": lambda: by_api(client, *args),
        "phone form": lambda: by_phone(request.getfixturevalue("phone"), *args),
        "command": lambda: by_command(client, *args, tmp_path),
    }[entry_point]()

    assert (sentence() if callable(sentence) else sentence) in told
    assert not Visit.objects.exists()


@pytest.mark.parametrize("name", ["milan", "blerim"])
@pytest.mark.parametrize("entry_point", ["page", "command"])
def test_who_may_not_is_refused_through_every_entry_point(
    mission, client, tmp_path, name, entry_point
):
    args = (client, getattr(mission, name), mission.prishtine, dict(GOOD))

    {"page": lambda: by_page(*args), "command": lambda: by_command(*args, tmp_path)}[entry_point]()

    assert not Visit.objects.exists()


def test_milans_phone_knows_no_form_of_artas_office(mission, milan, phone):
    answer = phone(milan, GOOD, office=mission.peje)

    assert answer.status_code == 404
    assert "has no form" in answer.content.decode()
    assert not Visit.objects.exists()


def test_blerim_gets_no_phone_and_an_old_one_of_his_sends_nothing(mission, blerim, arta, phone):
    with pytest.raises(Refusal, match="Choose a colleague"):
        phone(blerim, GOOD)
    phone(arta, {**GOOD, "mode": "teleport"})
    AppUser.objects.update(user=blerim)

    token = AppUser.objects.get()
    token.token_hash = queries.token_hash("his old phone")
    token.save()
    part = SimpleUploadedFile("v.xml", filled("uuid:2", "1", "centre_visit", ""), "text/xml")
    answer = Client().post("/forms/key/his old phone/submission", {"xml_submission_file": part})

    assert answer.status_code == 403
    assert not Visit.objects.exists()


def test_milan_cannot_record_in_artas_office_by_the_api(mission, milan, client):
    told = by_api(client, milan, mission.prishtine, dict(GOOD))

    assert "not_allowed" in told
    assert not Visit.objects.exists()


def test_the_four_doors_record_the_same_visit(mission, arta, client, phone, tmp_path):
    client.force_login(arta)
    page = client.post(
        "/centres/visits/new/", {"office": str(mission.prishtine.id), **GOOD, "checked": "1"}
    )
    secret = access.issue_token(arta, "test", ["visit.record"], 1)
    api = client.post(
        "/api/v1/centres/visits",
        json.dumps(GOOD),
        content_type="application/json",
        headers={"authorization": f"Bearer {secret}", "idempotency-key": str(new_key())},
    )
    phone(arta, GOOD)
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


def test_a_visit_sent_twice_with_its_key_is_one(mission, arta, client):
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


def test_a_visit_without_a_time_sent_again_later_is_still_one(mission, arta, client, time_machine):
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


def test_a_submission_sent_twice_is_one_visit_and_its_other_answers_stay_in_it(arta, phone):
    answers = {**GOOD, "topics": ["study", "health"], "weather": "rain"}

    first, second = (phone(arta, answers) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    visit, kept = Visit.objects.get(), Submission.objects.get()
    assert (kept.state, kept.subject_kind, kept.subject_id) == (
        "handled",
        "centres.Visit",
        visit.id,
    )
    assert (visit.id, visit.topics) == (kept.id, ["study", "health"])


def correcting(of, instance, minutes):
    answers = {**GOOD, "minutes": minutes}
    body = "".join(f"<{name}>{word}</{name}>" for name, word in answers.items())
    content = filled(instance, "1", "centre_visit", f"<visit>{body}</visit>")
    named = f"</instanceID><deprecatedID>{of}</deprecatedID>".encode()
    return SimpleUploadedFile("v.xml", content.replace(b"</instanceID>", named), "text/xml")


def correct(client, of, instance, minutes):
    phone = AppUser.objects.latest("id")
    phone.token_hash = queries.token_hash("the same phone")
    phone.save()
    part = correcting(of, instance, minutes)
    return client.post("/forms/key/the same phone/submission", {"xml_submission_file": part})


def test_a_visit_corrected_on_the_phone_is_the_same_visit(arta, client, phone):
    phone(arta, GOOD)

    answer = correct(client, "uuid:1", "uuid:2", 45)

    assert answer.status_code == 201
    visit, kept = Visit.objects.get(), Submission.objects.get(instance_id="uuid:2")
    assert (visit.minutes, visit.version) == (45, 2)
    assert (kept.state, kept.subject_id) == ("handled", visit.id)


def test_a_phone_does_not_undo_what_the_office_changed_meanwhile(arta, client, phone):
    phone(arta, GOOD)
    visit = Visit.objects.get()
    centres.edit_visit(arta, visit.id, {"minutes": 20}, {"minutes": 30})

    correct(client, "uuid:1", "uuid:2", 45)

    kept = Submission.objects.get(instance_id="uuid:2")
    assert Visit.objects.get().minutes == 30
    assert (kept.state, "Someone else changed this" in kept.sentence) == ("refused", True)


@pytest.mark.parametrize("text", ["[1]", "{", '{"id": "nobody"}'])
def test_the_command_says_which_line_is_wrong(mission, arta, tmp_path, text):
    file = tmp_path / "visits.jsonl"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match="Line 1"):
        call_command("visit", arta.email, str(file), stdout=StringIO())


def test_a_key_of_another_office_says_nothing_of_its_visit(mission, arta, milan, record):
    theirs = record(user=milan, office=mission.peje)

    with pytest.raises(Conflict):
        record(key=theirs.id)

    assert Visit.objects.get().office_id == mission.peje.id


def test_a_visit_of_a_merged_file_goes_to_the_file_that_stays(mission, arta, record, visitors):
    kept, gone = visitors.besim.id, visitors.elif_.id
    people.merge_people(arta, kept, gone)

    visit = record(person_id=gone)

    assert visit.person_id == kept


def test_who_opens_a_visit_stands_in_the_trail(mission, arta, blerim, client, record):
    visit = record(advice="Ask for the contract first.")
    client.force_login(blerim)

    client.get(f"/centres/visits/{visit.id}/")

    row = Entry.objects.get(verb="visit.read")
    assert (row.user_id, row.subject_id) == (blerim.id, visit.id)
