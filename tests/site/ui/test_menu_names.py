"""A page has one name: the entry of the menu, the title of the page and the title of the tab."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import override

from tests.site.ui.test_crawl import of_role
from waystation.foundation.access import contributions
from waystation.foundation.access.rules import ROLES

pytestmark = pytest.mark.sqlite_only  # what pages ask is asked of both databases elsewhere
OTHER_HEADINGS = {
    "centres:today": "it greets its reader",
    "knowledge:profile": "it is a document, and its heading the document's title",
}
"""Pages whose heading is not their name in the menu; the title of their tab is."""


def entries_of_the_menu():
    """Each page of the menu once: its address, its name, and a role that it is offered to."""
    for link in contributions.list_of("navigation"):
        roles = [role for role in sorted(ROLES) if link.permission in ROLES[role].may]
        if link.address == "centres:today":
            roles = ["counsellor"]
        yield pytest.param(link, roles[0], id=link.address)


def words(html):
    return " ".join(strip_tags(html).split())


@pytest.mark.parametrize(("link", "role"), list(entries_of_the_menu()))
@pytest.mark.parametrize("language", ["en", "sq"])
def test_a_page_is_called_in_the_menu_what_its_title_says(
    client, mission, session_data, link, role, language
):
    client.force_login(of_role(role, mission, session_data.network))
    client.cookies["language"] = language

    page = client.get(reverse(link.address), follow=True).content.decode()

    with override(language):
        name = str(link.label).replace("'", "&#x27;")
    title = words(re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1])
    heading = words(re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[1])
    assert title == f"{name} – Waystation"
    assert link.address in OTHER_HEADINGS or heading == name


def named_in_the_code():
    """Each trail of a page that leads to a page of the menu: where, which page, its name there."""
    pair = re.compile(r'\(\s*(?:reverse\()?"([a-z_]+:[a-z_]+)"\)?,\s*N?_\("([^"]+)"\)\)')
    for file in sorted((Path(settings.ROOT) / "src").rglob("views/**/*.py")):
        for address, name in pair.findall(file.read_text()):
            yield file.name, address, name


def test_a_trail_calls_a_page_of_the_menu_by_its_name():
    names = {link.address: str(link.label) for link in contributions.list_of("navigation")}
    trails = [one for one in named_in_the_code() if one[1] in names]

    others = [(where, page, name) for where, page, name in trails if name != names[page]]

    assert len(trails) > 20
    assert others == []
