"""Who was told a fact sheet in a translation that was corrected since is called back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.registry.factsheets.conftest import write
from tests.services.centres.conftest import NOW
from tests.services.centres.test_call_backs import agree
from waystation.registry.factsheets import actions as factsheets
from waystation.registry.people import actions as people
from waystation.services.centres import actions, queries
from waystation.services.centres.models import CallBack

DRAFT = {"title": "سفر", "body": "نود روز در هر سال.", "unreviewed": True}


@pytest.fixture
def in_persian(orhan, first):
    """The first edition in Persian, as a draft that nobody has reviewed."""
    write(orhan, first, "fa", **DRAFT)
    return first


@pytest.fixture
def editor(mission):
    """A second outreach officer, who did not write the draft."""
    return mission.hire("Soraya Editor", mission.prishtine, "outreach_officer")


@pytest.fixture
def told(mission, arta, record, in_persian, time_machine):
    """Two people were told it in Persian, one of them may be contacted; one in English."""
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    people_told = [
        people.record_person(arta, mission.prishtine, given=name, family="Ahmadi")
        for name in ("Farhad", "Laleh", "Omid")
    ]
    moment = NOW + timedelta(minutes=30)
    for person, language in zip(people_told, ("fa", "fa", "en"), strict=True):
        record(
            person_id=person.id,
            editions=[str(in_persian.id)],
            language=language,
            started_at=moment,
        )
    agree(arta, people_told[0])
    return people_told


def test_a_corrected_translation_calls_back_who_was_told_the_other_text(
    arta, milan, editor, told, in_persian
):
    write(editor, in_persian, "fa", body="نود روز در صد و هشتاد روز.", unreviewed=False)

    listed = queries.earlier_visitors_of(arta, in_persian.id)
    assert [one.person_id for one in listed.to_call] == [told[0].id]
    assert [one.person_id for one in listed.without_consent] == [told[1].id]
    assert {one.reason for one in CallBack.objects.all()} == {"text"}
    assert queries.earlier_visitors_of(milan, in_persian.id).to_call == []


def test_a_translation_corrected_by_its_writer_calls_back_when_it_is_confirmed(
    arta, orhan, blerim, told, in_persian
):
    write(orhan, in_persian, "fa", body="نود روز در صد و هشتاد روز.")
    before = CallBack.objects.count()

    factsheets.review_text(blerim, in_persian.id, "fa")

    assert before == 0
    assert len(queries.earlier_visitors_of(arta, in_persian.id).to_call) == 1


def test_a_translation_confirmed_as_it_was_told_calls_nobody_back(blerim, told, in_persian):
    factsheets.review_text(blerim, in_persian.id, "fa")

    assert not CallBack.objects.exists()


def test_an_outdated_translation_calls_back_once_it_is_brought_up_to_date(
    mission, arta, orhan, blerim, record, sheet, in_persian, publish_second, time_machine
):
    edition = publish_second()
    time_machine.move_to(edition.published_at + timedelta(hours=1), tick=False)
    person = people.record_person(arta, mission.prishtine, given="Omid", family="Rahimi")
    record(
        person_id=person.id, editions=[str(edition.id)], language="fa",
        started_at=edition.published_at + timedelta(minutes=5),
    )  # fmt: skip

    write(orhan, edition, "fa", body="متن تازه.")
    before = CallBack.objects.filter(person_id=person.id).count()
    factsheets.review_text(blerim, edition.id, "fa")

    assert before == 0
    assert CallBack.objects.get(person_id=person.id).reason == "text"


def test_who_waits_for_a_call_about_the_sheet_is_called_once(
    editor, told, in_persian, publish_second
):
    write(editor, in_persian, "fa", body="نود روز در صد و هشتاد روز.", unreviewed=False)

    edition = publish_second()

    mine = CallBack.objects.filter(person_id=told[0].id)
    assert [(one.reason, one.edition_id) for one in mine] == [("edition", edition.id)]


def test_a_visit_that_arrives_late_is_compared_with_what_has_changed_since(
    mission, arta, editor, record, first, in_persian, publish_second, time_machine
):
    write(editor, in_persian, "fa", body="نود روز در صد و هشتاد روز.", unreviewed=False)
    edition = publish_second()
    names = ("Farhad", "Laleh")
    late = [
        people.record_person(arta, mission.prishtine, given=name, family="Late") for name in names
    ]
    time_machine.move_to(NOW + timedelta(hours=2), tick=False)

    for person in late:
        record(person_id=person.id, editions=[str(first.id)], started_at=NOW - timedelta(minutes=5))

    assert [one.edition_id for one in CallBack.objects.filter(person_id=late[0].id)] == [edition.id]
    assert CallBack.objects.count() == 2


def test_who_was_called_about_an_edition_is_not_listed_again_by_a_late_visit(
    arta, record, told, in_persian, publish_second
):
    edition = publish_second()
    agree(arta, told[2])
    call = CallBack.objects.get(person_id=told[2].id)
    actions.change_call_back_state(arta, call.id, "reach", note="Told")

    record(
        person_id=told[2].id, editions=[str(in_persian.id)], started_at=NOW + timedelta(minutes=40)
    )

    mine = CallBack.objects.filter(person_id=told[2].id, edition=edition)
    assert [one.state for one in mine] == ["reached"]


def test_the_list_and_the_page_of_the_edition_name_the_reason(
    client, arta, editor, told, in_persian
):
    write(editor, in_persian, "fa", body="نود روز در صد و هشتاد روز.", unreviewed=False)
    client.force_login(arta)

    listed = client.get(reverse("centres:call_backs")).content.decode()
    page = client.get(reverse("factsheets:edition", args=[in_persian.id])).content.decode()

    assert "A translation was corrected" in listed
    assert "Farhad Ahmadi" in page
