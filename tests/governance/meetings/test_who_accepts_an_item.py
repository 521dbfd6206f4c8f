"""Who proposes an agenda item learns who accepts it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.governance import walk

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.mark.parametrize(
    ("who", "access_class", "accepts"),
    [
        ("carla", "co_chairs", "A co-chair accepts it"),
        ("carla", "restricted", "The Secretariat accepts it"),
        ("nora", "network", "The Secretariat accepts it"),
    ],
)
def test_who_proposes_an_item_learns_who_accepts_it(network, client, who, access_class, accepts):
    meeting = walk.planned(network)
    client.force_login(getattr(network, who))
    item = {"title": "Work plan", "purpose": "decision", "minutes": "20"}

    answer = client.post(
        reverse("meetings:item_new", args=[meeting.id]),
        {**item, "access_class": access_class},
        follow=True,
    )

    assert accepts in answer.content.decode()
