"""What a list shows is what its files have: every list, in its first order and in another one."""

from __future__ import annotations

import pytest
from django.urls import get_resolver, reverse
from lxml import html

from tests.lists_as_files import differences
from tests.matrix.addresses import ADDRESSES
from waystation.foundation.access import exports
from waystation.foundation.access.models import ExportRequest
from waystation.foundation.access.rules import ROLES
from waystation.foundation.pages.lists import ListPage

pytestmark = pytest.mark.sqlite_only


def lists(resolver=None, space=""):
    """Yield the name and the view of every list."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from lists(
                pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space
            )
        else:
            view = getattr(pattern.callback, "view_class", None)
            if view and issubclass(view, ListPage):
                yield f"{space}{pattern.name}", view


LISTS = dict(lists())


def addresses_of(name, client, content):
    """Return a list's address as it opens, and in the order that each of its headings links to."""
    decision = ADDRESSES[name]
    path = reverse(name, kwargs={key: content[what] for key, what in decision.made_of.items()})
    opened = f"{path}?{decision.asked}"
    tree = html.fromstring(client.get(opened).content)
    return [opened, *(path + one for one in tree.xpath("//main//th/a[@class='sort']/@href"))]


@pytest.mark.parametrize("name", sorted(LISTS))
def test_the_files_of_a_list_say_what_the_screen_says(name, client, content, mission):
    client.force_login(content.colleague(sorted(ROLES)))

    addresses = addresses_of(name, client, content)
    found = [one for address in addresses for one in differences(client, address)]

    assert found == [], "\n".join(found)


ABOUT_PERSONS = sorted(name for name, view in LISTS.items() if view.about_persons)


@pytest.mark.parametrize("name", ABOUT_PERSONS)
def test_the_files_that_need_a_purpose_and_a_second_person_say_what_the_screen_says(
    name, client, content, monkeypatch
):
    monkeypatch.setattr("waystation.foundation.access.rules.EXPORT_ALONE", 0)
    second = content.colleague(sorted(ROLES))
    client.force_login(content.colleague(sorted(ROLES)))
    approved = []

    def approve():
        for one in ExportRequest.objects.filter(approved_at=None).exclude(kind="centres.visits"):
            approved.append(exports.approve_export(second, one.id))

    found = differences(client, addresses_of(name, client, content)[0], approve)

    assert found == [], "\n".join(found)
    assert approved or name not in {"people:list", "centres:visits", "collection:answers"}
