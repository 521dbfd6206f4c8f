"""Papers: their class, their clock, and invitees who see their own items only."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.governance import walk
from waystation.foundation.audit.models import Entry
from waystation.foundation.messaging.models import Delivery
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.governance.meetings import actions
from waystation.governance.meetings.models import Paper, PaperFile
from waystation.governance.meetings.queries import guests, meetings, papers
from waystation.governance.network.queries.scope import reader_of


@pytest.fixture
def guest(network):
    """Somebody of a university, with an account that opens invitations only."""
    return network.mission.hire("Gresa Guest", network.office, "partner_focal_point")


def ask(network, meeting, items, account, **more):
    given = {"category": "academia", "reason": "She wrote the study.", **more}
    return actions.attendance.ask_invitee(
        network.carla, meeting.id, items=items, account=account, **given
    )


@pytest.mark.duty("O-43")
def test_who_does_not_hold_a_class_sees_neither_title_nor_count(network):
    meeting = walk.planned(network)
    walk.item(network, meeting, "Open matter")
    walk.item(network, meeting, "Restricted matter", access_class="restricted")
    walk.item(network, meeting, "Chairs only", by=network.carla, access_class="co_chairs")
    last = walk.item(network, meeting, "Another open matter")
    walk.paper(network, meeting, "Open paper")
    walk.paper(network, meeting, "Restricted paper", access_class="restricted")
    chairs = walk.paper(network, meeting, "Chairs paper", by=network.ivo, access_class="co_chairs")

    def titles(who):
        reader = reader_of(who)
        items = [f"{i.label} {i.title}" for i in meetings.items_of(reader, meeting.id)]
        return items, [f"{p.label} {p.title}" for p in papers.papers_of(who, meeting.id)]

    # A member counts 1, 2 and 1: no gap says that something is there.
    assert titles(network.nora) == (["1 Open matter", "2 Another open matter"], ["1 Open paper"])
    assert titles(network.carla)[0] == [
        "1 Open matter",
        "2 Another open matter",
        "R1 Restricted matter",
        "C1 Chairs only",
    ]
    assert "C1 Chairs paper" not in titles(network.sanja)[1]
    assert last.number == 2
    for who in (network.nora, network.sanja):
        with pytest.raises(NotSeen):
            papers.open_paper(who, chairs.id)
    assert papers.open_paper(network.carla, chairs.id).content == walk.PDF
    refused = Entry.objects.filter(verb="paper.refuse", subject_id=chairs.id)
    assert [row.user_id for row in refused.order_by("number")] == [
        network.nora.id,
        network.sanja.id,
    ]


@pytest.mark.duty("O-43")
def test_reading_a_paper_is_written_down_and_its_bytes_are_sealed(network):
    meeting = walk.planned(network)
    paper = walk.paper(network, meeting)

    opened = papers.open_paper(network.nora, paper.id)

    assert (opened.content, opened.media_type) == (walk.PDF, "application/pdf")
    assert walk.PDF not in bytes(PaperFile.objects.get().sealed)
    row = Entry.objects.get(verb="paper.read")
    assert (row.user_id, row.subject_id) == (network.nora.id, paper.id)


@pytest.mark.duty("O-43")
def test_a_paper_that_describes_people_is_not_filed(network):
    meeting = walk.planned(network)

    with pytest.raises(Refusal, match="identifiable people"):
        walk.paper(network, meeting, names_nobody=False)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"content": b""}, "empty"),
        ({"file_name": "paper.exe"}, "Send one of these"),
        ({"content": b"MZ"}, "not what its name says"),
        ({"title": " "}, "Fill this in"),
        ({"access_class": "secret"}, "not one of the choices"),
    ],
)
def test_a_wrong_file_is_refused_in_a_sentence(network, given, sentence):
    meeting = walk.planned(network)

    with pytest.raises(Refusal, match=sentence):
        walk.paper(network, meeting, **given)
    assert not Paper.objects.exists()


def test_a_paper_is_not_more_open_than_its_item(network):
    meeting = walk.planned(network)
    closed = walk.item(network, meeting, "Closed", access_class="restricted")

    with pytest.raises(Refusal, match="cannot be more open"):
        walk.paper(network, meeting, item=closed.id)


@pytest.mark.duty("O-20")
def test_a_paper_sent_after_its_day_is_late_for_ever(network, clock):
    meeting = walk.planned(network)  # Tuesday 10 March: five working days before is 3 March
    in_time = walk.paper(network, meeting, "In time")
    clock.set(date(2026, 3, 3))
    actions.papers.distribute_papers(network.sanja, meeting.id)
    late = walk.paper(network, meeting, "Late")
    clock.set(date(2026, 3, 4))
    actions.papers.distribute_papers(network.sanja, meeting.id)

    in_time.refresh_from_db()
    late.refresh_from_db()

    assert (in_time.due_on, in_time.late) == (date(2026, 3, 3), False)
    assert (late.due_on, late.late) == (date(2026, 3, 3), True)
    with pytest.raises(Refusal, match="no papers of this meeting"):
        actions.papers.distribute_papers(network.sanja, meeting.id)


@pytest.mark.duty("O-20")
def test_papers_go_to_who_holds_their_class_and_opening_is_noted(network):
    meeting = walk.planned(network)
    paper = walk.paper(network, meeting, "Open")
    walk.paper(network, meeting, "Chairs", by=network.carla, access_class="co_chairs")
    actions.papers.distribute_papers(network.sanja, meeting.id)
    papers.open_paper(network.nora, paper.id)

    sent = Delivery.objects.filter(kind="papers")

    # Four members and the UNDC's office; the closed one to the three seats' entities.
    assert sent.filter(subject_id=paper.id).count() == 5
    assert sent.exclude(subject_id=paper.id).count() == 3
    opened = sent.get(opened_at__isnull=False)
    assert (opened.recipient_id, opened.opened_by) == (network.unicef.id, network.nora)


@pytest.mark.duty("O-08")
def test_only_a_co_chair_asks_for_items_with_a_reason(network, guest):
    meeting = walk.planned(network)
    item = walk.item(network, meeting)
    closed = walk.item(network, meeting, "Closed", access_class="restricted")

    with pytest.raises(NotAllowed, match="Only a co-chair"):
        actions.attendance.ask_invitee(
            network.sanja,
            meeting.id,
            items=[item.id],
            category="academia",
            reason="Because we agreed.",
            account=guest.id,
        )
    for wrong, sentence in (
        ({"reason": " "}, "why this person"),
        ({"items": []}, "Choose the agenda items"),
        ({"items": [closed.id]}, "closed class"),
    ):
        with pytest.raises(Refusal, match=sentence):
            ask(
                network,
                meeting,
                wrong.pop("items", [item.id]),
                guest.id,
                **wrong,
            )


@pytest.mark.duty("O-08")
def test_an_invitee_opens_the_papers_of_their_item_until_the_meeting_ends(network, guest, clock):
    meeting = walk.planned(network)
    third = walk.item(network, meeting, "Item three")
    fourth = walk.item(network, meeting, "Item four")
    mine = walk.paper(network, meeting, "Paper of item three", item=third.id)
    other = walk.paper(network, meeting, "Paper of item four", item=fourth.id)
    ask(network, meeting, [third.id], guest.id)
    actions.meetings.convene_meeting(network.carla, meeting.id)
    actions.papers.distribute_papers(network.sanja, meeting.id)

    assert papers.open_paper(guest, mine.id).content == walk.PDF
    seen = papers.invitation_visible_to(guest, meeting.id)
    assert ([p.title for p in seen.papers], seen.items) == (
        ["Paper of item three"],
        ["10:00 1. Item three"],
    )
    with pytest.raises(Refusal, match="other items"):
        papers.open_paper(guest, other.id)
    clock.set(meeting.ends_at + timedelta(minutes=1))
    with pytest.raises(Refusal, match="ended with the meeting"):
        papers.open_paper(guest, mine.id)

    assert papers.invitation_visible_to(guest, meeting.id).papers == []
    refused = Entry.objects.filter(verb="paper.refuse", user_id=guest.id).order_by("number")
    assert [row.detail["code"] for row in refused] == ["other_item", "invitation_over"]
    with pytest.raises((NotSeen, NotAllowed)):
        meetings.meeting_visible_to(guest, meeting.id)


@pytest.mark.duty("O-08")
def test_who_has_no_account_is_invited_by_name_which_is_sealed(network):
    meeting = walk.planned(network)
    item = walk.item(network, meeting)

    invitee = ask(network, meeting, [item.id], None, name="Professor Gashi")

    assert b"Gashi" not in bytes(invitee.contact)
    (guest,) = guests.invitees_of(reader_of(network.nora), meeting.id)
    assert (guest.name, guest.seat) == ("Professor Gashi", "undc")


@pytest.mark.duty("O-31")
def test_an_extended_meeting_shows_its_guests_the_public_set_only(network, guest):
    meeting = walk.planned(network, kind="extended", categories=["academia"])
    item = walk.item(network, meeting)
    shown = walk.paper(network, meeting, "Public paper", access_class="public", item=item.id)
    closed = walk.paper(network, meeting, "Members' paper", item=item.id)
    ask(network, meeting, [item.id], guest.id)
    actions.meetings.convene_meeting(network.carla, meeting.id)
    actions.papers.distribute_papers(network.sanja, meeting.id)

    seen = papers.invitation_visible_to(guest, meeting.id)

    assert [p.title for p in seen.papers] == ["Public paper"]
    assert Paper.objects.get(id=shown.id).public_set
    with pytest.raises(Refusal):
        papers.open_paper(guest, closed.id)


def test_other_offices_open_no_paper(network, arta, milan, blerim):
    meeting = walk.planned(network)
    paper = walk.paper(network, meeting)

    for stranger in (arta, milan, blerim):
        with pytest.raises((NotSeen, NotAllowed)):
            papers.open_paper(stranger, paper.id)
