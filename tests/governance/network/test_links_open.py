"""The Network's pages link only to pages that their reader may open."""

import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_unkt_reader_has_no_link_to_the_list_of_seats(client, network):
    client.force_login(network.uma)

    home = client.get(reverse("network:unkt")).content.decode()

    assert reverse("network:seats") not in home


def test_the_page_of_duties_links_only_to_pages_that_open(client, network):
    client.force_login(network.nora)
    page = client.get(reverse("network:keeping")).content.decode()

    assert reverse("network:members") in page
    assert f'href="{reverse("unkt_reports:reports")}"' not in page


def test_every_link_of_the_page_of_duties_opens_for_its_reader(client, network):
    for reader in (network.nora, network.uma):
        client.force_login(reader)
        page = client.get(reverse("network:keeping")).content.decode()
        links = set(re.findall(r'<span class="sm">\s*<a href="([^"#]+)"', page))

        closed = [link for link in sorted(links) if client.get(link).status_code != 200]

        assert closed == []
        assert links or reader is network.uma
