"""What a partner with an account meets when an answer is late, or was given by a colleague."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.registry.referrals.conftest import MONDAY
from waystation.registry.referrals import actions
from waystation.registry.referrals.models import Referral

pytestmark = pytest.mark.django_db


def test_an_answer_that_does_not_fit_any_more_gets_a_sentence_and_keeps_what_was_written(
    client, partner, sent
):
    referral = sent()
    client.force_login(partner.petra)
    actions.answer_referral(partner.petra, referral.id, "accept")

    page = client.post(
        reverse("referrals:inbox_step", args=[referral.id, "ask_more"]), {"note": "Which papers?"}
    )

    assert page.status_code == 422
    assert "This is not possible now: its state is" in page.content.decode()
    assert "Which papers?" in page.content.decode()
    assert Referral.objects.get(id=referral.id).state == "accepted"


def test_what_partners_do_not_do_is_no_page(client, partner, sent):
    referral = sent()
    client.force_login(partner.petra)

    answers = [
        client.get(reverse("referrals:inbox_step", args=[referral.id, step]))
        for step in ("send", "approve", "confirm", "nothing")
    ]

    assert [one.status_code for one in answers] == [404] * 4


def test_a_late_answer_is_marked(client, clock, partner, sent):
    referral = sent(priority="emergency")
    where = reverse("referrals:inbox_referral", args=[referral.id])
    client.force_login(partner.petra)
    before = client.get(where).content.decode()
    clock.move_to(MONDAY + timedelta(hours=25), tick=False)
    client.force_login(partner.petra)

    after = client.get(where).content.decode()
    listed = client.get(reverse("referrals:inbox")).content.decode()

    assert ">Late<" not in before
    assert ">Late<" in after
    assert 'class="tag r"' in listed


def test_a_partner_reads_the_outcome_that_it_recorded(client, partner, sent):
    referral = sent()
    client.force_login(partner.petra)
    actions.answer_referral(partner.petra, referral.id, "accept")
    actions.answer_referral(partner.petra, referral.id, "close", outcome="refused")

    page = client.get(reverse("referrals:inbox_referral", args=[referral.id])).content.decode()

    assert "The person refused the service" in page


@pytest.mark.parametrize("step", ["accept", "ask_more"])
def test_a_step_that_is_no_longer_possible_says_so_when_its_page_opens(client, partner, sent, step):
    referral = sent()
    client.force_login(partner.petra)
    address = reverse("referrals:inbox_step", args=[referral.id, step])
    before = client.get(address).content.decode()
    actions.answer_referral(partner.petra, referral.id, "accept")

    after = client.get(address).content.decode()

    assert "novalidate" in before
    assert "This is not possible now: its state is" in after
    assert "novalidate" not in after


def test_the_number_of_a_referral_is_not_broken_in_the_list(client, partner, sent):
    sent()
    client.force_login(partner.petra)

    listed = client.get(reverse("referrals:inbox")).content.decode()

    (cell,) = re.findall(r'<td role="cell"([^>]*)>\s*<a[^>]*>R-', listed)
    assert 'class="nw"' in cell
