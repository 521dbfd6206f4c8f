"""An item without a time of its own has none on the agenda, least of all the present hour."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.governance import walk

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def test_who_may_not_see_a_part_reads_no_time_for_an_own_item_in_it(network, client):
    meeting = walk.planned(network)
    walk.item(network, meeting)
    own = {
        "title": "Travel",
        "purpose": "decision",
        "minutes": 20,
        "access_class": "co_chairs",
        "owner": network.iom.id,
    }
    item = walk.item(network, meeting, **own, by=network.sanja, accept=False)
    walk.actions.agenda.accept_item(network.carla, item.id)
    client.force_login(network.sanja)

    page = client.get(reverse("meetings:meeting", args=[meeting.id])).content.decode()

    agenda = page[page.index("<table>") : page.index("</table>")]
    assert "Travel" in agenda
    assert re.findall(r'<td class="nw">([^<]*)</td>', agenda) == ["10:00", "–"]
