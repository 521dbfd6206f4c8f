"""Nothing of weight happens on one click: publishing and removing ask once more."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from waystation.governance.reports import actions, queries

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def report(sixty_visits, blerim):
    return actions.draft_report(
        blerim, "Ours", date(2026, 1, 1), date(2026, 3, 31), audience="partners",
        blocks=[("text", {"text": "[visits] visits"}), ("heading", {"text": "The end"})],
    )  # fmt: skip


def test_publishing_says_first_what_leaves_and_for_whom(client, report, blerim):
    client.force_login(blerim)
    address = reverse("reports:publish", args=[report.id])

    page = client.get(address).content.decode()
    draft = client.get(reverse("reports:draft", args=[report.id])).content.decode()

    assert "Partners" in page
    assert "1 figure" in page
    assert f'action="{address}"' not in draft  # no button of the draft publishes at once
    assert queries.published_editions(blerim) == []


def test_what_was_changed_while_it_was_checked_is_not_published(client, report, blerim):
    client.force_login(blerim)
    address = reverse("reports:publish", args=[report.id])
    actions.change_report(blerim, report.id, {"title": "Another"}, {"title": "Ours"})

    stale = client.post(address, {"version": report.version})
    unseen = client.post(address, {"version": ""})
    again = client.post(address, {"version": report.version + 1})

    assert (stale.status_code, unseen.status_code, again.status_code) == (409, 409, 302)
    assert 'name="version" value="2"' in stale.content.decode()


def test_a_correction_asks_what_was_wrong(client, report, blerim):
    client.force_login(blerim)
    address = reverse("reports:publish", args=[report.id])
    client.post(address, {"version": report.version})

    page = client.get(address).content.decode()
    silent = client.post(address, {"version": report.version})
    said = client.post(address, {"version": report.version, "reason": "A typing mistake"})

    assert "Publish a correction" in page
    assert silent.status_code == 422
    assert "Say what was wrong in edition 1" in silent.content.decode()
    assert said.status_code == 302
    assert [row["number"] for row in queries.published_editions(blerim)] == [2, 1]


def test_removing_a_block_asks_once_more(client, report, blerim):
    client.force_login(blerim)
    block = queries.blocks_of(report)[1]
    address = reverse("reports:remove_block", args=[report.id, block.id])

    page = client.get(address).content.decode()
    still = len(queries.blocks_of(report))
    client.post(address)

    assert "The end" in page
    assert still == 2
    assert [one.kind for one in queries.blocks_of(report)] == ["text"]


def test_who_may_not_publish_does_not_get_the_page(client, report, arta, milan):
    for user, status in ((arta, 403), (milan, 404)):
        client.force_login(user)

        assert client.get(reverse("reports:publish", args=[report.id])).status_code == status
