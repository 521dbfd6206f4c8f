"""Pages without an account stay light however much there is to show, and nothing is cut off."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from tests.browser.seed import diaspora
from waystation.foundation.access import actions as access
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now
from waystation.registry.directory import actions as directory
from waystation.registry.directory.models import Service
from waystation.registry.directory.queries import check_token_of
from waystation.registry.organisations import actions as organisations
from waystation.services.centres.models import Centre
from waystation.services.diaspora import actions as members

pytestmark = pytest.mark.sqlite_only
MOST_BYTES = 20_000
LANGUAGES = [code for code, _name in settings.LANGUAGES]
LONG = "Дуг текст о томе шта је потребно и зашто. " * 45


@pytest.fixture(autouse=True)
def _no_pace(db):
    cache.clear()


@pytest.fixture
def forty_centres(mission):
    Centre.objects.bulk_create(
        Centre(
            created_at=now(),
            changed_at=now(),
            organisation=mission.organisation,
            office=access.open_office(
                mission.organisation, f"o{number}", f"Office {number}", date(2020, 1, 1)
            ),
            name=f"MSC {number:02}",
            place="xk-prishtine",
            address="Rruga e Gjatë 12, afër stacionit",
            telephone="+383 38 000 000",
            hours="Mon–Fri 08:00–16:00, Sat 09:00–12:00",
            languages=["sq", "sr", "en", "tr", "ar", "fa"],
            host_kind="employment_service",
            handover_status="planned",
            public=True,
        )
        for number in range(40)
    )


@pytest.fixture
def orhan(mission):
    return mission.hire("Orhan Outreach", mission.prishtine, "outreach_officer")


@pytest.fixture
def member(mission, orhan):
    """A member whom fourteen calls with long texts suit."""
    diaspora(mission.prishtine, orhan)
    for number in range(13):
        call = members.draft_call(
            orhan, mission.prishtine.id, title=f"Call {number:02}", kind="knowledge", text=LONG,
            opens_on=date(2020, 1, 1),
        )  # fmt: skip
        members.change_call_state(orhan, call.id, "open")
    return members.register_in_public(
        key=new_key(), language="sr", agreed=True, mailing=False, country="CH", ways=["knowledge"],
        name="Vjosa Exampleperson", places=[], field="health", skills="Nursing",
    )  # fmt: skip


def sizes(client, pages):
    found = {}
    for language in LANGUAGES:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200
            found[language, page] = len(answer.content)
    return {one: size for one, size in found.items() if size > MOST_BYTES}


def opened(client, member):
    """Open the page of a member on the client's device; return its address."""
    mine = reverse("public:diaspora_me", args=[members.own_link(member).token])
    client.post(mine, {"open_here": "1"})
    return mine


def names_of(pages, pattern):
    return {name for page in pages for name in re.findall(pattern, page.content.decode())}


def test_forty_centres_are_on_light_pages_and_all_are_there(client, forty_centres):
    pages = [reverse("public:start"), *(f"/help/centres/?page={n}" for n in (1, 2, 3))]

    heavy = sizes(client, pages)
    listed = [client.get(page) for page in pages[1:]]

    assert heavy == {}
    assert reverse("public:centres") in client.get(pages[0]).content.decode()
    assert names_of(listed, r"<b><bdi lang=\"en\">(MSC \d\d)</bdi></b>") == {
        f"MSC {number:02}" for number in range(40)
    }


def test_the_registration_is_light_and_a_country_is_typed(client, mission, orhan):
    diaspora(mission.prishtine, orhan)
    page = reverse("public:diaspora")
    typed = {"ways": ["knowledge"], "agreed": "on", "key": str(new_key())}

    heavy = sizes(client, [page])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    wrong = client.post(page, {**typed, "country": "Switserland"})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fa"
    sent = client.post(page, {**typed, "country": "سوئیس"})
    mine = client.get(sent["Location"]).content.decode()

    assert heavy == {}
    assert wrong.status_code == 422
    assert "Switzerland" in wrong.content.decode()
    assert len(wrong.content) <= MOST_BYTES
    assert sent.status_code == 302
    assert "سوئیس" in mine


def test_a_member_sees_every_call_on_light_pages(client, member):
    mine = opened(client, member)
    pages = [mine, f"{mine}?page=2", f"{mine}?page=3"]
    listed = [client.get(page) for page in pages]
    calls = sorted(names_of(listed, r'<a href="(/help/diaspora/me/[^"]+/calls/[^"]+)"'))

    heavy = sizes(client, [*pages, calls[-1]])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "sr"
    one = client.get(calls[-1]).content.decode()
    offered = client.post(calls[-1])

    assert heavy == {}
    assert len(calls) == 14
    assert LONG.strip() in one
    assert offered.status_code == 302


def test_a_call_that_is_not_for_the_member_is_not_there(client, member):
    mine = opened(client, member)

    answer = client.get(f"{mine}calls/{new_key()}/")

    assert answer.status_code == 404


def test_a_partner_with_twelve_services_answers_them_five_at_a_time(client, mission, arta):
    sanja = mission.hire("Sanja Entry", mission.prishtine, "network_secretariat")
    partner = organisations.record_entity(
        sanja, mission.prishtine.id, name="Big Partner", acronym="", kind="civil_society"
    )
    for number in range(12):
        directory.record_service(
            arta, mission.prishtine.id, partner.id, name=f"Service {number:02}", kind="legal_aid",
            hours="Mon 09:00", eligibility="Anybody who lives here " * 8,
        )  # fmt: skip
    check = directory.ask_partner(arta, partner.id)
    where = reverse("directory:check", args=[check_token_of(check.id)])

    seen, page = [], where
    heavy = {}
    while page:
        heavy |= sizes(client, [page])
        keys = re.findall(r'name="hours-([0-9a-f]{32})"', client.get(page).content.decode())
        seen += keys
        given = {f"answer-{key}": "closed" if key == seen[0] else "right" for key in keys}
        given |= {f"hours-{key}": "Tue 10:00" for key in keys}
        answer = client.post(page, given)
        page = answer.get("Location", "")

    assert heavy == {}
    assert len(seen) == len(set(seen)) == 12
    assert Service.objects.filter(hours="Tue 10:00", state="offered").count() == 11
    assert client.get(where).status_code == 404  # answered to the end, the link is over
