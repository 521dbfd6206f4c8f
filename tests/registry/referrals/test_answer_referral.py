"""The receiver accepts, declines, asks, closes; the person confirms or contradicts; the chain."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.registry.referrals.conftest import MARK
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.registry.privacy import queries as privacy
from waystation.registry.referrals import actions, queries
from waystation.registry.referrals.models import Note, Referral

pytestmark = pytest.mark.django_db


def test_the_focal_point_reads_what_was_agreed_and_answers(client, partner, sent):
    referral = sent()
    client.force_login(partner.petra)
    page = client.get(reverse("referrals:inbox_referral", args=[referral.id])).content.decode()

    steps = [
        client.post(reverse("referrals:inbox_step", args=[referral.id, step]), given).status_code
        for step, given in (
            ("ask_more", {"note": "Which papers?"}),
            ("accept", {}),
            ("close", {"outcome": "partly", "note": "One of two meetings."}),
        )
    ]

    referral.refresh_from_db()
    assert MARK in page
    assert "Besim Markperson" in page
    assert steps == [302, 302, 302]
    assert (referral.state, referral.outcome) == ("closed", "partly")
    assert Entry.objects.filter(verb="referral.read", user_id=partner.petra.id).exists()


def test_the_back_up_answers_as_the_focal_point_does(mission, sanja, partner, sent):
    from datetime import date

    from waystation.registry.organisations import actions as organisations

    rina = mission.hire("Rina Morina", mission.peje, "partner_focal_point")
    organisations.name_focal_point(
        sanja, partner.entity.id, account=rina.id, alternate=True, starts_on=date(2026, 2, 1)
    )
    referral = sent()

    answered = actions.answer_referral(rina, referral.id, "accept")

    assert answered.state == "accepted"


def test_another_partner_sees_nothing(client, mission, sanja, partner, sent):
    from datetime import date

    from waystation.registry.organisations import actions as organisations

    other = organisations.record_entity(
        sanja, mission.prishtine.id, name="Another", acronym="", kind="civil_society"
    )
    olga = mission.hire("Olga Other", mission.prishtine, "partner_focal_point")
    organisations.name_focal_point(sanja, other.id, account=olga.id, starts_on=date(2026, 1, 1))
    referral = sent()
    client.force_login(olga)

    page = client.get(reverse("referrals:inbox_referral", args=[referral.id]))
    with pytest.raises(NotSeen):
        actions.answer_referral(olga, referral.id, "accept")

    assert page.status_code == 404
    assert referral.number not in client.get(reverse("referrals:inbox")).content.decode()


@pytest.mark.parametrize("step", ["send", "supply", "confirm", "contradict", "cancel", "nonsense"])
def test_a_partner_takes_only_its_own_steps(partner, sent, step):
    referral = sent()

    with pytest.raises(NotSeen):
        actions.answer_referral(partner.petra, referral.id, step, note="x")

    assert Referral.objects.get(id=referral.id).state == "sent"


def test_declining_needs_a_reason_and_ends_the_reading(partner, sent):
    referral = sent()
    with pytest.raises(Refusal):
        actions.answer_referral(partner.petra, referral.id, "decline")

    declined = actions.answer_referral(
        partner.petra, referral.id, "decline", decline_reason="no_capacity", note="Full until May."
    )

    assert (declined.state, declined.decline_reason) == ("declined", "no_capacity")
    with pytest.raises(NotSeen):
        queries.inbox_referral(partner.petra, referral.id)
    assert b"Full" not in bytes(Note.objects.get().text)


def test_answered_twice_it_is_one_answer(partner, sent):
    referral = sent()
    first = actions.answer_referral(partner.petra, referral.id, "accept")

    again = actions.answer_referral(partner.petra, referral.id, "accept")

    assert first.version == again.version
    assert Entry.objects.filter(verb="referral.accept").count() == 1


@pytest.mark.parametrize(
    ("step", "given", "state"),
    [("confirm", {}, "confirmed"), ("contradict", {"note": "Nobody called me."}, "contradicted")],
)
def test_the_person_confirms_or_contradicts_the_outcome(
    arta, milan, blerim, sent, step, given, state
):
    referral = sent()
    actions.change_referral_state(arta, referral.id, "accept")
    actions.change_referral_state(arta, referral.id, "close", outcome="received")

    for user, error in ((milan, NotSeen), (blerim, NotAllowed)):
        with pytest.raises(error):
            actions.change_referral_state(user, referral.id, step, **given)
    said = actions.change_referral_state(arta, referral.id, step, **given)

    assert (said.state, said.outcome) == (state, "received")
    assert said.person_said_at is not None


def test_a_referral_again_keeps_the_chain(client, arta, besim, draft, agree, sent):
    first = sent()
    actions.change_referral_state(arta, first.id, "decline", decline_reason="no_capacity")
    second = draft(follows=first.id)
    agree(besim)
    actions.change_referral_state(arta, second.id, "send")
    actions.change_referral_state(arta, second.id, "cancel", note="The person moved away.")
    third = draft(follows=second.id)

    chains = [[one.id for one in queries.chain_of(arta, of)] for of in (first, second, third)]

    assert chains == [[first.id, second.id, third.id]] * 3
    client.force_login(arta)
    page = client.get(f"/referrals/{third.id}/").content.decode()
    assert first.number in page
    assert second.number in page


def test_what_is_still_open_is_not_continued(draft, sent):
    referral = sent()

    with pytest.raises(Refusal) as refused:
        draft(follows=referral.id)

    assert refused.value.code == "still_open"


def test_a_draft_that_was_sent_is_not_changed_any_more(arta, sent):
    referral = sent()

    with pytest.raises(Refusal) as refused:
        actions.edit_referral(arta, referral.id, {"priority": "urgent"}, {"priority": "normal"})

    assert refused.value.code == "not_draft"


def test_the_persons_own_copy_is_in_their_language_and_holds_exactly_what_was_sent(
    client, arta, milan, blerim, besim, sent
):
    referral = sent()
    copy = queries.copy_of(arta, Referral.objects.select_related("consent").get(id=referral.id))
    pages = {}
    for user in (arta, milan, blerim):
        client.force_login(user)
        pages[user.get_short_name()] = client.get(f"/referrals/{referral.id}/copy/")
    client.force_login(arta)
    as_pdf = client.get(f"/referrals/{referral.id}/copy/?as=pdf")

    text = pages["Arta"].content.decode()
    consent = privacy.newest_consent(besim.id, "referral", "Legal Aid Centre")
    assert copy.language == "sq"
    assert [value for _label, value in copy.shared] == ["Besim Markperson", MARK]
    assert copy.text.startswith(consent.text[:30])
    assert "Legal Aid Centre" in copy.text
    assert 'lang="sq"' in text
    assert "+383 44 999 888" not in text
    assert {name: page.status_code for name, page in pages.items()} == {
        "Arta": 200,
        "Milan": 404,
        "Blerim": 403,
    }
    assert as_pdf.content.startswith(b"%PDF-")


def test_there_is_no_copy_of_what_was_not_sent(client, arta, draft):
    client.force_login(arta)

    answer = client.get(f"/referrals/{draft().id}/copy/")

    assert answer.status_code == 422
