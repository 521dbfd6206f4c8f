"""Taking personal data out: every export is in the log, a large one needs a second person."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from waystation.foundation.access import exports, queries
from waystation.foundation.access.details import details_of
from waystation.foundation.access.models import ExportRequest
from waystation.foundation.access.rules import EXPORT_ALONE, EXPORT_HOURS, FILES_PER_ALARM
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now
from waystation.registry.people.actions import record_person

MANY = EXPORT_ALONE + 1


@pytest.fixture
def vera(mission):
    return mission.hire("Vera Officer", mission.prishtine, "data_protection_officer")


def asked(user, mission, persons=MANY, **more):
    """Ask for an export that has to wait, and return its request."""
    with pytest.raises(Refusal) as refused:
        exports.record_export(
            user, "centres.visits", rows=persons, purpose="Yearly report",
            office_id=mission.prishtine.id, **more,
        )  # fmt: skip
    assert refused.value.code == "export_waits"
    return ExportRequest.objects.latest("asked_at")


def test_an_export_is_logged_with_user_kind_size_purpose_and_mark(mission, arta, vera):
    export = exports.record_export(
        arta, "centres.visits", rows=12, persons=9, purpose="For the donor", selection="2026"
    )

    entry = Entry.objects.get(organisation_id=mission.organisation.id, number=export.entry)
    assert (entry.verb, entry.user_id) == ("export", arta.id)
    assert entry.detail == {
        "kind": "centres.visits", "rows": 12, "persons": 9, "mark": export.mark,
        "purpose": "For the donor", "selection": "2026",
    }  # fmt: skip
    assert exports.entry_of_mark(vera, export.mark) == entry
    assert exports.entry_of_mark(vera, "ws-000000000000") is None


def test_a_mark_is_found_however_it_was_typed(mission, arta, vera):
    export = exports.record_export(arta, "centres.visits", rows=12)

    found = exports.entry_of_mark(vera, f" {export.mark.upper()} ")

    assert found is not None
    assert found.detail["mark"] == export.mark


def test_the_log_shows_the_mark_as_the_file_has_it_and_no_link_without_words():
    record = "01a22cb3-7a4b-7437-9010-473cfed73099"

    found = details_of(
        {"kind": "iati", "mark": "ws-1d69", "selection": record}, "access.ExportRequest"
    )

    assert [words for _name, words, _link in found if words == "ws-1d69"]
    assert all(words for _name, words, _link in found)


def test_a_mark_is_not_resolved_for_users_who_cannot_read_the_log(mission, arta, blerim, milan):
    export = exports.record_export(arta, "centres.visits", rows=1)

    assert [exports.entry_of_mark(one, export.mark) for one in (arta, blerim, milan)] == [None] * 3


def test_exports_above_five_hundred_persons_need_a_second_person(mission, arta):
    export = exports.record_export(arta, "centres.visits", rows=9000, persons=EXPORT_ALONE)

    assert export.mark.startswith("ws-")
    with pytest.raises(Refusal) as refused:
        exports.record_export(arta, "centres.visits", rows=9000, persons=MANY)
    assert (refused.value.code, refused.value.field) == ("export_purpose", "purpose")
    assert not ExportRequest.objects.exists()


def test_files_of_one_day_add_up(mission, arta, time_machine):
    exports.record_export(arta, "centres.visits", rows=300, selection="q=a")
    wish = {"rows": MANY - 300, "selection": "q=b"}

    with pytest.raises(Refusal) as without:
        exports.record_export(arta, "people.files", **wish)
    with pytest.raises(Refusal) as waits:
        exports.record_export(arta, "people.files", purpose="Yearly report", **wish)
    smaller = exports.record_export(arta, "people.files", rows=200, selection="q=c")
    time_machine.move_to(now() + timedelta(hours=EXPORT_HOURS, seconds=1), tick=False)
    next_day = exports.record_export(arta, "people.files", **wish)

    assert (without.value.code, without.value.field) == ("export_purpose", "purpose")
    assert str(MANY) in str(without.value)
    assert waits.value.code == "export_waits"
    assert smaller.mark != next_day.mark


def test_files_of_colleagues_and_the_same_file_again_do_not_add_up(mission, arta, blerim):
    exports.record_export(blerim, "centres.visits", rows=EXPORT_ALONE, selection="q=a")
    wish = {"kind": "centres.visits", "rows": EXPORT_ALONE, "selection": "q=a"}

    made = [exports.record_export(arta, **wish) for _ in range(2)]
    nobody = exports.record_export(arta, "reference.codes", rows=9000, persons=0)

    assert len({made[0].mark, made[1].mark, nobody.mark}) == 3


def test_what_a_second_person_agreed_to_does_not_add_up(mission, arta, blerim):
    exports.approve_export(blerim, asked(arta, mission).id)
    wish = {"purpose": "Yearly report", "office_id": mission.prishtine.id}
    exports.record_export(arta, "centres.visits", rows=MANY, **wish)

    export = exports.record_export(arta, "people.files", rows=EXPORT_ALONE)

    assert export.mark


def test_two_long_selections_that_begin_alike_are_two_files(mission, arta, blerim):
    long = "q=" + "a" * 600
    exports.record_export(arta, "centres.visits", rows=EXPORT_ALONE, selection=long + "&office=1")

    with pytest.raises(Refusal) as refused:
        exports.record_export(arta, "centres.visits", rows=1, selection=long + "&office=2")

    assert refused.value.code == "export_purpose"


def test_pages_of_a_list_add_up_whatever_stands_before_the_filter(client, arta, monkeypatch):
    monkeypatch.setattr("waystation.foundation.access.rules.EXPORT_ALONE", 1)
    monkeypatch.setattr("waystation.services.centres.views.visits.Visits.persons_in", one_person)
    client.force_login(arta)
    long = "q=" + "a" * 600

    answers = [
        client.get(f"/centres/visits/?{long}&export=csv&mode={mode}")
        for mode in ("phone", "walk_in")
    ]

    assert [one.status_code for one in answers] == [200, 422]


def one_person(page, rows):
    return 1


def test_a_large_export_needs_approval_and_can_be_made_once(mission, arta, blerim):
    request = asked(arta, mission)

    exports.approve_export(blerim, request.id)
    export = exports.record_export(
        arta, "centres.visits", rows=MANY, purpose="Yearly report", office_id=mission.prishtine.id
    )

    detail = Entry.objects.get(number=export.entry, verb="export").detail
    assert detail["approved_by"] == str(blerim.id)
    asked(arta, mission)  # the approval is used up


def test_a_repeated_request_for_approval_is_the_same_request(mission, arta):
    first = asked(arta, mission)

    assert asked(arta, mission) == first
    assert ExportRequest.objects.count() == 1


def test_users_cannot_approve_their_own_export(mission, blerim):
    request = asked(blerim, mission)

    with pytest.raises(NotAllowed):
        exports.approve_export(blerim, request.id)
    assert ExportRequest.objects.get().approved_by is None


def test_the_database_refuses_an_approval_by_the_requester(mission, arta):
    request = asked(arta, mission)
    me = arta.id if connection.features.has_native_uuid_field else arta.id.hex

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE access_exportrequest SET approved_by_id = %s, approved_at = asked_at", [me]
        )
    assert exports.requests_visible_to(arta).get() == request


def test_only_approvers_can_approve_and_other_offices_see_nothing(mission, arta, milan):
    request = asked(arta, mission)
    elsewhere = mission.hire("Manager Elsewhere", mission.peje, "programme_manager")

    with pytest.raises(NotAllowed):
        exports.approve_export(milan, request.id)
    with pytest.raises(NotSeen):
        exports.approve_export(elsewhere, request.id)
    assert not exports.requests_visible_to(milan).exists()


def test_an_export_of_all_offices_needs_an_approver_for_all_offices(mission, arta, blerim, vera):
    with pytest.raises(Refusal):
        exports.record_export(arta, "centres.visits", rows=MANY, purpose="Yearly report")
    request = ExportRequest.objects.get()

    with pytest.raises(NotSeen):
        exports.approve_export(blerim, request.id)
    assert exports.approve_export(vera, request.id).approved_by == vera


@pytest.mark.parametrize("other", [{"selection": "office=all"}, {"kind": "people.files"}])
def test_an_approval_covers_only_the_requested_export(mission, arta, blerim, other):
    request = asked(arta, mission, selection="office=one")
    exports.approve_export(blerim, request.id)

    wish = {"kind": "centres.visits", "selection": "office=one", **other}
    with pytest.raises(Refusal) as refused:
        exports.record_export(arta, wish.pop("kind"), rows=MANY, purpose="Yearly report", **wish)

    assert refused.value.code == "export_waits"


def test_an_approved_export_may_grow_slightly_but_not_double(mission, arta, blerim):
    exports.approve_export(blerim, asked(arta, mission, persons=1000).id)
    wish = {"purpose": "Yearly report", "office_id": mission.prishtine.id}

    with pytest.raises(Refusal):
        exports.record_export(arta, "centres.visits", rows=2000, **wish)
    assert exports.record_export(arta, "centres.visits", rows=1040, **wish).mark


def test_approving_twice_is_a_conflict(mission, arta, blerim, vera):
    request = asked(arta, mission)
    exports.approve_export(blerim, request.id)

    with pytest.raises(Conflict):
        exports.approve_export(vera, request.id)


def test_nothing_is_exported_when_the_log_cannot_be_written(mission, arta, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(exports.audit, "log", broken)

    with pytest.raises(OSError, match="disk full"):
        exports.record_export(arta, "centres.visits", rows=1)


@pytest.mark.parametrize(("name", "status"), [("vera", 200), ("blerim", 200), ("arta", 403)])
def test_the_page_of_exports_is_for_approvers(client, mission, vera, name, status):
    user = vera if name == "vera" else getattr(mission, name)
    asked(mission.arta, mission)
    client.force_login(user)

    answer = client.get("/account/exports/")

    assert answer.status_code == status
    assert ("Yearly report" in answer.content.decode()) is (status == 200)


def test_approving_on_the_page_allows_the_export(client, mission, arta, blerim):
    request = asked(arta, mission)
    client.force_login(blerim)

    answer = client.post(f"/account/exports/{request.id}/approve/", follow=True)

    assert "is approved" in answer.content.decode()
    assert queries.may(blerim, "export.approve", mission.prishtine.id)
    assert exports.record_export(arta, "centres.visits", rows=MANY, purpose="Yearly report").mark


def test_a_file_is_logged_even_if_its_page_does_not_log_it(client, mission):
    admin = mission.hire("Admin Person", mission.prishtine, "administrator")
    client.force_login(admin)

    answer = client.get("/reference/sex.csv")

    assert answer.status_code == 200
    entry = Entry.objects.get(verb="export.download")
    assert entry.user_id == admin.id
    assert entry.detail["page"].startswith("reference:")
    assert entry.detail["bytes"] == len(answer.content)


def test_an_export_that_its_page_logs_is_logged_once(client, arta):
    client.force_login(arta)

    client.get("/centres/visits/?export=csv")

    assert not Entry.objects.filter(verb="export.download").exists()
    assert Entry.objects.filter(verb="export").count() == 1


# --- single files, one by one ---------------------------------------------------------------


def download(user, number):
    """Download the single files of so many records."""
    for _ in range(number):
        exports.record_file(user, "skills:cv", new_key(), "application/pdf", 10)


def alarms():
    return [one.detail["number"] for one in Entry.objects.filter(verb="export.alarm")]


def test_single_files_of_many_records_raise_an_alarm(mission, arta, blerim, vera, mailoutbox):
    mission.hire("Manager Elsewhere", mission.peje, "programme_manager")
    same = new_key()

    download(arta, FILES_PER_ALARM - 2)
    for _ in range(3):  # one record, however often
        exports.record_file(arta, "skills:cv", same, "application/pdf", 10)
    exports.record_file(arta, "reference:csv", None, "text/csv", 10)  # about no record
    before = alarms()
    download(arta, 1)
    download(blerim, 1)

    assert (before, alarms()) == ([], [FILES_PER_ALARM])
    assert sorted(one.to for one in mailoutbox) == sorted([[blerim.email], [vera.email]])
    assert arta.full_name in mailoutbox[0].subject
    assert str(FILES_PER_ALARM) in mailoutbox[0].body


def test_nobody_is_alarmed_about_their_own_files_and_once_for_each_fifty(
    mission, vera, mailoutbox, time_machine
):
    time_machine.move_to(now(), tick=False)
    download(vera, FILES_PER_ALARM)
    time_machine.move_to(now() + timedelta(hours=EXPORT_HOURS / 2), tick=False)
    download(vera, FILES_PER_ALARM)
    once_each = alarms()
    time_machine.move_to(now() + timedelta(hours=EXPORT_HOURS / 2, seconds=1), tick=False)
    download(vera, 1)

    assert once_each == [FILES_PER_ALARM, 2 * FILES_PER_ALARM] == alarms()
    assert [vera.email] not in [one.to for one in mailoutbox]


def test_single_files_count_with_the_lists_of_the_day(mission, arta):
    download(arta, 2)

    exports.record_export(arta, "centres.visits", rows=EXPORT_ALONE - 2, selection="q=a")
    with pytest.raises(Refusal) as refused:
        exports.record_export(arta, "centres.visits", rows=EXPORT_ALONE - 1, selection="q=a")

    assert refused.value.code == "export_purpose"


def test_a_single_file_beyond_five_hundred_records_is_refused_and_the_refusal_logged(
    client, mission, arta, vera, monkeypatch
):
    monkeypatch.setattr("waystation.foundation.access.rules.EXPORT_ALONE", 2)
    person = record_person(arta, mission.prishtine, given="Dafina", family="Krasniqi")
    address = reverse("privacy:export", args=[person.id]) + "?as=json"
    download(vera, 1)
    client.force_login(vera)

    second = client.get(address)
    same = client.get(address)
    download(arta, 2)  # a colleague's do not count
    other = record_person(arta, mission.prishtine, given="Fatbardhe", family="Krasniqi")
    third = client.get(reverse("privacy:export", args=[other.id]) + "?as=json")

    assert [one.status_code for one in (second, same, third)] == [200, 200, 403]
    assert "Content-Disposition" not in third
    assert b"Fatbardhe" not in third.content
    refused = Entry.objects.get(verb="access.refuse", subject_id=other.id)
    assert refused.detail["code"] == "export_files"


def test_a_file_is_not_sent_when_the_log_cannot_be_written(client, mission, monkeypatch):
    admin = mission.hire("Admin Person", mission.prishtine, "administrator")
    client.force_login(admin)

    def broken(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(exports.audit, "log", broken)

    with pytest.raises(OSError, match="disk full"):
        client.get("/reference/sex.csv")
