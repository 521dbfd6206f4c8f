"""Actions on appointments: offer slots, book, record attendance, send reminders."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.records.values import strip_texts, write_values
from waystation.foundation.shared.errors import Refusal, TooFast, refuse
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.web import post_json
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people

from . import queries, rules
from .fields import BOOKING, SERIES
from .letters import RECIPIENT, REMINDER, text_of
from .models import Booking, Feed, Slot
from .transitions import BOOKING_WORKFLOW, SLOT_WORKFLOW

NOT_SENT = N_("The gateway for text messages did not accept it.")


@transaction.atomic
def add_slots(
    user: access.AnyUser, office_id: UUID, *, staff: UUID | None = None, **values: Any
) -> list[Slot]:
    """Offer times of an office; ``values`` are those of ``fields.SERIES``.

    Times that the counsellor has already are left as they are, so that sending twice adds
    nothing. Returns the new slots. Raises NotAllowed, Refusals.
    """
    me = access.require(user, "appointment.record", office_id)
    office = access.the_office(office_id, me)
    given = SERIES.complete(values)
    SERIES.refuse(given)
    refuse(
        [
            rules.refusal_of_period(given["first_day"], given["last_day"], today_in(office.zone)),
            rules.refusal_of_hours(given["from_time"], given["to_time"], given["minutes"]),
            _refusal_of_counsellor(user, office_id, staff),
        ]
    )
    asked = [one for one in SERIES.names if one not in {"languages", "public"}]
    wanted = list(rules.moments(**{name: given[name] for name in asked}, zone=office.zone))
    refuse([rules.refusal_of_number(len(wanted))])
    there = Slot.objects.filter(office_id=office_id, staff_id=staff)
    known = set(there.filter(starts_at__in=wanted).values_list("starts_at", flat=True))
    made = []
    for moment in wanted:
        if moment not in known and moment > now():
            slot = Slot.begin(me, office_id, starts_at=moment, staff_id=staff)
            slot.minutes, slot.languages = given["minutes"], given["languages"]
            slot.public = given["public"]
            slot.save(force_insert=True)
            made.append(slot)
    audit.log(me, "slot.add", "access.Office", office_id, office_id=office_id, number=len(made))
    return made


def _refusal_of_counsellor(
    user: access.AnyUser, office_id: UUID, staff: UUID | None
) -> Refusal | None:
    if staff is None or str(staff) in dict(queries.counsellors_of(user, office_id)):
        return None
    return Refusal(
        N_("This colleague receives no visitors at this office. Choose from the list."),
        field="staff",
        code="staff",
    )


def change_slot_state(user: access.AnyUser, slot_id: UUID, transition: str, **values: Any) -> Slot:
    """Close a time, or open it again. Raises NotSeen, NotAllowed, Refusal."""
    visible = access.scoped(Slot.objects.all(), user, "appointment.read")
    slot: Slot = SLOT_WORKFLOW.perform(user, visible, slot_id, transition, **values)
    return slot


def _write(booking: Booking, given: Mapping[str, Any]) -> None:
    write_values(booking, BOOKING, given)
    booking.save(force_insert=True)


def _lock_slot(slot_id: UUID) -> Slot:
    slot = Slot.objects.select_for_update(of=("self",)).filter(id=slot_id).first()
    if slot is None:
        raise queries.not_seen()
    return slot


def _refusals(slot: Slot, given: Mapping[str, Any], *, public: bool) -> list[Refusal | None]:
    free = not slot.bookings.exclude(state="cancelled").exists()
    return [
        *BOOKING.refusals(given),
        rules.refusal_to_book(
            slot.starts_at, slot.ends_at, now(), open=slot.state == "open", free=free, public=public
        ),
        rules.refusal_of_contact(
            given["channel"], given["contact"], bool(settings.REMINDER_WEBHOOK)
        ),
    ]


@transaction.atomic
def book(user: access.AnyUser, slot_id: UUID, *, key: UUID | None = None, **values: Any) -> Booking:
    """Book a slot for a visitor, known or without a name; ``values`` are ``fields.BOOKING``.

    The same ``key`` with the same content is the same booking. Raises NotSeen for another
    office's slot or person, NotAllowed, Refusals, Conflict.
    """
    queries.slot_visible_to(user, slot_id)
    slot = _lock_slot(slot_id)
    me = access.require(user, "appointment.record", slot.office_id)
    given = strip_texts(BOOKING.complete(values))
    if given["person_id"] is not None:
        given["person_id"] = people.require_person(user, given["person_id"], slot.office_id)
    there = recorded_before(Booking, key)
    if there is not None:
        return require_same(there, BOOKING, {**given, "slot_id": slot.id})
    refuse(_refusals(slot, given, public=False))
    booking = Booking.begin(me, slot.office_id, key, slot=slot, starts_at=slot.starts_at)
    _write(booking, given)
    audit.log(me, "booking.record", "appointments.Booking", booking.id, office_id=slot.office_id)
    return booking


@transaction.atomic
def book_in_public(slot_id: UUID, *, key: UUID, **values: Any) -> Booking:
    """Book a slot without an account and without a name.

    Sent twice it is one booking. Raises Refusals for a time that is taken or over, TooFast where
    a centre gets more bookings in an hour than people could make.
    """
    if queries.public_slot(slot_id) is None:
        raise queries.not_seen()
    slot = _lock_slot(slot_id)
    given = strip_texts(BOOKING.complete({**values, "person_id": None}))
    there = recorded_before(Booking, key)
    if there is not None:
        return require_same(there, BOOKING, {**given, "slot_id": slot.id})
    hour_ago = now() - timedelta(hours=1)
    lately = Booking.objects.filter(
        office_id=slot.office_id, by_public=True, created_at__gt=hour_ago
    )
    if lately.count() >= rules.MOST_PUBLIC_AN_HOUR:
        raise TooFast(
            N_("Many people are booking just now. Try again in an hour, or call the centre."),
            code="pace",
        )
    refuse(_refusals(slot, given, public=True))
    booking = Booking.begin(
        None,
        slot.office_id,
        key,
        organisation_id=slot.organisation_id,
        slot=slot,
        starts_at=slot.starts_at,
        by_public=True,
    )
    _write(booking, given)
    _log_unsigned("booking.record", booking)
    return booking


@transaction.atomic
def move_booking(user: access.AnyUser, booking_id: UUID, slot_id: UUID) -> Booking:
    """Move an appointment to another time of the same centre; its old time becomes free.

    A new reminder is sent. Moved to its own time, nothing changes. Raises NotSeen, NotAllowed,
    Refusals for an appointment that is over, or a time that is taken, over or elsewhere.
    """
    booking = queries.booking_visible_to(user, booking_id)
    queries.slot_visible_to(user, slot_id)
    me = access.require(user, "appointment.record", booking.office_id)
    slot = _lock_slot(slot_id)
    booking = Booking.objects.select_for_update(of=("self",)).get(id=booking_id)
    if booking.slot_id == slot.id:
        return booking
    free = not slot.bookings.exclude(state="cancelled").exists()
    refuse(
        [
            rules.refusal_to_move(booking.state, booking.office_id == slot.office_id),
            rules.refusal_to_book(
                slot.starts_at,
                slot.ends_at,
                now(),
                open=slot.state == "open",
                free=free,
                public=False,
            ),
        ]
    )
    booking.slot, booking.starts_at = slot, slot.starts_at
    booking.reminded_at, booking.reminder_problem = None, ""
    booking.touch()
    booking.save()
    audit.log(me, "booking.move", "appointments.Booking", booking.id, office_id=slot.office_id)
    return booking


def _log_unsigned(verb: str, booking: Booking, **detail: Any) -> None:
    audit.log(
        None,
        verb,
        "appointments.Booking",
        booking.id,
        organisation_id=booking.organisation_id,
        office_id=booking.office_id,
        **detail,
    )


@transaction.atomic
def cancel_in_public(secret: str) -> Booking:
    """Cancel a booking by its secret address. Doing it twice changes nothing.

    Raises NotSeen, and Over once the address is over.
    """
    found = queries.booking_of_secret(secret)
    booking = Booking.objects.select_for_update(of=("self",)).get(id=found.id)
    if booking.state == "booked":
        BOOKING_WORKFLOW.take(booking, "cancel")
    return booking


def change_booking_state(
    user: access.AnyUser, booking_id: UUID, transition: str, **values: Any
) -> Booking:
    """Note that a visitor came or did not, or cancel. Raises NotSeen, NotAllowed, Refusals."""
    rows = queries.bookings_visible_to(user)
    booking: Booking = BOOKING_WORKFLOW.perform(user, rows, booking_id, transition, **values)
    return booking


@transaction.atomic
def open_feed(user: access.AnyUser) -> str:
    """Make a new secret address for the user's calendar; the one before opens nothing any more.

    Returns its secret part, which is shown once.
    """
    me = access.require(user, "appointment.read")
    office_id = access.offices_where(me, "appointment.read")[0]
    secret = secrets.token_urlsafe(24)
    feed = Feed.objects.select_for_update().filter(user=me).first()
    if feed is None:
        feed = Feed.begin(me, office_id, version=0)
        feed.user = me
    feed.digest = hashlib.sha256(secret.encode()).digest()
    feed.touch()
    feed.save()
    audit.log(me, "calendar.open", "appointments.Feed", feed.id, office_id=office_id)
    return secret


# Reminders


def remind(today: date | None = None) -> int:
    """Send the reminders of tomorrow's appointments, each once; return how many were written.

    E-mail leaves through the outbox of ``messaging``, a text message through the gateway.
    """
    count = 0
    for booking in queries.to_remind(today or today_in()):
        if _claim_reminder(booking):
            count += 1
            if booking.channel == "webhook":
                _send_text(booking)
    return count


@transaction.atomic
def _claim_reminder(booking: Booking) -> bool:
    """Note that a reminder leaves now; False where another worker was quicker."""
    mine = Booking.objects.filter(id=booking.id, state="booked", reminded_at__isnull=True)
    row = mine.select_for_update().first()
    if row is None:
        return False
    row.reminded_at = now()
    row.save(update_fields=["reminded_at"])
    if booking.channel == "email":
        wanted = messaging.Wanted(
            REMINDER, booking.id, booking.starts_at.date(), RECIPIENT, booking.id
        )
        messaging.write_reminders(booking.organisation_id, booking.office_id, [wanted])
        sender = booking.created_by or booking.slot.staff or booking.slot.created_by
        if sender is not None:
            messaging.begin_sending(
                sender, booking.office_id, page="tasks:list", day=str(today_in())
            )
    _log_unsigned("booking.remind", booking, channel=booking.channel)
    return True


def _send_text(booking: Booking) -> None:
    """Send a text message through the gateway, and note where it was not taken."""
    try:
        post_text(read_sealed(booking, "contact"), text_of(booking))
    except (OSError, ValueError):
        Booking.objects.filter(id=booking.id).update(reminder_problem=NOT_SENT)


def post_text(to: str, text: str) -> None:
    """Hand a text message to the gateway. Raises OSError, ValueError for an address not https."""
    post_json(settings.REMINDER_WEBHOOK, {"to": to, "text": text})


def forget_contacts() -> int:
    """Delete the addresses of reminders whose appointment is over; return how many."""
    over = Booking.objects.filter(starts_at__lt=now() - timedelta(days=1)).exclude(channel="")
    return over.update(channel="", contact=b"", changed_at=now())


# Of one person


def move_person(
    organisation_id: UUID, from_id: UUID, to_id: UUID, only: list[UUID] | None
) -> list[UUID]:
    """Move the bookings of one file to another; return the keys that moved."""
    rows = Booking.objects.filter(organisation_id=organisation_id, person_id=from_id)
    if only is not None:
        rows = rows.filter(id__in=only)
    moved = []
    with transaction.atomic():
        for row in rows.select_for_update(of=("self",)):
            row.person_id = to_id
            row.touch()
            row.save(update_fields=["person_id", "changed_at", "version"])
            _log_unsigned("booking.follow", row, fields=["person"])
            moved.append(row.id)
    return moved


def erase_person(organisation_id: UUID, person_id: UUID) -> int:
    """Remove what describes a person from the bookings; the rows stay counted."""
    rows = Booking.objects.filter(organisation_id=organisation_id, person_id=person_id)
    return rows.update(**BOOKING.erased, changed_at=now())
