"""Calendar files, read back by two other implementations: one event, however often it moves."""

from __future__ import annotations

import warnings
from datetime import timedelta

import icalendar
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import vobject

from tests.governance import walk
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import now
from waystation.governance.meetings import actions
from waystation.governance.meetings.models import Notice
from waystation.governance.meetings.queries import calendars


def files(network, meeting):
    """The file after convening, after a move, and after the cancellation."""
    found = [calendars.invitation_for(network.nora, meeting.id, now())]
    actions.meetings.change_meeting(
        network.carla,
        meeting.id,
        {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at},
        {
            "starts_at": meeting.starts_at + timedelta(days=7),
            "ends_at": meeting.ends_at + timedelta(days=7),
        },
    )
    found.append(calendars.invitation_for(network.nora, meeting.id, now()))
    actions.meetings.cancel_meeting(network.carla, meeting.id, why="Too much snow.")
    found.append(calendars.invitation_for(network.nora, meeting.id, now()))
    return found


def read_by_icalendar(text):
    calendar = icalendar.Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    return (
        str(calendar["METHOD"]),
        str(event["UID"]),
        int(event["SEQUENCE"]),
        event.decoded("DTSTART"),
        str(event["STATUS"]),
    )


def read_by_vobject(text):
    calendar = vobject.readOne(text)
    event = calendar.vevent
    return (
        calendar.method.value,
        event.uid.value,
        int(event.sequence.value),
        event.dtstart.value,
        event.status.value,
    )


@pytest.mark.duty("O-16")
@pytest.mark.parametrize("read", [read_by_icalendar, read_by_vobject])
@pytest.mark.filterwarnings("ignore")
def test_created_moved_and_cancelled_are_one_event(network, read):
    meeting = walk.convened(network)
    week = timedelta(days=7)

    first, moved, cancelled = (read(text) for text in files(network, meeting))

    assert {first[1], moved[1], cancelled[1]} == {f"{meeting.id}@waystation"}
    assert [one[2] for one in (first, moved, cancelled)] == [0, 1, 2]
    assert [one[0] for one in (first, moved, cancelled)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert (first[3], moved[3]) == (meeting.starts_at, meeting.starts_at + week)
    assert (first[4], cancelled[4]) == ("CONFIRMED", "CANCELLED")


def test_the_invitation_names_its_recipient_and_the_kept_notice_names_none(network):
    meeting = walk.convened(network)

    mine = calendars.invitation_for(network.nora, meeting.id, now()).replace("\r\n ", "")
    kept = Notice.objects.get().calendar.replace("\r\n ", "")

    assert network.nora.email in mine
    assert network.nora.email not in kept
    assert "ORGANIZER" in kept


def test_a_closed_item_is_not_in_the_invitation(network):
    meeting = walk.planned(network)
    walk.item(network, meeting, "Work plan")
    walk.item(network, meeting, "A closed matter", access_class="restricted")
    actions.meetings.convene_meeting(network.carla, meeting.id)

    text = calendars.invitation_for(network.carla, meeting.id, now())

    assert "Work plan" in text
    assert "A closed matter" not in text


def test_there_is_no_invitation_to_what_nobody_convened(network):
    meeting = walk.planned(network)

    with pytest.raises(NotSeen):
        calendars.invitation_for(network.nora, meeting.id, now())


def test_the_network_has_one_calendar_to_subscribe_to(network):
    walk.convened(network)

    text = calendars.calendar_file(network.record, now())

    calendar = icalendar.Calendar.from_ical(text)
    assert str(calendar["METHOD"]) == "PUBLISH"
    assert len(calendar.walk("VEVENT")) == 1
