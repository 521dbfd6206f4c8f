"""No page links to a page that its reader may not open."""

import pytest
from django.urls import reverse

from waystation.foundation.pages.base import may_open

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "who", "opens"),
    [
        ("centres:visits", "arta", True),
        ("centres:visits", "blerim", True),
        ("centres:visit_new", "arta", True),
        ("centres:visit_new", "blerim", False),
        ("network:seats", "arta", False),
    ],
)
def test_a_link_is_shown_to_users_with_the_permission_of_its_page(
    request, client, page, who, opens
):
    user = request.getfixturevalue(who)
    client.force_login(user)

    assert may_open(user, reverse(page)) is opens
    assert may_open(user, reverse(page) + "?period=2026") is opens
    assert (client.get(reverse(page)).status_code == 200) is opens


def test_reads_of_a_file_are_shown_in_words(client, mission, arta, milan):
    from waystation.registry.people.actions import record_person

    ana = record_person(arta, mission.prishtine.id, given="Ana", family="Kelmendi")
    client.force_login(arta)

    page = client.get(reverse("people:seen", args=[ana.id])).content.decode()

    assert "File created" in page
    assert "person.record" not in page
    client.force_login(milan)
    assert client.get(reverse("people:seen", args=[ana.id])).status_code == 404
