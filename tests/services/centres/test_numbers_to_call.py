"""Who is to call a person sees the number on the page of the call, and calls it with a touch."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import html

from tests.services.centres.test_call_backs import agree
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.keys import new_key
from waystation.registry.people import actions as people
from waystation.registry.people.rules.identity import Contact
from waystation.services.centres import actions
from waystation.services.centres.models import CallBack
from waystation.services.centres.rules import phones_in

NUMBER = "+383 44 123 456"


@pytest.fixture
def besim(mission, arta):
    return people.record_person(
        arta, mission.prishtine, given="Besim", family="Krasniqi",
        contacts=[Contact("phone", NUMBER), Contact("email", "besim@example.org")],
    )  # fmt: skip


def call_of(arta, mission, **more):
    return actions.record_call_back(
        arta, mission.prishtine.id, key=new_key(), due_on=date(2026, 9, 23), language="sq", **more
    )


def numbers(client, user, address):
    client.force_login(user)
    page = client.get(address)
    if page.status_code != 200:
        return page.status_code
    return html.fromstring(page.content).xpath("//main//a[starts-with(@href, 'tel:')]/@href")


def test_the_pages_of_a_call_back_have_the_number_for_who_may_see_it(
    mission, client, arta, milan, besim
):
    agree(arta, besim)
    call = call_of(arta, mission, person_id=besim.id)
    page, step = f"/centres/call-backs/{call.id}/", f"/centres/call-backs/{call.id}/reach/"

    assert numbers(client, arta, page) == ["tel:+38344123456"]
    assert numbers(client, arta, step) == ["tel:+38344123456"]
    assert numbers(client, milan, page) == 404
    seen = Entry.objects.filter(verb="person.read", subject_id=besim.id, user_id=arta.id)
    assert [one.detail["why"] for one in seen] == ["call", "call"]


def test_who_has_not_agreed_to_be_contacted_is_not_called(
    client, arta, besim, record, first, publish_second
):
    record(person_id=besim.id, editions=[str(first.id)])
    agree(arta, besim, agreed=False)
    publish_second()
    call = CallBack.objects.get(person_id=besim.id)

    assert numbers(client, arta, f"/centres/call-backs/{call.id}/") == []


def test_a_number_that_somebody_left_without_a_file_is_called_too(mission, client, arta):
    call = call_of(arta, mission, contact="044 123 456, ask for Besa")

    assert numbers(client, arta, f"/centres/call-backs/{call.id}/") == ["tel:044123456"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("+383 44 123 456", ["+383 44 123 456"]),
        ("044/123-456 or 049 111 222", ["044/123-456", "049 111 222"]),
        ("besa@example.org", []),
        ("flat 12, street 3", []),
        ("044 123 456, not before 12.05.2026", ["044 123 456"]),
        ("2026-05-12 10:00, or 12/5/26, or 12.05.–13.05.", []),
        ("5. 12. 2026 at +383 44 123 456", ["+383 44 123 456"]),
        ("044.123.456", ["044.123.456"]),
    ],
)
def test_numbers_are_found_in_what_somebody_wrote(text, found):
    assert phones_in(text) == found
