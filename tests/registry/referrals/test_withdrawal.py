"""Consent is withdrawn: at the next request everything is closed, at every address there is.

The test of all routes is generated from the addresses of the product: a new address is asked by
itself. What opens before the withdrawal is counted, so that the test cannot pass by asking nothing.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.matrix.addresses import ADDRESSES
from tests.matrix.test_every_address import OURS
from tests.registry.referrals.conftest import MARK, MONDAY
from waystation.foundation.access import actions as access
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.tasks import actions as tasks
from waystation.registry.people import actions as people
from waystation.registry.privacy import actions as privacy
from waystation.registry.referrals import actions, queries
from waystation.registry.referrals.models import Referral, SealedLink

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 mark-of-a-file"
FIELDS = ["name", "contacts", "needs", "documents"]
MARKS = (MARK, "Besim", "Markperson", "+383 44 999 888", "mark-of-a-file")


@pytest.fixture
def two(arta, besim, draft, agree):
    """Two open referrals of Besim to the partner, with a file, on one consent."""
    drafts = [draft(fields_shared=FIELDS), draft(fields_shared=FIELDS, priority="normal")]
    files = [actions.add_file(arta, one.id, "paper.pdf", PDF) for one in drafts]
    consent = agree(besim, FIELDS)
    for one in drafts:
        actions.change_referral_state(arta, one.id, "send")
    return drafts, files, consent


def entry_points(referral, file, token):
    """Yield every address of the product, filled for this referral where it takes one."""
    filled = {
        "referral_id": referral.id,
        "file_id": file.id,
        "token": token,
        "link_id": new_key(),
        "person_id": referral.person_id,
        "service_id": referral.service_id,
        "entity_id": referral.entity_id,
        "transition": "accept",
        "step": "decline",
    }
    for name in OURS:
        needed = ADDRESSES[name].made_of
        if not set(needed) <= set(filled):
            continue
        where = reverse(name, kwargs={key: filled[key] for key in needed})
        yield name, where
        if not needed:
            yield f"{name}, searched", f"{where}?q={referral.number}"
            yield f"{name}, as a file", f"{where}?export=csv"


def opened_to(client, headers, addresses):
    """Return the addresses that show something of the person, or the referral itself."""
    found = {}
    for name, where in addresses:
        answer = client.get(where, headers=headers)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = body.decode("utf-8", "replace")
        if any(mark in text for mark in MARKS):
            found[name] = where
    return found


def test_every_entry_point_is_closed_at_the_next_request(arta, partner, two):
    (first, second), files, consent = two
    secret = access.issue_token(partner.petra, "test", ["referral.answer"], 1)
    account, device, program = Client(), Client(), Client()
    account.force_login(partner.petra)
    made = actions.make_link(arta, first.id)
    token = made.link.token
    device.post(f"/open/{token}/", {"name": "Rina Reader", "code": made.code})
    asked = [
        pair for one, file in zip((first, second), files, strict=True)
        for pair in entry_points(one, file, token)
    ]  # fmt: skip
    holders = {
        "account": (account, {}),
        "program": (program, {"authorization": f"Bearer {secret}"}),
        "link": (device, {}),
    }
    before = {who: opened_to(one, more, asked) for who, (one, more) in holders.items()}
    listed = account.get("/referrals/inbox/").content.decode()

    privacy.withdraw_consent(arta, consent.id)

    after = {who: opened_to(one, more, asked) for who, (one, more) in holders.items()}
    assert set(before["account"]) == {
        "referrals:inbox_referral",
        "referrals:inbox_file",
        "api:read_inbox_referral",
    }
    assert set(before["program"]) == {"api:read_inbox_referral"}
    assert set(before["link"]) == {"referrals:sealed_link", "referrals:sealed_file"}
    assert after == {"account": {}, "program": {}, "link": {}}
    assert first.number in listed
    for where in ("/referrals/inbox/", "/referrals/inbox/?export=csv"):
        text = account.get(where).content.decode()
        assert first.number not in text
        assert second.number not in text
    searched = account.get(f"/referrals/inbox/?q={first.number}").content.decode()
    assert f'"b" href="/referrals/inbox/{first.id}' not in searched
    assert device.get(f"/open/{token}/").status_code == 410


def test_nobody_can_answer_what_was_withdrawn(arta, partner, two):
    (first, _second), _files, consent = two
    made = actions.make_link(arta, first.id)
    actions.open_link(made.link, "203.0.113.9", name="Rina Reader", code=made.code)
    privacy.withdraw_consent(arta, consent.id)

    with pytest.raises(NotSeen):
        actions.answer_referral(partner.petra, first.id, "accept")
    with pytest.raises(Refusal) as refused:
        actions.answer_by_link(made.link, "accept")

    assert refused.value.code == "link_over"
    assert Referral.objects.get(id=first.id).state == "stopped"


def test_it_is_closed_even_where_nothing_was_told_of_the_withdrawal(arta, partner, two, contribute):
    (first, _second), _files, consent = two
    contribute("consent_ended")

    privacy.withdraw_consent(arta, consent.id)

    assert Referral.objects.get(id=first.id).state == "sent"
    with pytest.raises(NotSeen):
        queries.inbox_referral(partner.petra, first.id)
    assert not queries.inbox_of(partner.petra).exists()


def test_the_partner_is_told_without_content(arta, partner, two):
    (first, second), _files, consent = two
    privacy.withdraw_consent(arta, consent.id)

    tasks.work_off("test")

    assert {address for one in mail.outbox for address in one.to} == {
        "Petra Gashi <petra@lac.example>",
        "Rina Deputy <rina@lac.example>",
    }
    for one in mail.outbox:
        text = f"{one.subject} {one.body}"
        for secret in (*MARKS, first.number, second.number, "egal", "eferral", "onsent"):
            assert secret not in text


def test_the_partner_is_told_though_the_sender_has_left(mission, arta, blerim, two):
    from waystation.foundation.access.models import Membership

    _drafts, _files, consent = two
    gent = mission.hire("Gent Limani", mission.prishtine, "counsellor")
    Membership.objects.filter(user=arta).update(ends_on=date(2026, 9, 20))

    privacy.withdraw_consent(gent, consent.id)
    tasks.work_off("test")

    assert len(mail.outbox) == 2


def test_the_history_stays_with_the_office(client, arta, blerim, two):
    (first, _second), _files, consent = two
    privacy.withdraw_consent(arta, consent.id)

    pages = {}
    for user in (arta, blerim):
        client.force_login(user)
        pages[user.get_short_name()] = client.get(f"/referrals/{first.id}/").content.decode()

    for page in pages.values():
        assert MARK in page
        assert "Stopped: consent ended" in page
        assert "The partner can no longer read this." in page


@pytest.mark.parametrize("step", ["send", "accept", "supply", "close"])
def test_it_cannot_be_sent_again(arta, two, step):
    (first, _second), _files, consent = two
    privacy.withdraw_consent(arta, consent.id)

    with pytest.raises(Refusal):
        actions.change_referral_state(
            arta, first.id, step, note="x", outcome="received", decline_reason="other"
        )

    assert Referral.objects.get(id=first.id).state == "stopped"


def test_it_cannot_be_continued_nor_linked_again_even_after_a_new_yes(
    arta, besim, draft, agree, clock, two
):
    (first, _second), _files, consent = two
    privacy.withdraw_consent(arta, consent.id)
    clock.move_to(MONDAY + timedelta(hours=1), tick=False)
    agree(besim, FIELDS)

    with pytest.raises(Refusal) as continued:
        draft(follows=first.id)
    with pytest.raises(Refusal) as linked:
        actions.make_link(arta, first.id)

    assert (continued.value.code, linked.value.code) == ("stopped", "nothing_sent")
    assert queries.readable_fields(Referral.objects.get(id=first.id)) == frozenset()


def test_a_later_no_closes_what_was_sent_without_consent_too(
    arta, blerim, besim, partner, draft, agree, clock
):
    referral = draft()
    actions.change_referral_state(arta, referral.id, "ask_override", note="Danger to life.")
    actions.change_referral_state(blerim, referral.id, "approve_override")
    before = queries.inbox_of(partner.petra).count()
    clock.move_to(MONDAY + timedelta(hours=1), tick=False)

    agree(besim, agreed=False)

    assert before == 1
    assert not queries.inbox_of(partner.petra).exists()
    assert Referral.objects.get(id=referral.id).state == "stopped"


def test_a_consent_that_expires_closes_at_midnight_and_is_stopped_in_the_morning(
    arta, besim, partner, draft, agree, clock
):
    referral = draft()
    agree(besim, expires_on=date(2026, 9, 23))
    actions.change_referral_state(arta, referral.id, "send")
    clock.move_to(MONDAY + timedelta(days=2), tick=False)
    on_the_last_day = queries.inbox_of(partner.petra).count()
    clock.move_to(MONDAY + timedelta(days=3), tick=False)
    after = queries.inbox_of(partner.petra).count()

    stopped = actions.stop_expired()
    again = actions.stop_expired()

    assert (on_the_last_day, after) == (1, 0)
    assert (stopped, again) == (1, 0)
    assert Referral.objects.get(id=referral.id).state == "stopped"


def test_a_newer_yes_to_less_shows_less(arta, besim, partner, agree, clock, sent):
    referral = sent(fields_shared=["name", "contacts", "needs"])
    clock.move_to(MONDAY + timedelta(hours=1), tick=False)

    agree(besim, ["name"])

    told = queries.content_for_partner(queries.inbox_referral(partner.petra, referral.id))
    assert [value for _label, value in told] == ["Besim Markperson"]


def test_an_erased_person_leaves_a_row_that_is_counted_and_nothing_else(
    arta, mission, vera, besim, partner, two
):
    (first, _second), _files, _consent = two
    made = actions.make_link(arta, first.id)

    privacy.erase_person(vera, besim.id)

    row = Referral.objects.get(id=first.id)
    assert (row.state, bytes(row.disclosed), bytes(row.summary)) == ("stopped", b"", b"")
    assert row.sent_at is not None
    assert not row.files.exists()
    assert SealedLink.objects.get(id=made.link.id).revoked_at is not None
    assert not queries.inbox_of(partner.petra).exists()


def test_referrals_follow_a_merge_and_come_back(arta, mission, besim, sent):
    referral = sent()
    twin = people.record_person(
        arta, mission.prishtine, given="Bessim", family="Markperson", somebody_else=True
    )

    merge = people.merge_people(arta, twin.id, besim.id)
    followed = Referral.objects.get(id=referral.id).person_id
    people.undo_merge(arta, merge.id)

    assert followed == twin.id
    assert Referral.objects.get(id=referral.id).person_id == besim.id
