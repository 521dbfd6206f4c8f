"""Sending: the exact fields, no consent no sending, the override by two people."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.registry.referrals.conftest import MARK
from waystation.foundation.audit.models import Entry
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.registry.directory import actions as directory
from waystation.registry.directory import queries as directory_queries
from waystation.registry.directory.rules import Wanted
from waystation.registry.privacy import actions as privacy
from waystation.registry.privacy.models import Consent
from waystation.registry.referrals import actions, queries
from waystation.registry.referrals.models import Referral

pytestmark = pytest.mark.django_db
REASON = {"note": "She is unconscious and needs a surgeon tonight."}


def test_without_consent_nothing_is_sent(arta, draft):
    referral = draft()

    with pytest.raises(Refusal) as refused:
        actions.change_referral_state(arta, referral.id, "send")

    referral.refresh_from_db()
    assert refused.value.code == "no_consent"
    assert (referral.state, referral.sent_at, bytes(referral.disclosed)) == ("draft", None, b"")


@pytest.mark.parametrize("agreed", [["name"], ["needs"], ["contacts", "name"]])
def test_a_consent_to_less_is_no_consent(arta, besim, draft, agree, agreed):
    referral = draft()
    agree(besim, agreed)

    with pytest.raises(Refusal) as refused:
        actions.change_referral_state(arta, referral.id, "send")

    assert refused.value.code == "no_consent"


def test_exactly_the_agreed_fields_are_compiled(arta, besim, draft, agree):
    referral = draft(fields_shared=["contacts", "birth", "needs"])
    agree(besim, ["name", "contacts", "birth", "needs", "identifiers"])

    sent = actions.change_referral_state(arta, referral.id, "send")

    told = {(one.name, one.value) for one in queries.disclosed_items(sent)}
    assert told == {
        ("contact", "+383 44 999 888"),
        ("birth_date", "1999-03-14"),
        ("summary", MARK),
    }
    assert MARK.encode() not in bytes(sent.disclosed)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fields_shared": ["name"]}, "summary"),
        ({"profile": "Welds"}, "profile"),
        ({"fields_shared": []}, "fields_shared"),
        ({"need": "juggling"}, "need"),
        ({"priority": ""}, "priority"),
    ],
)
def test_what_is_wrong_with_a_draft_is_named_by_its_field(draft, changes, field):
    with pytest.raises(Refusal) as refused:
        draft(**changes)

    every = getattr(refused.value, "all", [refused.value])
    assert field in {one.field for one in every}


def test_the_answer_is_recorded_with_the_text_that_was_read_and_sends(arta, besim, draft):
    referral = draft()
    spoken = queries.spoken_for(arta, referral)
    answer = {"how": "spoken", "giver": "self", "agreed": "yes"}

    sent = actions.answer_and_send(
        arta, referral.id, language=spoken.language, text_number=spoken.number, **answer
    )

    consent = Consent.objects.get(person=besim)
    assert sent.state == "sent"
    assert (sent.consent_id, consent.fields) == (consent.id, ["name", "needs"])
    assert "Legal Aid Centre" in spoken.text
    assert "{" not in spoken.text
    assert spoken.language == "sq"
    assert [value for _label, value in spoken.items] == ["Besim Markperson", MARK]


def test_the_page_that_is_read_out_says_that_a_yes_sends_at_once(client, arta, draft):
    referral = draft()
    client.force_login(arta)

    page = client.get(reverse("referrals:read", args=[referral.id])).content.decode()

    after_a_yes = "After a yes, the referral is sent to Legal Aid Centre at once."
    assert after_a_yes in " ".join(page.split())
    assert "After a no, nothing is sent." in page
    assert ">Record, and send after a yes<" in page


def test_a_no_is_recorded_and_nothing_is_sent(arta, besim, draft):
    referral = draft()
    answer = {"how": "spoken", "giver": "self", "agreed": "no"}

    same = actions.answer_and_send(arta, referral.id, language="sq", text_number=1, **answer)

    assert (same.state, same.sent_at) == ("draft", None)
    assert Consent.objects.get(person=besim).state == "refused"


def test_sent_twice_it_is_one_referral(arta, besim, sent, draft):
    key = new_key()
    first, second = (draft(key=key) for _ in range(2))
    referral = sent()

    again = actions.change_referral_state(arta, referral.id, "send")

    assert first.id == second.id == key
    assert again.sent_at == referral.sent_at
    assert Entry.objects.filter(verb="referral.send", subject_id=referral.id).count() == 1


def test_vital_interest_needs_a_reason_and_another_approver(mission, arta, blerim, draft):
    referral = draft()
    with pytest.raises(Refusal):
        actions.change_referral_state(arta, referral.id, "ask_override", note=" ")
    asked = actions.change_referral_state(arta, referral.id, "ask_override", **REASON)

    with pytest.raises(NotAllowed):
        actions.change_referral_state(arta, referral.id, "approve_override")
    sent = actions.change_referral_state(blerim, referral.id, "approve_override")

    assert asked.state == "to_approve"
    assert (sent.state, sent.basis, sent.approved_by_id) == ("sent", "vital_interest", blerim.id)
    assert [one.value for one in queries.disclosed_items(sent)] == ["Besim Markperson", MARK]


def test_nobody_approves_what_they_asked_for_whatever_roles_they_hold(mission, arta, draft):
    from waystation.foundation.access.models import Membership

    referral = draft()
    actions.change_referral_state(arta, referral.id, "ask_override", **REASON)
    held = Membership.objects.get(user=arta)
    Membership.objects.create(
        user=arta, office=held.office, role="programme_manager", starts_on=held.starts_on
    )
    arta._reach = arta._held = None

    with pytest.raises(Refusal) as refused:
        actions.change_referral_state(arta, referral.id, "approve_override")

    assert refused.value.code == "second_person"
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(id=referral.id).update(approved_by=arta.id)


def test_an_override_is_in_the_oversight_report_of_its_month(client, arta, blerim, vera, draft):
    referral = draft()
    actions.change_referral_state(arta, referral.id, "ask_override", **REASON)
    actions.change_referral_state(blerim, referral.id, "approve_override")

    pages = {}
    for user in (arta, blerim, vera):
        client.force_login(user)
        pages[user.get_short_name()] = client.get("/referrals/oversight/?period=2026-09")

    assert {name: page.status_code for name, page in pages.items()} == {
        "Arta": 403,
        "Blerim": 200,
        "Vera": 200,
    }
    for name in ("Blerim", "Vera"):
        text = pages[name].content.decode()
        assert referral.number in text
        assert REASON["note"] in text
        assert "Arta Berisha" in text
    client.force_login(vera)
    assert (
        referral.number not in client.get("/referrals/oversight/?period=2026-08").content.decode()
    )


def test_who_may_see_and_who_may_send(arta, milan, blerim, besim, draft, agree):
    referral = draft()
    agree(besim)

    for user, error in ((milan, NotSeen), (blerim, NotAllowed)):
        with pytest.raises(error):
            actions.change_referral_state(user, referral.id, "send")
        with pytest.raises(error):
            actions.edit_referral(user, referral.id, {}, {"priority": "normal"})
    seen = [
        queries.referrals_visible_to(user).filter(id=referral.id).exists()
        for user in (arta, milan, blerim)
    ]

    assert seen == [True, False, True]


def test_a_failing_audit_sends_nothing(arta, besim, draft, agree, monkeypatch):
    referral = draft()
    agree(besim)

    def broken(*_args, **_more):
        raise RuntimeError("the log cannot be written")

    monkeypatch.setattr("waystation.foundation.audit.actions.log", broken)
    with pytest.raises(RuntimeError):
        actions.change_referral_state(arta, referral.id, "send")

    referral.refresh_from_db()
    assert (referral.state, bytes(referral.disclosed)) == ("draft", b"")


def test_two_editors_of_a_draft_both_win_or_are_asked(arta, draft):
    from waystation.foundation.records.values import values_of
    from waystation.foundation.shared.errors import Conflict
    from waystation.registry.referrals.fields import REFERRAL

    referral = draft()
    before = values_of(referral, REFERRAL)
    actions.edit_referral(arta, referral.id, before, {"priority": "normal"})

    actions.edit_referral(arta, referral.id, before, {"summary": "Another text"})
    with pytest.raises(Conflict):
        actions.edit_referral(arta, referral.id, before, {"priority": "emergency"})

    referral.refresh_from_db()
    assert referral.priority == "normal"
    assert read_sealed(referral, "summary") == "Another text"


def test_a_withdrawn_consent_does_not_send(arta, besim, draft, agree):
    referral = draft()
    consent = agree(besim)
    privacy.withdraw_consent(arta, consent.id)

    with pytest.raises(Refusal) as refused:
        actions.change_referral_state(arta, referral.id, "send")

    assert refused.value.code == "no_consent"


def test_nobody_is_referred_to_what_is_no_longer_offered(arta, besim, service, draft):
    directory.change_service_state(arta, service.id, "withdraw")

    with pytest.raises(Refusal) as refused:
        draft()

    assert refused.value.code == "service_closed"
    assert directory_queries.service_matches(arta, Wanted()) == []
