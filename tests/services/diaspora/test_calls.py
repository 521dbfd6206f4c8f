"""Calls and who matches, offers, contributions with results, letters by consent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.services.diaspora.conftest import ANSWERS, TODAY
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.services.diaspora import actions, queries, rules
from waystation.services.diaspora.facts import ANSWERS as ANSWER_FACTS
from waystation.services.diaspora.facts import CONTRIBUTIONS
from waystation.services.diaspora.models import Answer, Member

CALL = {"kind": "knowledge", "places": ["xk-peje"], "field": "health", "skills": "nursing"}
MEMBER = {"ways": ["knowledge"], "places": ["xk-peje"], "field": "health", "skills": "Nursing"}


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, (rules.KIND, rules.PLACE, rules.FIELD, rules.SKILL)),
        ({"places": []}, (rules.KIND, rules.ANYWHERE, rules.FIELD, rules.SKILL)),
        ({"places": ["xk-viti"]}, (rules.KIND, rules.FIELD, rules.SKILL)),
        ({"ways": ["trade"], "skills": "", "field": ""}, (rules.PLACE,)),
    ],
)
def test_a_match_says_why(changes, reasons):
    assert rules.fit_of({**MEMBER, **changes}, CALL).reasons == reasons


def test_the_place_alone_is_no_match():
    near = rules.fit_of({**MEMBER, "ways": [], "skills": "", "field": ""}, CALL)

    assert not rules.fits(near)
    assert rules.fits(rules.fit_of(MEMBER, CALL))


@given(st.lists(st.sampled_from(["albanian", "serb", "roma"])), st.sampled_from(["male", "female"]))
def test_community_and_sex_change_no_match(communities, sex):
    swapped = rules.fit_of(
        {**MEMBER, "community": communities, "sex": sex}, {**CALL, "communities": communities}
    )

    assert swapped == rules.fit_of(MEMBER, CALL)


@pytest.mark.django_db
def test_a_member_sees_the_calls_that_suit_and_offers_to_help_once(client, member, call):
    secret = actions.own_link(member).token
    me = reverse("public:diaspora_me", args=[secret])
    client.post(me, {"open_here": "1"})
    offer = reverse("public:diaspora_answer", args=[secret, call.id])

    page = client.get(me).content.decode()
    for _ in range(2):
        client.post(offer, {"message": "I come in autumn."})
    after = client.get(me).content.decode()

    assert "Teach geriatric care" in page
    assert "Wishes to support this municipality" in page
    assert "You have offered to help" in after
    assert Answer.objects.count() == 1


@pytest.mark.django_db
def test_a_call_that_is_closed_is_not_answered(client, orhan, member, call):
    actions.change_call_state(orhan, call.id, "close")
    secret = actions.own_link(member).token
    client.post(reverse("public:diaspora_me", args=[secret]), {"open_here": "1"})

    answer = client.post(reverse("public:diaspora_answer", args=[secret, call.id]))

    assert answer.status_code == 422
    assert "This call is closed" in answer.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.django_db
def test_colleagues_see_whom_a_call_suits_and_answer_the_offer(
    client, arta, milan, blerim, member, call
):
    client.force_login(arta)
    page = client.get(reverse("diaspora:call", args=[call.id])).content.decode()
    client.post(reverse("diaspora:answer_new", args=[call.id, member.id]))
    offer = Answer.objects.get()
    waiting = [one.kind for one in queries.outstanding(arta, TODAY)]

    with pytest.raises(NotSeen):
        queries.answer_visible_to(milan, offer.id)
    with pytest.raises(NotAllowed):
        actions.change_answer_state(blerim, offer.id, "accept")
    done = actions.change_answer_state(arta, offer.id, "accept")

    assert "Vjosa Markmember" in page
    assert waiting == ["diaspora.offered"]
    assert done.state == "accepted"


@pytest.mark.django_db
def test_a_contribution_is_done_with_its_result_and_counted(mission, arta, member, call):
    given_ = actions.record_contribution(
        arta, mission.prishtine.id, member=member.id, call=call.id, title="Two weeks of teaching",
        kind="knowledge", country="CH", day=TODAY, places=["xk-peje"], communities=["serb"],
        amount=Decimal("1200.50"), hours=60,
    )  # fmt: skip
    with pytest.raises(Refusal):
        actions.change_contribution_state(arta, given_.id, "finish", result="")

    actions.change_contribution_state(arta, given_.id, "finish", result="24 nurses trained")
    [row] = CONTRIBUTIONS.read(mission.organisation.id, None).to_pylist()

    assert (row["kind"], row["country"], row["place"]) == ("knowledge", "CH", "xk-peje")
    assert (row["communities"], row["amount"], row["done"]) == (["serb"], 1200, True)
    assert row["by_call"]


@pytest.mark.django_db
def test_an_amount_below_nothing_is_refused_and_another_offices_member_is_not_there(
    mission, arta, milan, member
):
    asked = {"title": "x", "kind": "trade", "country": "CH", "day": TODAY}

    with pytest.raises(Refusal) as refused:
        actions.record_contribution(arta, mission.prishtine.id, amount=Decimal(-1), **asked)
    with pytest.raises(NotSeen):
        actions.record_contribution(milan, mission.peje.id, member=member.id, **asked)

    assert refused.value.field == "amount"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("jobs", -2),
        ("hours", -1),
        ("jobs", 10_000_000_000),
        ("hours", 10_000_000_000),
        ("amount", Decimal("10000000000")),
    ],
)
def test_a_figure_that_no_contribution_can_have_is_refused_at_its_field(
    mission, arta, field, value
):
    asked = {"title": "x", "kind": "trade", "country": "CH", "day": TODAY}

    with pytest.raises(Refusal) as refused:
        actions.record_contribution(arta, mission.prishtine.id, **asked, **{field: value})

    assert refused.value.field == field


@pytest.mark.django_db
def test_a_member_reads_on_the_own_page_what_became_of_the_offer(client, orhan, member, call):
    secret = actions.own_link(member).token
    me = reverse("public:diaspora_me", args=[secret])
    client.post(me, {"open_here": "1"})
    offer = actions.answer_call(orhan, call.id, member.id)

    actions.change_answer_state(orhan, offer.id, "accept")
    page = client.get(me).content.decode()

    assert "Your offer is accepted. We tell you what comes next." in page
    assert "You have offered to help" not in page


@pytest.mark.django_db
def test_a_member_whose_offer_is_declined_is_thanked(client, orhan, member, call):
    secret = actions.own_link(member).token
    me = reverse("public:diaspora_me", args=[secret])
    client.post(me, {"open_here": "1"})
    offer = actions.answer_call(orhan, call.id, member.id)

    actions.change_answer_state(orhan, offer.id, "decline")
    page = client.get(me).content.decode()

    assert "Thank you. Your offer is not needed for this call." in page
    assert "You have offered to help" not in page


@pytest.mark.django_db
def test_answers_are_facts(mission, arta, member, call):
    offer = actions.answer_call(arta, call.id, member.id)
    actions.change_answer_state(arta, offer.id, "decline")

    [row] = ANSWER_FACTS.read(mission.organisation.id, None).to_pylist()

    assert (row["kind"], row["country"], row["declined"]) == ("knowledge", "CH", True)


@pytest.mark.django_db
def test_a_letter_goes_only_to_who_agreed_and_its_link_ends_the_letters(
    client, mission, orhan, arta, mapping, member
):
    for email in ("", "silent@example.com"):
        actions.record_member(
            arta, mapping.id, agreed=True, **{**ANSWERS, "name": "Other", "email": email}
        )
    letter = actions.draft_mailing(
        orhan, mission.prishtine.id, subject="A call for nurses", text="Dear members"
    )

    actions.send_mailing(orhan, letter.id)
    actions.send_mailing(orhan, letter.id)
    letter.refresh_from_db()

    assert letter.addressed == 1


@pytest.mark.django_db
def test_a_letter_names_the_address_that_ends_the_letters(client, orhan, mission, member):
    letter = actions.draft_mailing(
        orhan, mission.prishtine.id, subject="A call for nurses", text="Dear members"
    )
    actions.send_mailing(orhan, letter.id)
    messaging.send_waiting(orhan, mission.prishtine.id)
    [message] = mail.outbox
    link = reverse("public:diaspora_stop", args=[queries.stop_secret_of(member)])
    asked = client.get(link).content.decode()
    client.post(link)

    assert message.to == ["vjosa@example.com"]
    assert link in message.body
    assert "Write to me no more" in asked
    assert Member.objects.get(id=member.id).mailing_since is None


@pytest.mark.django_db
def test_who_ended_the_letters_before_it_left_gets_none(orhan, mission, member):
    letter = actions.draft_mailing(orhan, mission.prishtine.id, subject="x", text="x")
    actions.send_mailing(orhan, letter.id)
    actions.stop_letters(queries.stop_secret_of(member))

    messaging.send_waiting(orhan, mission.prishtine.id)

    assert mail.outbox == []


@pytest.mark.django_db
def test_a_letter_to_nobody_is_refused_and_arta_sends_none(mission, arta, orhan, mapping):
    letter = actions.draft_mailing(orhan, mission.prishtine.id, subject="x", text="x")

    with pytest.raises(Refusal) as refused:
        actions.send_mailing(orhan, letter.id)
    with pytest.raises(NotAllowed):
        actions.send_mailing(arta, letter.id)

    assert refused.value.code == "nobody"


@pytest.mark.django_db
def test_a_call_that_closes_before_it_opens_is_refused(mission, orhan):
    with pytest.raises(Refusal) as refused:
        actions.draft_call(
            orhan, mission.prishtine.id, title="x", kind="trade", text="x",
            opens_on=date(2026, 2, 1), closes_on=date(2026, 1, 1),
        )  # fmt: skip

    assert refused.value.field == "closes_on"


@pytest.mark.django_db
def test_the_api_lists_members_without_names_and_matches_with_reasons(
    client, arta, milan, member, call
):
    client.force_login(arta)
    members = client.get("/api/v1/diaspora/members").json()
    matches = client.get(f"/api/v1/diaspora/calls/{call.id}/matches").json()
    client.force_login(milan)
    stranger = client.get(f"/api/v1/diaspora/calls/{call.id}/matches")

    assert [set(one) & {"name", "email"} for one in members] == [set()]
    assert matches[0]["reasons"][0] == "Wants to contribute in this way"
    assert stranger.status_code == 404
