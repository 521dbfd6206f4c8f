"""What a device sends is applied once, by the page's own form, or comes back with its sentence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.site.offline.conftest import NOW
from waystation.foundation.shared.keys import new_key
from waystation.registry.people import actions as people
from waystation.registry.people.models import Person
from waystation.services.centres import actions, queries
from waystation.services.centres.models import Profile, Session, Visit


def sentences(answer):
    return " ".join(one["sentence"] for one in answer.json()["errors"])


def test_a_visit_sent_twice_with_its_key_is_one_visit_of_the_time_when_it_was_recorded(
    device_of, arta, visit_answers
):
    device, key = device_of(arta), new_key()
    recorded = NOW - timedelta(hours=3)
    answers = visit_answers(given="Besa", family="Krasniqi")

    first = device.send("visit", answers, key=key, recorded_at=recorded.isoformat())
    again = device.send("visit", answers, key=key, recorded_at=recorded.isoformat())

    visit = Visit.objects.get()
    assert (first.json(), again.json()) == ({"id": str(key)}, {"id": str(key)})
    assert visit.started_at == recorded
    assert Person.objects.filter(id=visit.person_id).count() == 1


def test_a_device_whose_clock_is_ahead_records_no_visit_in_the_future(
    device_of, arta, visit_answers
):
    device, key = device_of(arta), new_key()
    ahead = NOW + timedelta(days=400)

    sent = device.send("visit", visit_answers(), key=key, recorded_at=ahead.isoformat())
    again = device.send("visit", visit_answers(), key=key, recorded_at=ahead.isoformat())

    assert (sent.status_code, again.status_code) == (200, 200)
    assert Visit.objects.get().started_at == NOW


def test_refusals_are_the_same_as_on_the_page(device_of, arta, visit_answers):
    device = device_of(arta)

    missing = device.send("visit", visit_answers(reason=""))
    interpreter = device.send("visit", visit_answers(interpreter="on"))
    newcomer = device.send("visit", visit_answers(given="Besa", birth_year="nineteen"))

    assert [one.status_code for one in (missing, interpreter, newcomer)] == [422, 422, 422]
    assert missing.json()["errors"] == [
        {"label": "Main reason for the visit", "sentence": "Choose an answer."}
    ]
    assert "language" in sentences(interpreter)
    assert "Year of birth" in sentences(newcomer)
    assert not Visit.objects.exists()
    assert not Person.objects.exists()


def test_an_answer_that_the_form_no_longer_asks_is_not_dropped(device_of, arta, visit_answers):
    device = device_of(arta)

    sent = device.send("visit", visit_answers(shoe_size="43"))

    assert sent.status_code == 422
    assert "no longer asks: shoe_size" in sentences(sent)


def test_a_record_changed_after_its_answer_was_lost_changes_what_arrived(
    device_of, arta, visit_answers
):
    device, key = device_of(arta), new_key()
    first = visit_answers(advice="Come again", language="sq")
    device.send("visit", first, key=key)  # the answer is lost on the way
    later = visit_answers(advice="Bring the contract", language="sq", minutes="35")

    sent = device.send("visit", later, key=key, before=first)

    visit = Visit.objects.get()
    assert sent.json() == {"id": str(key)}
    assert (visit.minutes, queries.advice_of(visit)) == (35, "Bring the contract")
    assert visit.started_at == NOW


def test_a_lost_record_whose_visitor_was_changed_comes_back(device_of, arta, visit_answers):
    device, key = device_of(arta), new_key()
    first = visit_answers(given="Besa", family="Krasniqi")
    device.send("visit", first, key=key)
    later = visit_answers(given="Besa", family="Gashi")

    sent = device.send("visit", later, key=key, before=first)

    assert sent.status_code == 422
    assert "with another visitor" in sentences(sent)
    assert Person.objects.count() == 1


@pytest.fixture
def person(arta, mission):
    return people.record_person(arta, mission.prishtine, given="Besa", family="Krasniqi")


def opened(device, kind, key):
    """Return a record as the device got it: what can be changed, and what was seen."""
    return next(
        one for one in device.load().json()["open"] if (one["kind"], one["id"]) == (kind, str(key))
    )


def changed(record, **new):
    kept = [pair for pair in record["answers"] if pair[0] not in new]
    return kept + [[name, str(value)] for name, value in new.items()]


def test_edits_of_different_answers_merge_and_edits_of_the_same_answer_ask(
    device_of, arta, visit_answers
):
    one, two = device_of(arta), device_of(arta)
    key = new_key()
    one.send("visit", visit_answers(advice="Come again"), key=key)
    seen_by_one, seen_by_two = (opened(device, "visit_edit", key) for device in (one, two))

    first = one.send(
        "visit_edit", changed(seen_by_one, minutes=40), target=key, seen=seen_by_one["seen"]
    )
    other = two.send(
        "visit_edit", changed(seen_by_two, language="sq"), target=key, seen=seen_by_two["seen"]
    )
    same = two.send(
        "visit_edit", changed(seen_by_two, minutes=50), target=key, seen=seen_by_two["seen"]
    )

    visit = Visit.objects.get()
    assert (first.status_code, other.status_code, same.status_code) == (200, 200, 409)
    assert (visit.minutes, visit.language) == (40, "sq")
    assert queries.advice_of(visit) == "Come again"  # sealed: not on the device, and as it was
    assert [(d["name"], d["current"], d["proposed"]) for d in same.json()["disputed"]] == [
        ("minutes", "40", "50")
    ]


@pytest.mark.parametrize(("choice", "minutes"), [("theirs", 40), ("mine", 50)])
def test_the_chosen_value_is_stored(device_of, arta, visit_answers, choice, minutes):
    one, two = device_of(arta), device_of(arta)
    key = new_key()
    one.send("visit", visit_answers(), key=key)
    seen = opened(two, "visit_edit", key)
    one.send("visit_edit", changed(seen, minutes=40), target=key, seen=seen["seen"])
    asked = two.send("visit_edit", changed(seen, minutes=50), target=key, seen=seen["seen"])
    chosen = [*changed(seen, minutes=50), ["keep-minutes", choice]]

    sent = two.send("visit_edit", chosen, target=key, seen=asked.json()["seen"])

    assert sent.status_code == 200
    assert Visit.objects.get().minutes == minutes


def test_choosing_keeps_what_only_the_other_editor_changed(device_of, arta, visit_answers):
    one, two = device_of(arta), device_of(arta)
    key = new_key()
    one.send("visit", visit_answers(), key=key)
    seen = opened(two, "visit_edit", key)
    both = changed(seen, minutes=40, language="sq")
    one.send("visit_edit", both, target=key, seen=seen["seen"])
    asked = two.send("visit_edit", changed(seen, minutes=50), target=key, seen=seen["seen"])
    chosen = [*changed(seen, minutes=50), ["keep-minutes", "mine"]]

    sent = two.send("visit_edit", chosen, target=key, seen=asked.json()["seen"])

    visit = Visit.objects.get()
    assert sent.status_code == 200
    assert (visit.minutes, visit.language) == (50, "sq")


def test_an_edit_without_what_was_seen_overwrites_nothing(device_of, arta, visit_answers):
    device, key = device_of(arta), new_key()
    device.send("visit", visit_answers(), key=key)
    seen = opened(device, "visit_edit", key)

    sent = device.send("visit_edit", changed(seen, minutes=50), target=key)

    assert sent.status_code == 409
    assert Visit.objects.get().minutes == 20


def test_two_profiles_of_one_day_become_one(device_of, arta, person):
    one, two = device_of(arta), device_of(arta)
    first = one.send("profile", [["education", "isced-6"]], target=person.id)
    merged = two.send("profile", [["intention", "stay"]], target=person.id)
    disputed = two.send("profile", [["intention", "leave"]], target=person.id)

    profile = Profile.objects.get()
    assert (first.status_code, merged.status_code) == (200, 200)
    assert (profile.education, profile.intention) == ("isced-6", "stay")
    assert disputed.status_code == 409


def test_a_profile_follows_the_visit_in_which_the_file_was_opened(device_of, arta, visit_answers):
    device, visit = device_of(arta), new_key()
    device.send("visit", visit_answers(given="Besa", family="Krasniqi"), key=visit)

    sent = device.send("profile", [["skills", "Welding"]], target=visit)

    assert sent.status_code == 200
    assert Profile.objects.get().person_id == Visit.objects.get().person_id


def test_attendance_of_two_devices_merges_box_by_box(device_of, arta, mission, person):
    session = actions.record_session(
        arta,
        mission.prishtine.id,
        title="Rights at work",
        day=NOW.date(),
        minutes=60,
        topics=["work_home"],
        held=False,
    )
    one, two = device_of(arta), device_of(arta)
    seen = opened(one, "attendance", session.id)
    boxes = [name for name in seen_boxes(seen) if name.startswith("n_female")]

    first = one.send("attendance", [[boxes[0], "4"]], target=session.id, seen=seen["seen"])
    again = one.send("attendance", [[boxes[0], "4"]], target=session.id, seen=seen["seen"])
    merged = two.send(
        "attendance", [[boxes[1], "3"], ["person", str(person.id)]], target=session.id,
        seen=seen["seen"],
    )  # fmt: skip
    disputed = two.send("attendance", [[boxes[0], "7"]], target=session.id, seen=seen["seen"])

    came = queries.attendance_of([session.id])[session.id]
    assert [one.status_code for one in (first, again, merged, disputed)] == [200, 200, 200, 409]
    assert (came.counted, came.named) == (7, 1)


def seen_boxes(record):
    import json

    return list(json.loads(record["seen"]))


def test_a_session_is_recorded_once_with_who_came(device_of, arta, mission):
    device, key = device_of(arta), new_key()
    answers = [
        ["office", str(mission.prishtine.id)],
        ["title", "Rights at work"],
        ["day", "2026-09-21"],
        ["minutes", "60"],
        ["topics", "work_home"],
        ["n_female_18-24", "5"],
    ]

    first = device.send("session", answers, key=key)
    again = device.send("session", answers, key=key)
    more = device.send("session", [*answers[:-1], ["n_female_18-24", "6"]], key=key, before=answers)

    session = Session.objects.get()
    assert [one.status_code for one in (first, again, more)] == [200, 200, 200]
    assert queries.attendance_of([session.id])[session.id].counted == 6


def test_other_offices_and_readers_send_nothing(device_of, arta, milan, blerim, visit_answers):
    arta_device, milan_device = device_of(arta), device_of(milan)
    key = new_key()
    arta_device.send("visit", visit_answers(), key=key)
    seen = opened(arta_device, "visit_edit", key)

    elsewhere = milan_device.send("visit", visit_answers())
    unseen = milan_device.send(
        "visit_edit", changed(seen, minutes=50), target=key, seen=seen["seen"]
    )
    borrowed = device_of(milan)
    borrowed.secret = arta_device.secret
    reader = device_of(blerim)

    assert elsewhere.status_code == 422  # the office is not among those offered
    assert unseen.status_code == 404
    assert borrowed.send("visit", visit_answers()).json()["code"] == "no_device"
    assert "device" not in reader.answer
    assert reader.send("visit", visit_answers()).status_code == 403
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "protection_case"},
        {"kind": "referral"},
        {"key": "no key"},
        {"answers": "text"},
        {"answers": [["reason"]]},
        {"recorded_at": "yesterday"},
    ],
)
def test_unreadable_input_is_refused_with_a_sentence(device_of, arta, visit_answers, more):
    device = device_of(arta)

    sent = device.send(more.pop("kind", "visit"), more.pop("answers", visit_answers()), **more)

    assert sent.status_code == 422
    assert sent.json()["sentence"]


def test_a_time_that_was_typed_counts_before_that_of_the_device(device_of, arta, visit_answers):
    device = device_of(arta)

    device.send("visit", visit_answers(started_at="20.9.2026 10:00"))

    assert Visit.objects.get().started_at == datetime(2026, 9, 20, 8, 0, tzinfo=UTC)
