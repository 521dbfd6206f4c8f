"""The pages of members, seats, text and homes open for who may, and for nobody else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.governance.pages import address
from waystation.governance.network.queries import people

pytestmark = pytest.mark.sqlite_only

PAGES = [
    "desk",
    "members",
    "admit",
    "annexes",
    "seats",
    "appoint",
    "decline",
    "terms",
    "load_terms",
    "keeping",
    "working_rules",
    "assessment",
]


@pytest.mark.parametrize("name", PAGES)
def test_the_secretariat_opens_every_page_and_strangers_none(client, network, arta, milan, name):
    answers = {}

    for user in (network.sanja, arta, milan):
        client.force_login(user)
        answers[user.full_name] = client.get(address(name)).status_code

    assert answers[network.sanja.full_name] == 200
    assert answers[arta.full_name] == answers[milan.full_name] == 404


@pytest.mark.parametrize(
    ("who", "name"), [("carla", "chair"), ("nora", "mine"), ("uma", "unkt"), ("uma", "keeping")]
)
def test_everybody_has_a_home(client, network, who, name):
    client.force_login(getattr(network, who))

    answer = client.get(address(name))

    assert answer.status_code == 200


def test_a_member_may_look_but_not_change(client, network):
    client.force_login(network.nora)

    looks = client.get(reverse("network:seats"))
    changes = client.get(reverse("network:appoint"))

    assert looks.status_code == 200
    assert changes.status_code == 403


def test_the_public_page_is_offered_in_everybody_s_languages(client, network):
    page = client.get(reverse("network:public")).content.decode()

    client.post(reverse("ui:language"), {"language": "ar", "next": reverse("network:public")})
    arabic = client.get(reverse("network:public")).content.decode()

    assert 'value="ar"' in page
    assert 'dir="rtl"' in arabic
    assert "UN Network on Migration: when" not in arabic


def test_the_public_page_needs_no_account_and_names_no_person(client, network):
    page = client.get(reverse("network:public"))

    text = page.content.decode()
    assert page.status_code == 200
    assert "Entity UNICEF" in text
    assert not [p for p in (network.carla, network.nora) if p.full_name in text]


def test_the_public_page_teaches_while_there_is_no_network(client, db, monkeypatch):
    monkeypatch.setattr(people, "public_network", lambda: None)

    page = client.get(reverse("network:public"))

    assert "There is no Network here yet" in page.content.decode()


def test_on_a_phone_the_first_tabs_lead_to_the_network(client, network):
    client.force_login(network.sanja)

    tabs = client.get(reverse("meetings:meetings")).context["frame"]["tabs"]

    assert tabs[0]["url"] == reverse("network:desk")
    assert all(one["url"].startswith("/network/") for one in tabs)
