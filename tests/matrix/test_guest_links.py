"""Every link of a person without an account opens on one device, until a day, and not before a
button was pressed: what is tried here is tried with the link of each app that has one. Links with
a code: tests/registry/referrals/test_sealed_link.py, tests/services/labour/test_employer_pages.py.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from waystation.foundation.audit.models import Entry
from waystation.foundation.messaging.records import CodedLink, GuestLink
from waystation.foundation.shared.periods import now

KINDS = {
    "skills.ProfileLink": ("skills:own", "skills_token", "mark-of-a-skill"),
    "labour.CandidacyLink": ("labour:own_answer", "candidacy_secret", "mark-of-a-vacancy"),
    "referrals.PersonLink": ("referrals:person_answer", "person_secret", "mark-of-a-partner"),
    "results.RequestLink": ("results:partner", "partner_token", "mark-of-a-request"),
    "diaspora.MemberLink": ("public:diaspora_me", "member_secret", "mark-of-a-member"),
}
OPEN = {"open_here": "1"}
pytestmark = pytest.mark.parametrize("label", sorted(KINDS))


@pytest.fixture
def place(label, content):
    """Return where a link opens, and what its page shows."""
    name, secret, mark = KINDS[label]
    return reverse(name, args=[content[secret]]), mark


def shows(answer, mark):
    return mark in answer.content.decode()


def test_every_link_of_a_guest_is_tried_here(label):
    declared = {
        one._meta.label
        for one in apps.get_models()
        if issubclass(one, GuestLink) and not issubclass(one, CodedLink)
    }

    assert declared == set(KINDS)


def test_it_opens_by_a_button_and_not_for_programs_that_look_at_links(place):
    where, mark = place
    device = Client()

    looked_at = device.get(where)
    pressed = device.post(where, OPEN)
    page = device.get(where)

    assert looked_at.status_code == 200
    assert "It then opens there until" in looked_at.content.decode()
    assert not shows(looked_at, mark)
    assert pressed.status_code == 302
    assert shows(page, mark)


def test_a_second_device_sees_and_changes_nothing(place):
    where, mark = place
    first, second = Client(), Client()
    first.post(where, OPEN)
    before = Entry.objects.count()

    answers = [second.get(where), second.post(where, OPEN), second.post(where, {"agreed": "yes"})]

    assert [one.status_code for one in answers[:2]] == [403, 403]
    assert answers[2].status_code in {403, 405}  # not every page is posted to
    assert not any(shows(one, mark) for one in answers)
    assert Entry.objects.count() == before
    assert shows(first.get(where), mark)


def test_what_is_sent_before_it_was_opened_changes_nothing(place):
    where, _mark = place
    before = Entry.objects.count()

    answer = Client().post(where, {"agreed": "yes"})

    assert answer.status_code in {302, 405}  # not every page is posted to
    assert Entry.objects.count() == before


def test_a_device_of_another_link_does_not_open_it(place, label, content):
    where, mark = place
    device = Client()
    for name, secret, _mark in (KINDS[one] for one in KINDS if one != label):
        device.post(reverse(name, args=[content[secret]]), OPEN)

    page = device.get(where)

    assert not shows(page, mark)


@pytest.mark.parametrize("change", ["expires_at", "revoked_at"])
def test_after_its_day_or_a_new_link_it_is_over_on_its_own_device_too(place, label, change):
    where, mark = place
    device = Client()
    device.post(where, OPEN)
    apps.get_model(label).objects.update(**{change: now() - timedelta(seconds=1)})

    page = device.get(where)

    assert page.status_code == 410
    assert not shows(page, mark)


def test_the_secret_of_a_device_is_not_stored(place, label):
    where, _mark = place
    device = Client()
    device.post(where, OPEN)
    secrets = [one.value.split(":")[0] for one in device.cookies.values()]

    stored = [bytes(one) for one in apps.get_model(label).objects.values_list("device", flat=True)]

    assert any(stored)
    assert not any(secret.encode() in one for secret in secrets for one in stored)
