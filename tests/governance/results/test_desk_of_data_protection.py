"""The data-protection officer sees who asked for more live figures than a day allows."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from lxml import html

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import parse
from waystation.governance.results import queries

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def officer(mission):
    return mission.hire("Dafina Osmani", mission.prishtine, "data_protection_officer")


@pytest.fixture
def spent(visits, indicators, ana, settings):
    """Ana, who may not open visits, asks for one figure more than she may on a day."""
    settings.LIVE_QUESTIONS_PER_DAY = 1
    for number in range(12):
        visits.record(day=date(2026, 1, 5), person=f"p{number}")
    queries.figures(ana, ["visits"], parse("2026-01"))
    with pytest.raises(Refusal):
        queries.figures(ana, ["visits"], parse("2025-12"))


def waiting(client, user):
    client.force_login(user)
    tree = html.fromstring(client.get(reverse("privacy:desk")).content)
    return [" ".join(row.text_content().split()) for row in tree.xpath("//main//tbody/tr")]


def test_the_desk_names_who_it_was_and_links_to_the_log(client, officer, spent):
    (line,) = waiting(client, officer)

    page = client.get(reverse("privacy:desk")).content.decode()

    assert line.startswith("Ana Krasniqi asked for more live figures on ")
    assert reverse("access:audit") in page


def test_an_empty_desk_says_so_and_leads_to_the_pages_of_the_office(client, officer):
    client.force_login(officer)

    home = client.get("/", follow=True)
    page = client.get(reverse("privacy:desk")).content.decode()

    assert home.redirect_chain[-1][0] == reverse("privacy:desk")
    assert "Nothing is outstanding." in page
    for name in ("privacy:due", "privacy:texts", "access:exports", "access:audit"):
        assert reverse(name) in page
        assert client.get(reverse(name)).status_code == 200


def test_it_is_nobody_elses(client, arta, blerim, milan, ana, spent):
    for user in (arta, blerim, milan, ana):
        client.force_login(user)

        assert client.get(reverse("privacy:desk")).status_code == 403
