"""Devices: prepared for one person, loaded with what may leave, wiped by order, and reported."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.site.offline.conftest import NOW
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.keys import new_key
from waystation.registry.people import actions as people
from waystation.services.centres import actions as centres
from waystation.site.offline import actions, queries, rules
from waystation.site.offline.models import Device

PARTS = ("sign_in", "share", "csrf")


@pytest.fixture
def besa(arta, mission):
    return people.record_person(arta, mission.prishtine, given="Besa", family="Krasniqi")


@pytest.fixture
def visited(arta, mission, besa):
    return centres.record_visit(
        arta, mission.prishtine.id, person_id=besa.id, mode="walk_in", reason="work_abroad",
        visitor_type="potential_migrant", advice="Sealed advice",
    )  # fmt: skip


def test_the_key_share_of_a_device_is_returned_to_its_own_user_only(device_of, arta, milan):
    device = device_of(arta)
    mine = device.contact()
    device.client.force_login(milan)
    theirs = device.contact()
    device.client.logout()
    nobodys = device.contact()

    assert (mine["yours"], mine["share"]) == (True, device.answer["share"])
    assert theirs["signed_in"]
    assert not theirs["yours"]
    assert "share" not in theirs
    assert not nobodys["signed_in"]
    assert not {*PARTS} & nobodys.keys()


def test_each_sign_in_has_another_mark(device_of, arta):
    device = device_of(arta)
    first = device.contact()["sign_in"]
    device.client.logout()
    device.client.force_login(arta)

    assert device.contact()["sign_in"] != first


def test_a_device_gets_todays_list_with_names_and_without_sealed_texts(
    device_of, arta, mission, besa, visited
):
    centres.record_waiting(arta, mission.prishtine.id, person_id=besa.id, wish="Sealed wish")
    centres.record_profile(
        arta, mission.prishtine.id, person_id=besa.id, skills="Sealed skills", intention="stay"
    )
    device = device_of(arta)

    loaded = device.load()

    content, given = loaded.content.decode(), loaded.json()
    assert loaded.status_code == 200
    assert loaded["Cache-Control"] == "no-store, private"
    assert given["people"] == [{"id": str(besa.id), "name": "Besa Krasniqi"}]
    assert {one["kind"] for one in given["open"]} == {"visit_edit", "profile_edit"}
    assert set(given["forms"]) == {
        "visit", "visit_edit", "profile", "profile_edit", "session", "attendance",
    }  # fmt: skip
    assert "reason" in given["forms"]["visit"]["required"]
    for sealed in ("Sealed advice", "Sealed wish", "Sealed skills"):
        assert sealed not in content
    entry = Entry.objects.filter(verb="device.load").get()
    assert entry.detail["people"] == 1


def test_other_offices_load_nothing_of_it_and_readers_prepare_no_device(
    device_of, milan, blerim, visited
):
    milans = device_of(milan).load().json()
    reader = device_of(blerim)

    assert (milans["people"], milans["open"]) == ([], [])
    assert "Besa" not in milans["today"]
    assert reader.load().status_code == 403
    assert not Device.objects.filter(user=blerim).exists()


def test_a_device_says_nothing_about_what_its_user_may_not_see(device_of, arta, mission, visited):
    ora = mission.hire("Ora Outreach", mission.prishtine, "outreach_officer")

    outreach, counsellor = (device_of(user).load().json()["today"] for user in (ora, arta))

    assert "Group sessions" in outreach
    for part in ("Waiting", "Expected today", "Visits today", "Call-backs due"):
        assert part not in outreach
        assert part in counsellor


def test_a_cancelled_session_is_not_on_a_device(device_of, arta, mission):
    planned, cancelled = (
        centres.record_session(
            arta, mission.prishtine.id, title=title, day=NOW.date(), minutes=60, held=False
        )
        for title in ("Rights at work", "Given up")
    )
    centres.cancel_session(arta, cancelled.id)

    given = device_of(arta).load().json()

    assert [one["id"] for one in given["open"]] == [str(planned.id)]
    assert "Rights at work" in given["today"]
    assert "Given up" not in given["today"]


def test_files_of_protection_cases_are_never_on_a_device(
    device_of, arta, mission, besa, visited, contribute, monkeypatch
):
    """An app with sealed cases says whose files they are; nothing of them leaves."""
    session = centres.record_session(
        arta, mission.prishtine.id, title="Rights", day=NOW.date(), minutes=60,
        topics=["work_home"], held=False, person_ids=[besa.id],
    )  # fmt: skip
    centres.record_waiting(arta, mission.prishtine.id, person_id=besa.id)
    centres.record_profile(arta, mission.prishtine.id, person_id=besa.id)
    before = device_of(arta).load().content.decode()
    monkeypatch.setattr(queries, "sealed_for_test", lambda user, keys: {besa.id}, raising=False)
    contribute("sealed_from_linkage", cases="waystation.site.offline.queries.sealed_for_test")

    after = device_of(arta).load()

    assert all(one in before for one in ("Besa", str(besa.id), str(visited.id)))
    for hidden in ("Besa", "Krasniqi", str(besa.id), str(visited.id)):
        assert hidden not in after.content.decode()
    assert [one["id"] for one in after.json()["open"]] == [str(session.id)]


def test_only_the_forms_of_the_centres_work_on_a_device():
    """A form of protection would have to be added here, on purpose, by a reviewer."""
    assert set(queries.forms()) == {
        "visit", "visit_edit", "profile", "profile_edit", "session", "attendance",
    }  # fmt: skip
    assert {one.permission for one in queries.forms().values()} == {
        "visit.record",
        "session.record",
    }


def test_an_ordered_wipe_is_delivered_at_the_next_contact_and_reported_once(device_of, arta):
    device = device_of(arta)
    row = Device.objects.get()
    page = reverse("offline:device_wipe", args=[row.id])
    before = device.contact(waiting=3)
    asked = device.client.get(page)
    ordered = device.client.post(page)
    again = device.client.post(page)
    device.client.logout()
    heard = device.contact(waiting=3)
    headers = {"X-Device": device.secret, "X-Waiting": "3"}
    for _ in range(2):
        Client(enforce_csrf_checks=True).post(reverse("offline:wiped"), headers=headers)

    row.refresh_from_db()
    assert (before["wipe"], heard["wipe"]) == (False, True)
    assert (asked.status_code, ordered.status_code, again.status_code) == (200, 302, 422)
    assert (row.ordered_by_id, row.wiped_at, row.unsent, row.waiting) == (arta.id, NOW, 3, 0)
    verbs = Entry.objects.filter(verb__startswith="device.").order_by("number")
    assert list(verbs.values_list("verb", flat=True)) == [
        "device.set_up", "device.order_wipe", "device.wipe",
    ]  # fmt: skip


def test_a_device_to_be_wiped_can_neither_load_nor_send(device_of, arta, visit_answers):
    device = device_of(arta)
    actions.order_wipe(arta, Device.objects.get().id)

    assert device.load().json()["code"] == "no_device"
    assert device.send("visit", visit_answers()).json()["code"] == "no_device"
    assert "share" not in device.contact()


def test_a_device_is_wiped_when_its_user_has_left(device_of, arta):
    device = device_of(arta)
    arta.is_active = False
    arta.save()
    device.client.logout()

    assert device.contact()["wipe"]


def test_an_administrator_wipes_any_device_and_others_only_their_own(
    device_of, arta, milan, blerim, mission
):
    drita = mission.hire("Drita Admin", mission.prishtine, "administrator")
    device_of(arta)
    row = Device.objects.get()
    pages = (reverse("offline:devices"), reverse("offline:device_wipe", args=[row.id]))
    seen = {}
    for user in (arta, milan, blerim, drita):
        client = Client()
        client.force_login(user)
        seen[user.full_name.split()[0]] = (
            "Arta Berisha" in client.get(pages[0]).content.decode().partition("<main")[2],
            client.get(pages[1]).status_code,
        )

    assert seen == {
        "Arta": (True, 200), "Milan": (False, 404), "Blerim": (False, 404), "Drita": (True, 200),
    }  # fmt: skip


def test_the_list_shows_the_state_of_each_device(device_of, arta):
    devices = [device_of(arta) for _ in range(3)]
    first, second, _third = (queries.device_of_secret(one.secret) for one in devices)
    actions.order_wipe(arta, first.id)
    actions.report_wipe(devices[1].secret, 2)

    page = devices[2].client.get(reverse("offline:devices")).content.decode()

    assert all(words in page for words in ("Wipe ordered", "Wiped, 2 not sent", "In use"))
    assert second.user == arta


def test_the_number_of_devices_is_limited(device_of, arta, monkeypatch):
    monkeypatch.setattr(rules, "MOST_DEVICES", 1)
    device_of(arta)

    assert "already have 1 devices" in device_of(arta).answer["sentence"]


def test_an_unknown_device_gets_no_data_and_its_report_changes_nothing(client, db):
    headers = {"X-Device": "guessed"}

    heard = client.get(reverse("offline:contact"), headers=headers).json()
    reported = client.post(reverse("offline:wiped"), headers=headers)

    assert (heard["known"], heard["wipe"], heard["yours"]) == (False, False, False)
    assert reported.status_code == 200


def test_the_page_and_its_files_contain_no_personal_data(client, device_of, arta, visited):
    """They are the same for everybody, and may lie in the browser without a seal."""
    device = device_of(arta)
    names = ("start", "worker", "manifest")

    for name in names:
        address = reverse(f"offline:{name}")
        signed_in, nobody = device.client.get(address), client.get(address)

        assert signed_in.content == nobody.content
        assert signed_in.status_code == 200
    assert "worker.js" in client.get(reverse("offline:worker")).content.decode()
    assert client.get(reverse("offline:manifest")).json()["scope"] == "/offline/"


def test_the_secret_of_a_device_is_stored_as_a_hash(device_of, arta):
    device = device_of(arta)

    row = Device.objects.get()

    assert bytes(row.digest) == queries.digest_of(device.secret)
    assert device.secret not in str(vars(row))


def test_a_record_of_yesterday_keeps_its_day(device_of, arta, besa):
    device, yesterday = device_of(arta), NOW - timedelta(days=1)

    sent = device.send(
        "profile", [["intention", "stay"]], target=besa.id, recorded_at=yesterday.isoformat(),
        key=new_key(),
    )  # fmt: skip

    from waystation.services.centres.models import Profile

    assert sent.status_code == 200
    assert Profile.objects.get().day == yesterday.date()
