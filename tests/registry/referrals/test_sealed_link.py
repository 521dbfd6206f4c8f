"""The sealed link: a code once, one device, revoked at once, guessing refused and limited."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.registry.referrals.conftest import MARK, MONDAY
from waystation.foundation.audit.models import Entry
from waystation.foundation.messaging import rules
from waystation.foundation.messaging.models import LinkTry
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.tasks import actions as tasks
from waystation.registry.organisations.models import FocalPoint
from waystation.registry.referrals import actions
from waystation.registry.referrals.models import Referral, SealedLink

pytestmark = pytest.mark.django_db
NAME = "Rina Reader"
WRONG = "AAAA-AAAA"


def opened(device, token, code, name=NAME):
    """Type the code on a device, and look at what opens."""
    device.post(f"/open/{token}/", {"name": name, "code": code})
    return device.get(f"/open/{token}/")


def test_the_code_opens_what_was_agreed_on_this_device(link):
    one, device = link(), Client()
    before = device.get(f"/open/{one.token}/")

    page = opened(device, one.token, one.code)

    assert MARK not in before.content.decode()
    assert (before.status_code, page.status_code) == (200, 200)
    assert MARK in page.content.decode()
    assert "Besim Markperson" in page.content.decode()
    assert "+383 44 999 888" not in page.content.decode()
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]


def by_link(one):
    """Return what the audit log says was done by a link, the first entry first."""
    rows = Entry.objects.filter(subject_id=one.row.referral_id).order_by("number")
    return [row.verb for row in rows if row.detail.get("link") == str(one.row.id)]


@pytest.mark.parametrize("typed", ["lower", "spaces"])
def test_a_code_is_read_as_it_is_said(link, typed):
    one, device = link(), Client()
    code = one.code.lower() if typed == "lower" else one.code.replace("-", " ")

    page = opened(device, one.token, code)

    assert MARK in page.content.decode()


def test_a_second_device_is_refused_even_with_the_code(link):
    one, first, second = link(), Client(), Client()
    opened(first, one.token, one.code)

    again = second.post(f"/open/{one.token}/", {"name": NAME, "code": one.code})
    page = second.get(f"/open/{one.token}/")

    assert (again.status_code, page.status_code) == (403, 403)
    assert MARK not in page.content.decode()
    assert MARK in first.get(f"/open/{one.token}/").content.decode()


def test_a_device_of_another_link_does_not_open_this_one(arta, link, sent):
    one, other, device = link(), link(), Client()
    opened(device, other.token, other.code)

    page = device.get(f"/open/{one.token}/")

    assert MARK not in page.content.decode()
    assert SealedLink.objects.get(id=one.row.id).opened_at is None


def test_after_revocation_there_is_a_neutral_notice(arta, link):
    one, device = link(), Client()
    opened(device, one.token, one.code)
    actions.revoke_link(arta, one.row.id)

    page = device.get(f"/open/{one.token}/")
    step = device.post(f"/open/{one.token}/accept/")

    assert (page.status_code, step.status_code) == (410, 410)
    text = page.content.decode()
    assert "no longer open" in text
    for secret in (MARK, "Besim", "Legal", "referral", "Referral", "revoked"):
        assert secret not in text.partition("<main")[2].partition("</main>")[0]
    assert Referral.objects.get().state == "sent"


def test_an_expired_link_is_over(clock, link):
    one, device = link(), Client()
    opened(device, one.token, one.code)
    clock.move_to(MONDAY + timedelta(days=SealedLink.days), tick=False)

    page = device.get(f"/open/{one.token}/")

    assert page.status_code == 410


def test_a_new_link_ends_the_one_before(link):
    one, device = link(), Client()
    opened(device, one.token, one.code)

    link(one.row.referral)

    assert device.get(f"/open/{one.token}/").status_code == 410
    assert SealedLink.objects.filter(revoked_at__isnull=True).count() == 1


def test_five_wrong_codes_lock_the_link_even_for_the_right_one(link):
    one, device = link(), Client()
    statuses = [
        device.post(f"/open/{one.token}/", {"name": NAME, "code": WRONG}).status_code
        for _ in range(rules.WRONG_CODES)
    ]

    right = device.post(f"/open/{one.token}/", {"name": NAME, "code": one.code})

    assert statuses == [422] * rules.WRONG_CODES
    assert right.status_code == 410
    assert SealedLink.objects.get().opened_at is None
    assert Entry.objects.filter(verb="referral.link.refuse").count() == rules.WRONG_CODES


def test_an_address_that_guesses_links_has_to_wait(clock, link):
    one, device = link(), Client()
    statuses = [
        device.get(f"/open/guessed-{n}/").status_code for n in range(rules.TRIES_OF_AN_ADDRESS)
    ]

    limited = device.get(f"/open/{one.token}/")
    elsewhere = Client(REMOTE_ADDR="203.0.113.9").get(f"/open/{one.token}/")
    clock.move_to(MONDAY + rules.TRIES_WITHIN + timedelta(seconds=1), tick=False)
    later = device.get(f"/open/{one.token}/")

    assert set(statuses) == {404}
    assert (limited.status_code, elsewhere.status_code, later.status_code) == (429, 200, 200)


def test_wrong_codes_of_many_links_count_for_the_address(link):
    device = Client()
    links = [link() for _ in range(5)]
    for one in links[:4]:
        for _ in range(rules.WRONG_CODES):
            device.post(f"/open/{one.token}/", {"name": NAME, "code": WRONG})

    limited = device.post(f"/open/{links[4].token}/", {"name": NAME, "code": links[4].code})

    assert limited.status_code == 429
    assert LinkTry.objects.count() == 4 * rules.WRONG_CODES


def test_no_address_is_stored_readable(link):
    Client(REMOTE_ADDR="203.0.113.9").get("/open/guessed/")

    row = LinkTry.objects.get()

    assert b"203.0.113.9" not in bytes(row.address)


def test_a_link_with_a_changed_letter_is_none_of_ours(link):
    one = link()
    changed = ("B" if one.token[0] != "B" else "C") + one.token[1:]

    answer = Client().get(f"/open/{changed}/")

    assert answer.status_code == 404


def test_the_reader_is_logged_and_shown_to_the_office(client, arta, link):
    one, device = link(), Client()

    opened(device, one.token, one.code)

    verbs = by_link(one)
    client.force_login(arta)
    page = client.get(f"/referrals/{one.row.referral_id}/").content.decode()
    assert verbs == ["referral.link.record", "referral.link.open", "referral.read"]
    assert f"Opened by {NAME}" in page
    assert NAME.encode() not in bytes(SealedLink.objects.get().reader)
    assert NAME not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_without_a_name_it_does_not_open(link):
    one, device = link(), Client()

    answer = device.post(f"/open/{one.token}/", {"name": " ", "code": one.code})

    assert answer.status_code == 422
    assert SealedLink.objects.get().opened_at is None


def test_the_partner_answers_through_the_link(link):
    one, device = link(), Client()
    opened(device, one.token, one.code)
    base = f"/open/{one.token}"

    for step, given in (
        ("ask_more", {"note": "Which papers are there?"}),
        ("accept", {}),
        ("close", {"outcome": "received", "note": "Two meetings."}),
    ):
        assert device.get(f"{base}/{step}/").status_code == 200
        assert device.post(f"{base}/{step}/", given).status_code == 302

    referral = Referral.objects.get()
    assert (referral.state, referral.outcome) == ("closed", "received")
    assert by_link(one)[-1] == "referral.close"
    assert device.get(f"{base}/confirm/").status_code == 404


@pytest.mark.parametrize(
    ("step", "given"),
    [("decline", {}), ("ask_more", {"note": " "}), ("decline", {"decline_reason": "juggling"})],
)
def test_an_answer_that_lacks_something_is_asked_again(link, step, given):
    one, device = link(), Client()
    opened(device, one.token, one.code)

    answer = device.post(f"/open/{one.token}/{step}/", given)

    assert answer.status_code == 422
    assert Referral.objects.get().state == "sent"


def test_the_mailed_link_says_nothing_of_what_it_opens(link):
    one = link(email="desk@lac.example")

    tasks.work_off("test")

    (letter,) = mail.outbox
    text = f"{letter.subject} {letter.body}"
    assert letter.to == ["desk@lac.example"]
    assert f"/open/{one.token}/" in text
    assert one.code not in text
    for secret in (
        MARK,
        "Besim",
        "Markperson",
        "legal",
        "Legal",
        "eferral",
        one.row.referral.number,
    ):
        assert secret not in text


def test_who_may_make_and_revoke_a_link(arta, milan, blerim, link, sent):
    one, referral = link(), sent()

    for user, error in ((milan, NotSeen), (blerim, NotAllowed)):
        with pytest.raises(error):
            actions.make_link(user, referral.id)
        with pytest.raises(error):
            actions.revoke_link(user, one.row.id)

    assert actions.revoke_link(arta, one.row.id).revoked_at is not None


def test_there_is_no_link_to_what_was_not_sent(arta, draft):
    with pytest.raises(Refusal) as refused:
        actions.make_link(arta, draft().id)

    assert refused.value.code == "nothing_sent"


def test_a_referral_that_nobody_at_the_partner_can_read_says_so(client, arta, partner, sent):
    referral = sent()
    client.force_login(arta)
    page = reverse("referrals:referral", args=[referral.id])
    warning = "Nobody at the partner can read this yet"

    with_account = client.get(page).content.decode()
    FocalPoint.objects.filter(user=partner.petra).update(ends_on=date(2026, 1, 2))
    without = client.get(page).content.decode()
    actions.make_link(arta, referral.id, "")
    with_link = client.get(page).content.decode()

    assert warning not in with_account
    assert warning in without
    assert warning not in with_link


def test_what_was_sent_is_not_read_out_again(client, arta, sent):
    referral = sent()
    client.force_login(arta)

    answer = client.get(reverse("referrals:read", args=[referral.id]))

    page = answer.content.decode()
    assert "Record, and send after a yes" not in page
    assert f'href="{reverse("referrals:referral", args=[referral.id])}"' in page
    assert "This is not possible now: its state is" in page
