"""A person says at their own link, in their language, whether the outcome is right."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.registry.people.models import Person
from waystation.registry.privacy import actions as privacy
from waystation.registry.referrals import actions, queries
from waystation.registry.referrals.models import PersonLink

pytestmark = pytest.mark.django_db
OPEN = {"open_here": "1"}


@pytest.fixture
def closed(arta, sent):
    """A referral of Besim that the partner has closed: service received."""
    one = sent()
    actions.change_referral_state(arta, one.id, "accept")
    return actions.change_referral_state(arta, one.id, "close", outcome="received", note="")


@pytest.fixture
def opened(arta, closed):
    """The page of his link, and the device on which it is open."""
    where = reverse(
        "referrals:person_answer", args=[actions.make_person_link(arta, closed.id).token]
    )
    device = Client()
    device.post(where, OPEN)
    return device, where


def state(referral):
    referral.refresh_from_db()
    return referral.state


def test_the_person_confirms_without_an_account(arta, closed, opened):
    device, where = opened

    answer = device.post(where, {"right": "yes", "note": ""})
    page = device.get(where).content.decode()

    assert answer.status_code == 302
    assert state(closed) == "confirmed"
    assert closed.person_said_at is not None
    assert "Legal Aid Centre" in page


def test_the_person_contradicts_in_own_words_which_the_partner_does_not_read(arta, closed, opened):
    device, where = opened

    without = device.post(where, {"right": "no", "note": " "})
    answer = device.post(where, {"right": "no", "note": "Nobody called me."})
    with translation.override("en"):  # the page has spoken to him in his language
        notes = [(one.by, one.text) for one in queries.notes_of(closed)]

    assert (without.status_code, answer.status_code) == (422, 302)
    assert state(closed) == "contradicted"
    assert notes == [("The person", "Nobody called me.")]


def test_an_answer_can_be_changed_and_nothing_else_is_an_answer(closed, opened):
    device, where = opened

    first = device.post(where, {"right": "yes"})
    wrong = device.post(where, {"right": "perhaps"})
    device.post(where, {"right": "no", "note": "I looked again."})

    assert (first.status_code, wrong.status_code) == (302, 422)
    assert state(closed) == "contradicted"


@pytest.mark.parametrize("language", ["tr", "ar", "fa", "ps", "sq", "sr"])
def test_the_page_is_in_the_language_of_the_person(besim, closed, opened, language):
    Person.objects.filter(id=besim.id).update(languages=[language])
    device, where = opened
    with translation.override(language):
        words = queries_words()

    page = device.get(where).content.decode()

    for one in words:
        assert one in page
    assert "Service received" not in page
    assert f'dir="{"rtl" if language in settings.LANGUAGES_BIDI else "ltr"}"' in page


def queries_words():
    from waystation.registry.referrals.fields import REFERRAL
    from waystation.registry.referrals.transitions import OUTCOME

    return REFERRAL["need"].words("legal_aid"), OUTCOME["outcome"].words("received")


def test_before_there_is_an_outcome_there_is_no_link(arta, sent):
    with pytest.raises(Refusal, match="closed the referral"):
        actions.make_person_link(arta, sent().id)


def test_milan_and_blerim_make_no_link(milan, blerim, closed):
    with pytest.raises(NotSeen):
        actions.make_person_link(milan, closed.id)
    with pytest.raises(NotAllowed):
        actions.make_person_link(blerim, closed.id)


def test_a_new_link_ends_the_one_before(arta, closed, opened):
    device, where = opened

    actions.make_person_link(arta, closed.id)

    assert device.get(where).status_code == 410
    assert device.post(where, {"right": "yes"}).status_code == 410
    assert state(closed) == "closed"


def test_after_consent_was_withdrawn_the_link_is_over(arta, closed, opened):
    device, where = opened
    privacy.withdraw_consent(arta, closed.consent_id)

    assert device.get(where).status_code == 410
    assert PersonLink.objects.get().revoked_at is not None


def test_the_office_makes_it_by_page(client, arta, closed):
    client.force_login(arta)
    page = client.get(reverse("referrals:referral", args=[closed.id])).content.decode()
    where = reverse("referrals:person_link", args=[closed.id])

    made = client.post(where).content.decode()

    assert where in page
    assert f"/answer/{PersonLink.objects.get().token}/" in made
