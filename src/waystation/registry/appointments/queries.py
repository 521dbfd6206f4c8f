"""Every read of slots and bookings, scoped by user; public slots are open to everybody."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from waystation.foundation.access import queries as access
from waystation.foundation.messaging import queries as messaging
from waystation.foundation.pages.base import url_of
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import NotSeen, Over
from waystation.foundation.shared.periods import HOME_ZONE, now
from waystation.foundation.shared.timeline import Entry, latest
from waystation.foundation.shared.words import N_
from waystation.registry.people.queries import models_about

from . import rules
from .fields import BOOKING
from .models import Booking, Feed, Slot
from .transitions import BOOKING_WORKFLOW

SALT = "appointments.booking"
MOST = 200

EXPECTED: QuerySet[Booking] = Booking.objects.filter(state="booked").only(
    "organisation_id", "office_id", "starts_at", "person_id", "language", "wish", "by_public"
)


@dataclass(frozen=True)
class Expected:
    """A visitor expected today."""

    id: UUID
    office_id: UUID
    starts_at: datetime
    person_id: UUID | None
    language: str
    wish: str
    by_public: bool

    @property
    def has_begun(self) -> bool:
        """Return whether it has begun, so that the visitor may be missing."""
        return rules.refusal_of_no_show(self.starts_at, now()) is None


def not_seen() -> NotSeen:
    """Return the one answer for what is not there and what is not yours."""
    return NotSeen(N_("There is no such appointment in your offices."), code="not_seen")


def is_booked() -> Exists:
    """Return the condition that a slot is booked."""
    return Exists(Booking.objects.filter(slot=OuterRef("pk")).exclude(state="cancelled"))


def slots_visible_to(user: access.AnyUser) -> QuerySet[Any]:
    """Return the slots of the user's offices, with ``booked``."""
    rows = access.scoped(Slot.objects.all(), user, "appointment.read")
    return rows.annotate(booked=is_booked())


def slot_visible_to(user: access.AnyUser, slot_id: UUID) -> Slot:
    """Return one slot. Raises NotSeen outside the user's offices."""
    found = slots_visible_to(user).select_related("office", "staff").filter(id=slot_id).first()
    if found is None:
        raise not_seen()
    slot: Slot = found
    return slot


def free_slots(user: access.AnyUser, office_id: UUID | None = None) -> list[tuple[str, str]]:
    """Return the slots that staff may book now, as choices: time, centre, counsellor."""
    rows = slots_visible_to(user).filter(booked=False, state="open", starts_at__gt=now())
    rows = rows.filter(office_id__in=access.offices_where(user, "appointment.record"))
    if office_id is not None:
        rows = rows.filter(office_id=office_id)
    rows = rows.select_related("office", "staff").order_by("starts_at", "id")[:MOST]
    return [(str(one.id), words_of_slot(one)) for one in rows]


def words_of_slot(slot: Slot) -> str:
    """Return the time, centre and counsellor of a slot."""
    at = moment_in_words(slot.starts_at.astimezone(ZoneInfo(slot.office.zone)))
    return " · ".join([at, slot.office.name, *([str(slot.staff)] if slot.staff else [])])


def moment_in_words(at: datetime) -> str:
    """Return a time as people read it, in its own zone."""
    return date_format(at, "SHORT_DATETIME_FORMAT")


def counsellors_of(user: access.AnyUser, office_id: UUID) -> list[tuple[str, str]]:
    """Return the colleagues who may receive visitors at an office, as choices."""
    me = access.signed_in(user)
    names = access.colleagues(me.organisation_id)
    people = access.users_by_key(names)
    return [
        (str(key), name)
        for key, name in names.items()
        if access.may(people[key], "appointment.record", office_id)
    ]


def bookings_visible_to(user: access.AnyUser) -> QuerySet[Booking]:
    """Return the bookings of the user's offices."""
    return access.scoped(Booking.objects.all(), user, "appointment.read")


def booking_visible_to(user: access.AnyUser, booking_id: UUID) -> Booking:
    """Return one booking. Raises NotSeen outside the user's offices."""
    found = (
        bookings_visible_to(user)
        .select_related("office", "slot__staff")
        .filter(id=booking_id)
        .first()
    )
    if found is None:
        raise not_seen()
    return found


def expected_today(user: access.AnyUser) -> list[Expected]:
    """Return who is still expected today in the user's offices, the next one first."""
    moment, places = now(), access.places_of(user)
    days: dict[str, list[UUID]] = {}
    for office in access.offices_where(user, "appointment.read"):
        days.setdefault(places[office].zone, []).append(office)
    found: list[Expected] = []
    for zone, offices in days.items():
        start, end = day_in(zone, moment)
        rows = EXPECTED.filter(starts_at__gte=start, starts_at__lt=end)
        if len(days) > 1:
            rows = rows.filter(office__in=offices)
        rows = access.scoped(rows, user, "appointment.read")
        found.extend(_expected_visitor(one) for one in rows[:MOST])
    return sorted(found, key=lambda one: (one.starts_at, one.id))


def _expected_visitor(one: Booking) -> Expected:
    return Expected(
        one.id,
        one.office_id,
        one.starts_at,
        one.person_id,
        one.language,
        readable_text(one, "wish"),
        one.by_public,
    )


def day_in(zone: str, moment: datetime) -> tuple[datetime, datetime]:
    """Return the beginning and the end of the day of a moment, as a place has it."""
    start = datetime.combine(moment.astimezone(ZoneInfo(zone)).date(), time(), ZoneInfo(zone))
    return start, start + timedelta(days=1)


