"""Referrals to us: the same states, the same clock, the same consent."""

from __future__ import annotations

from datetime import date, timedelta

import lxml.html
import pytest
from django.urls import reverse

from tests.registry.referrals.conftest import MARK, MONDAY
from waystation.foundation.access import actions as access
from waystation.foundation.messaging.models import Reminder
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.registry.people import actions as files
from waystation.registry.people.models import Person
from waystation.registry.referrals import actions, queries
from waystation.registry.referrals.models import Referral

pytestmark = pytest.mark.django_db
TOLD = {
    "need": "training",
    "priority": "urgent",
    "given": "Lule",
    "family": "Marksomebody",
    "birth_year": 1991,
    "phone": "+383 44 111 222",
    "asked": MARK,
    "consented": True,
}


@pytest.fixture
def incoming(mission, partner):
    return actions.send_to_office(partner.petra, mission.prishtine.id, **TOLD)


def test_a_partner_sends_and_the_office_answers_on_the_same_clock(arta, besim, partner, incoming):
    with pytest.raises(Refusal) as refused:
        actions.change_referral_state(arta, incoming.id, "accept")
    actions.attach_person(arta, incoming.id, besim.number)

    accepted = actions.change_referral_state(arta, incoming.id, "accept")
    closed = actions.change_referral_state(arta, incoming.id, "close", outcome="received")

    assert refused.value.code == "no_file"
    assert incoming.due_at == MONDAY + timedelta(hours=72)
    assert (accepted.person_id, closed.state) == (besim.id, "closed")
    assert MARK.encode() not in bytes(incoming.incoming)


def test_a_file_is_opened_with_what_the_partner_told(arta, incoming):
    attached = actions.open_file_for(arta, incoming.id)

    person = Person.objects.get(id=attached.person_id)
    assert (person.birth_year, person.office_id) == (1991, incoming.office_id)
    with pytest.raises(Refusal):
        actions.open_file_for(arta, incoming.id)


def test_the_partner_answers_our_question_or_cancels(arta, partner, incoming):
    actions.change_referral_state(arta, incoming.id, "ask_more", note="Which course?")

    supplied = actions.answer_referral(partner.petra, incoming.id, "supply", note="Welding")
    cancelled = actions.answer_referral(partner.petra, incoming.id, "cancel", note="Found a job")

    assert (supplied.state, cancelled.state) == ("sent", "cancelled")


def test_what_we_have_to_answer_is_told_apart_from_what_a_partner_has_to_answer(
    arta, incoming, besim, sent
):
    ours = sent()

    titles = {one.record: one.title for one in queries.outstanding(arta, MONDAY.date())}

    assert titles[incoming.id] == f"{incoming.number} · to answer"
    assert titles[ours.id] == f"{ours.number} · Awaiting an answer"


def test_the_partner_does_not_accept_its_own(partner, incoming):
    with pytest.raises(NotSeen):
        actions.answer_referral(partner.petra, incoming.id, "accept")


def test_without_the_persons_consent_it_does_not_arrive(mission, partner, arta):
    for send in (
        lambda: actions.send_to_office(
            partner.petra, mission.prishtine.id, **TOLD | {"consented": False}
        ),
        lambda: actions.receive_referral(
            arta, mission.prishtine.id, partner.entity.id, **TOLD | {"consented": False}
        ),
    ):
        with pytest.raises(Refusal) as refused:
            send()
        assert refused.value.code == "no_consent"

    assert not Referral.objects.exists()


def test_what_we_have_not_answered_is_told_to_those_who_oversee_us(blerim, clock, incoming):
    clock.move_to(MONDAY + timedelta(hours=72, seconds=1), tick=False)

    actions.alert_overdue()

    told = Reminder.objects.filter(subject_id=incoming.id).values_list("recipient_id", flat=True)
    assert set(told) == {blerim.id}


def test_who_sees_and_who_answers(client, arta, milan, blerim, partner, incoming):
    seen = [
        queries.referrals_visible_to(user).filter(id=incoming.id).exists()
        for user in (arta, milan, blerim)
    ]
    for user, error in ((milan, NotSeen), (blerim, NotAllowed)):
        with pytest.raises(error):
            actions.change_referral_state(user, incoming.id, "decline", decline_reason="other")

    assert seen == [True, False, True]
    client.force_login(partner.petra)
    page = client.get(reverse("referrals:inbox_referral", args=[incoming.id])).content.decode()
    assert MARK in page
    assert "Accept" not in page.partition("<main")[2].partition("</main>")[0]


