"""A meeting as a calendar file (RFC 5545, RFC 5546): one event, however often it moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

if TYPE_CHECKING:  # loaded when a file is written: most processes that start write none
    from icalendar import Calendar, Event, vCalAddress

PRODUCT = "-//Waystation//UN Network on Migration//EN"


@dataclass(frozen=True)
class Occasion:
    """What a calendar file says of a meeting."""

    id: UUID
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str
    link: str
    description: str
    organiser: str
    organiser_email: str
    stamped_at: datetime
    cancelled: bool = False


def uid(meeting_id: UUID) -> str:
    """Return the UID of the event, which never changes, even if it is moved or cancelled."""
    return f"{meeting_id}@waystation"


def _event(occasion: Occasion) -> Event:
    from icalendar import Event

    zone = ZoneInfo(occasion.zone)
    event = Event()
    event.add("uid", uid(occasion.id))
    event.add("sequence", occasion.sequence)
    event.add("dtstamp", occasion.stamped_at)
    event.add("dtstart", occasion.starts_at.astimezone(zone))
    event.add("dtend", occasion.ends_at.astimezone(zone))
    event.add("summary", occasion.title)
    if occasion.place:
        event.add("location", occasion.place)
    if occasion.link:
        event.add("url", occasion.link)
    if occasion.description:
        event.add("description", occasion.description)
    event.add("status", "CANCELLED" if occasion.cancelled else "CONFIRMED")
    if occasion.organiser_email:
        event["organizer"] = _calendar_address(occasion.organiser, occasion.organiser_email)
    return event


def _calendar_address(name: str, email: str, **more: str) -> vCalAddress:
    from icalendar import vCalAddress, vText

    address = vCalAddress(f"mailto:{email}")
    for key, value in {"cn": name, **more}.items():
        address.params[key] = vText(value)
    return address


def _calendar(method: str, zone: str) -> Calendar:
    from icalendar import Calendar, Timezone

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(Timezone.from_tzid(zone))
    return calendar


def invitation(occasion: Occasion, name: str = "", email: str = "") -> str:
    """Return the file for one recipient: METHOD:REQUEST, or METHOD:CANCEL once cancelled."""
    calendar = _calendar("CANCEL" if occasion.cancelled else "REQUEST", occasion.zone)
    event = _event(occasion)
    if email:
        guest = _calendar_address(name, email, role="REQ-PARTICIPANT", rsvp="TRUE")
        event.add("attendee", guest, encode=False)
    calendar.add_component(event)
    return str(calendar.to_ical().decode())


def public_calendar(occasions: list[Occasion], zone: str) -> str:
    """Return many meetings as one calendar that anybody may subscribe to: METHOD:PUBLISH."""
    calendar = _calendar("PUBLISH", zone)
    for one in occasions:
        calendar.add_component(_event(one))
    return str(calendar.to_ical().decode())