# Without an account


def public_slots(office_id: UUID | None = None, language: str = "") -> list[Slot]:
    """Return what anybody may book: open, free, announced, not too soon and not too far."""
    moment = now()
    rows = Slot.objects.filter(
        public=True,
        state="open",
        starts_at__gt=moment + rules.PUBLIC_LEAD,
        starts_at__lt=moment + timedelta(days=rules.PUBLIC_DAYS),
    ).filter(~is_booked())
    if office_id is not None:
        rows = rows.filter(office_id=office_id)
    found = list(rows.select_related("office").order_by("starts_at", "id")[:MOST])
    return [one for one in found if not language or language in (one.languages or [language])]


def public_slot(slot_id: UUID) -> Slot | None:
    """Return a slot that anybody may look at, booked or not; None for another one."""
    rows = Slot.objects.filter(public=True).select_related("office")
    return rows.filter(id=slot_id).first()


def secret_of(booking: Booking) -> str:
    """Return the secret part of the address at which a booking is looked at and cancelled."""
    return messaging.token_of(SALT, booking.id)


def booking_of_secret(secret: str) -> Booking:
    """Return the booking that a secret address opens.

    Raises NotSeen for a guessed one, Over from a day after the time that was booked.
    """
    key = messaging.key_of(SALT, secret)
    rows = Booking.objects.filter(by_public=True).select_related("office", "slot")
    found = rows.filter(id=key).first() if key else None
    if found is None:
        raise NotSeen(N_("There is no such appointment. Check the address."), code="not_seen")
    if now() >= found.slot.ends_at + timedelta(days=rules.ADDRESS_DAYS):
        raise Over(
            N_("This address opened an appointment until the day after it. Book another time."),
            code="address_over",
        )
    return found


# The calendar


def calendar_of_secret(secret: str) -> str:
    """Return the calendar that a secret address opens: times and languages, no names.

    Raises NotSeen for a guessed address, and where the account was closed.
    """
    digest = hashlib.sha256(secret.encode()).digest()
    feed = Feed.objects.filter(digest=digest, user__is_active=True).select_related("user").first()
    if feed is None:
        raise NotSeen(N_("There is no such calendar."), code="not_seen")
    user = feed.user
    rows = bookings_visible_to(user).filter(slot__staff=user, state__in=["booked", "arrived"])
    since = now() - timedelta(days=30)
    found = rows.filter(starts_at__gte=since).select_related("slot", "office")
    return calendar(list(found.order_by("starts_at")[:1000]))


def calendar(bookings: Sequence[Booking]) -> str:
    """Return bookings as a calendar file (RFC 5545). It has times only, no persons."""
    made = Calendar()
    made.add("prodid", "-//Waystation//appointments//EN")
    made.add("version", "2.0")
    for one in bookings:
        event = Event()
        event.add("uid", f"{one.id}@waystation")
        event.add("dtstamp", one.changed_at)
        event.add("dtstart", one.starts_at)
        event.add("dtend", one.slot.ends_at)
        language = BOOKING["language"].words(one.language)
        event.add("summary", " · ".join(part for part in (_("Appointment"), language) if part))
        made.add_component(event)
    return str(made.to_ical().decode())


def has_feed(user: access.AnyUser) -> bool:
    """Return whether the user has a calendar address already."""
    return Feed.objects.filter(user=access.signed_in(user)).exists()


# Of one person


def timeline_of(user: access.AnyUser, person_id: UUID) -> list[Entry]:
    """Return the appointments of a person that this user may see."""
    if Booking not in models_about(person_id):
        return []
    rows = bookings_visible_to(user).filter(person_id=person_id)
    columns = ("id", "office_id", "starts_at", "state")
    moment, places = now(), access.places_of(user)
    return [
        Entry(
            at=one.starts_at,
            kind=_("Appointment"),
            title=BOOKING_WORKFLOW.words(one.state),
            place=places[one.office_id].name,
            url=url_of("appointments:booking", one.id),
            icon="cal",
            when="next" if one.state == "booked" and one.starts_at > moment else "past",
            record=one.id,
        )
        for one in latest(rows.values_list(*columns, named=True), "starts_at")
    ]


def export_of(user: access.AnyUser, person_id: UUID) -> list[dict[str, Any]]:
    """Return everything recorded of a person's appointments, as plain JSON, for the person."""
    me = access.require(user, "person.export")
    rows = Booking.objects.filter(organisation_id=me.organisation_id, person_id=person_id)
    asked = BOOKING.without("person_id")
    return [
        {
            "what": "Appointment",
            "day": one.starts_at.date().isoformat(),
            "state": one.state,
            **values_of(one, asked),
            "called": _("Appointment"),
            "in_words": [
                (_("Begins"), moment_in_words(one.starts_at.astimezone(ZoneInfo(HOME_ZONE)))),
                (_("State"), BOOKING_WORKFLOW.words(one.state)),
                *((field.title, said) for field, said in asked.answers(values_of(one, asked))),
            ],
        }
        for one in rows.order_by("starts_at")
    ]


# For the worker


def to_remind(today: date) -> list[Booking]:
    """Return the bookings of the day after ``today`` whose reminder was not sent yet."""
    start = datetime.combine(today + timedelta(days=1), time(), ZoneInfo(HOME_ZONE))
    rows = Booking.objects.filter(
        state="booked",
        reminded_at__isnull=True,
        starts_at__gte=start,
        starts_at__lt=start + timedelta(days=1),
    )
    rows = rows.exclude(channel="").select_related("office", "slot")
    return list(rows.order_by("office_id", "starts_at"))