def test_the_pages_of_both_sides_take_the_same_form(client, mission, arta, partner):
    typed = {**TOLD, "office": mission.prishtine.id, "entity": partner.entity.id, "consented": "on"}
    answers = []

    for user, page in ((arta, "referrals:receive"), (partner.petra, "referrals:inbox_new")):
        client.force_login(user)
        empty = client.post(reverse(page), {})
        answers.append((empty.status_code, client.post(reverse(page), typed).status_code))

    assert answers == [(422, 302), (422, 302)]
    assert set(Referral.objects.values_list("direction", "state", "basis")) == {
        ("in", "sent", "sender")
    }


def test_where_no_organisation_is_entered_the_form_says_so(client, mission, milan):
    client.force_login(milan)

    answer = client.post(reverse("referrals:receive"), {**TOLD, "office": mission.peje.id})

    assert answer.status_code == 422
    assert not Referral.objects.exists()


@pytest.fixture
def empty_office(mission):
    """An office where nobody works who answers referrals."""
    office = access.open_office(mission.organisation, "archive", "Archive", date(2020, 1, 1))
    mission.hire("Analyst Alone", office, "analyst")
    return office


def test_a_partner_refers_only_to_offices_where_somebody_answers(
    client, mission, partner, empty_office
):
    client.force_login(partner.petra)

    with pytest.raises(NotSeen):
        actions.send_to_office(partner.petra, empty_office.id, **TOLD)
    page = client.get(reverse("referrals:inbox_new")).content.decode()

    assert "MSC Prishtinë" in page
    assert "Archive" not in page
    assert "Office (optional)" not in " ".join(lxml.html.fromstring(page).text_content().split())


def test_a_partner_reads_the_direction_from_its_own_side_and_only_states_it_can_meet(
    client, partner, incoming
):
    client.force_login(partner.petra)

    page = lxml.html.fromstring(client.get(reverse("referrals:inbox")).content)

    def choices(name):
        return page.xpath(f"//select[@name='{name}']/option[@value!='']/text()")

    assert choices("direction") == ["Sent to you", "Sent by you"]
    assert not {"Draft", "Stopped: consent ended"} & set(choices("state"))
    assert "Declined" in choices("state")


def test_similar_files_are_shown_before_a_file_is_opened_for_a_referral(
    client, mission, arta, incoming
):
    known = files.record_person(
        arta, mission.prishtine, given="Луле", family="Марксомебоди", birth_year=1992
    )
    page = reverse("referrals:open_file", args=[incoming.id])
    client.force_login(arta)

    asked = client.get(page)
    refused = client.post(page, {})
    taken = client.post(reverse("referrals:attach", args=[incoming.id]), {"number": known.number})

    incoming.refresh_from_db()
    tree = lxml.html.fromstring(asked.content)
    assert [one.get("value") for one in tree.xpath("//*[@id='similar']//button")] == [known.number]
    assert refused.status_code == 422
    assert "I have looked" in refused.content.decode()
    assert (taken.status_code, incoming.person_id) == (302, known.id), taken.content.decode()
    assert Person.objects.filter(office=mission.prishtine, birth_year=1991).count() == 0


def test_a_file_is_opened_for_somebody_else_after_looking(client, mission, arta, incoming):
    known = files.record_person(
        arta, mission.prishtine, given="Lule", family="Marksomebody", birth_year=1992
    )
    client.force_login(arta)

    answer = client.post(
        reverse("referrals:open_file", args=[incoming.id]), {"somebody_else": "on"}
    )

    incoming.refresh_from_db()
    assert answer.status_code == 302
    assert incoming.person_id not in (None, known.id)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("birth_year", 3000, "birth_in_future"),
        ("birth_year", 1066, "birth_too_early"),
        ("phone", "abc", "phone_unreadable"),
    ],
)
def test_an_impossible_birth_or_telephone_number_is_not_sent(mission, partner, field, value, code):
    told = TOLD | {field: value}

    with pytest.raises(Refusal) as refused:
        actions.send_to_office(partner.petra, mission.prishtine.id, **told)

    assert (refused.value.field, refused.value.code) == (field, code)
    assert not Referral.objects.exists()


def test_everything_that_is_missing_is_named_at_once(client, partner):
    client.force_login(partner.petra)

    page = client.post(reverse("referrals:inbox_new"), {"priority": "normal"})

    wrong = lxml.html.fromstring(page.content).xpath("//*[contains(@class, 'errors')]//a/@href")
    assert page.status_code == 422
    assert len(wrong) == 4  # office, what is needed, what is asked, consent
