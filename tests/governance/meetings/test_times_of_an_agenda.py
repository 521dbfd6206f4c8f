"""When each item of an agenda begins, for readers who may not see all items too."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from docx import Document

from tests.governance import walk
from waystation.governance.meetings import actions
from waystation.governance.meetings.models import AgendaItem
from waystation.governance.meetings.queries import calendars
from waystation.governance.meetings.queries.meetings import items_of
from waystation.governance.meetings.rules.agenda import part_of, times_of
from waystation.governance.network.queries.scope import reader_of

MEMBER = ("public", "network")
START = datetime(2026, 3, 10, 9, tzinfo=UTC)


def an_item(key, access_class, minutes):
    return SimpleNamespace(id=key, access_class=access_class, minutes=minutes)


ITEMS = [
    an_item(1, "network", 20),
    an_item(2, "public", 10),
    an_item(3, "restricted", 30),
    an_item(4, "co_chairs", 5),
]


@pytest.mark.parametrize(
    ("held", "kind", "minutes"),
    [
        (("public", "network", "restricted", "co_chairs"), "regular", {1: 0, 2: 20, 3: 30, 4: 60}),
        (MEMBER, "regular", {1: 0, 2: 20}),
        (("public", "network", "co_chairs"), "regular", {1: 0, 2: 20}),
        (MEMBER, "extended", {2: 0, 1: 10}),
        (("public",), "extended", {2: 0}),
        (("public",), "regular", {}),
        (MEMBER, "correspondence", {}),
    ],
)
def test_times_have_no_gap_for_whoever_reads_them(held, kind, minutes):
    seen = [one for one in ITEMS if one.access_class in held]

    times = times_of(seen, held, kind, START)

    assert times == {key: START + timedelta(minutes=after) for key, after in minutes.items()}


def test_guests_of_an_extended_meeting_come_first():
    parts = [part_of(one, "extended") for one in ("public", "network", "restricted", "co_chairs")]

    assert parts == [0, 1, 2, 3]
    assert part_of("public", "regular") == part_of("network", "regular")


@pytest.fixture
def agenda(network):
    """An open item, a closed one accepted after it, and an open one accepted last."""
    meeting = walk.planned(network)
    for title, access_class, minutes in (
        ("First", "network", 20),
        ("Closed matter", "restricted", 45),
        ("Last", "public", 10),
    ):
        walk.item(network, meeting, title, access_class=access_class, minutes=minutes)
    return meeting


def times_seen(user, meeting):
    found = items_of(reader_of(user), meeting.id)
    return {one.title: (one.starts_at - meeting.starts_at).seconds // 60 for one in found}


@pytest.mark.duty("O-18")
def test_a_closed_item_leaves_no_gap_in_the_times_of_the_others(network, agenda):
    places = dict(AgendaItem.objects.values_list("title", "position"))

    chair, member = times_seen(network.carla, agenda), times_seen(network.nora, agenda)

    assert places == {"First": 1, "Last": 2, "Closed matter": 3}
    assert member == {"First": 0, "Last": 20}
    assert chair == {**member, "Closed matter": 30}


@pytest.mark.duty("O-18")
def test_page_document_and_calendar_say_the_same_times(network, agenda, client):
    client.force_login(network.nora)
    page = client.get(reverse("meetings:meeting", args=[agenda.id])).content.decode()
    file = client.get(reverse("meetings:agenda_word", args=[agenda.id])).content
    pdf = client.get(reverse("meetings:agenda_pdf", args=[agenda.id]))

    calendar = calendars.occasion_of(agenda, agenda.starts_at).description

    cells = [
        [cell.text for cell in row.cells] for row in Document(io.BytesIO(file)).tables[-1].rows
    ]
    assert [row[:2] for row in cells[1:]] == [["10:00", "1. First"], ["10:20", "2. Last"]]
    assert calendar.splitlines() == ["10:00 1. First", "10:20 2. Last"]
    assert "10:20" in page
    assert pdf.content.startswith(b"%PDF")
    for said in (page, str(cells), calendar):
        assert "Closed matter" not in said


def test_an_own_closed_item_has_no_time_because_others_could_be_before_it(network, agenda):
    own = walk.item(
        network, agenda, "Ours", by=network.nora, accept=False, access_class="restricted"
    )
    actions.agenda.accept_item(network.carla, own.id)

    found = items_of(reader_of(network.nora), agenda.id)

    assert [(one.title, one.starts_at is None) for one in found] == [
        ("First", False),
        ("Last", False),
        ("Ours", True),
    ]


def test_items_move_within_their_part_only(network, agenda):
    last = AgendaItem.objects.get(title="Last")

    actions.agenda.move_item(network.sanja, last.id, up=False)
    unmoved = AgendaItem.objects.get(id=last.id).position
    actions.agenda.move_item(network.sanja, last.id, up=True)

    assert unmoved == 2
    assert list(AgendaItem.objects.order_by("position").values_list("title", "number")) == [
        ("Last", 1),
        ("First", 2),
        ("Closed matter", 1),
    ]


def test_a_meeting_that_becomes_extended_puts_the_part_with_guests_first(network, agenda):
    seen = actions.meetings.values_of(agenda)
    proposed = {"kind": "extended", "categories": ["donors"]}

    actions.meetings.change_meeting(network.sanja, agenda.id, seen, proposed)

    titles = AgendaItem.objects.order_by("position").values_list("title", "number")
    assert list(titles) == [("Last", 1), ("First", 2), ("Closed matter", 1)]


def test_who_is_outside_of_the_network_gets_no_agenda(network, agenda, client, milan):
    client.force_login(milan)

    answer = client.get(reverse("meetings:agenda_word", args=[agenda.id]))

    assert answer.status_code == 404
