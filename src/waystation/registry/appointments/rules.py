"""Valid slots, and when one may be booked. No database, no clock of its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

LONGEST_WISH = 200
LONGEST_CONTACT = 200
SHORTEST_MINUTES, LONGEST_MINUTES = 10, 240
LONGEST_DAYS = 92  # slots are added for a quarter at most
MOST_SLOTS = 600  # at once
PUBLIC_LEAD = timedelta(hours=1)  # a slot that begins sooner is no longer offered in public
PUBLIC_DAYS = 60
ADDRESS_DAYS = 1  # how long after a time its secret address still opens
MOST_PUBLIC_AN_HOUR = 30  # bookings without an account, for each centre

WEEKDAYS = tuple(
    (str(number), name)
    for number, name in enumerate(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    )
)
"""Not marked for translation: Django has the names of the days in every language."""
TIMES = tuple((f"{half // 2:02}:{half % 2 * 30:02}",) * 2 for half in range(14, 41))
CHANNELS = (
    ("", N_("No reminder")),
    ("email", N_("By e-mail")),
    ("webhook", N_("By text message")),
)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"\+?[0-9][0-9 ()/-]{5,20}")


def refusal_of_period(first: date, last: date, today: date) -> Refusal | None:
    """Say why slots cannot be added for these days."""
    if first < today:
        return Refusal(
            N_("Slots are added for days to come. Choose today or later."),
            field="first_day",
            code="past",
        )
    if not first <= last < first + timedelta(days=LONGEST_DAYS):
        return Refusal(
            N_("Add slots for {most} days at most. The last day is the first one or later."),
            field="last_day",
            code="period",
            most=LONGEST_DAYS,
        )
    return None


def refusal_of_hours(from_time: str, to_time: str, minutes: int | None) -> Refusal | None:
    """Say why no slot fits between two times."""
    if minutes is None or not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        return Refusal(
            N_("A slot takes between {least} and {most} minutes."),
            field="minutes",
            code="minutes",
            least=SHORTEST_MINUTES,
            most=LONGEST_MINUTES,
        )
    if _minutes_of(to_time) - _minutes_of(from_time) < minutes:
        return Refusal(
            N_("There is no time for a slot between these times. Choose a later end."),
            field="to_time",
            code="hours",
        )
    return None


def _minutes_of(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def moments(
    first_day: date,
    last_day: date,
    weekdays: Collection[str],
    from_time: str,
    to_time: str,
    minutes: int,
    zone: str,
) -> Iterator[datetime]:
    """Yield when slots begin, as the clock on the wall of the centre has it."""
    day = first_day
    while day <= last_day:
        if str(day.weekday()) in weekdays:
            for start in range(_minutes_of(from_time), _minutes_of(to_time) - minutes + 1, minutes):
                yield datetime.combine(day, time(*divmod(start, 60)), ZoneInfo(zone))
        day += timedelta(days=1)


def refusal_of_number(number: int) -> Refusal | None:
    """Say why so many slots are not added at once, or none."""
    if number == 0:
        return Refusal(
            N_("There is no such day in this period. Choose other days of the week."),
            field="weekdays",
            code="no_day",
        )
    if number > MOST_SLOTS:
        return Refusal(
            N_("These are {number} slots. Add {most} at most at once."),
            field="last_day",
            code="many",
            number=number,
            most=MOST_SLOTS,
        )
    return None


def refusal_to_book(
    starts_at: datetime, ends_at: datetime, now: datetime, *, open: bool, free: bool, public: bool
) -> Refusal | None:
    """Say why a slot cannot be booked: closed, taken, or too late."""
    if not open or not free:
        return Refusal(
            N_("This time is taken. Choose another one."), field="slot", code="slot_taken"
        )
    late = starts_at - PUBLIC_LEAD <= now if public else ends_at <= now
    if late:
        return Refusal(
            N_("This time is over, or begins too soon. Choose a later one."),
            field="slot",
            code="slot_over",
        )
    return None


def refusal_to_move(state: str, same_office: bool) -> Refusal | None:
    """Say why an appointment cannot be moved: it is over, or the time is at another centre."""
    if state != "booked":
        return Refusal(
            N_("This appointment is over. Book a new one."), field="slot", code="booking_over"
        )
    if not same_office:
        return Refusal(N_("Choose a time at the same centre."), field="slot", code="another_centre")
    return None


def refusal_of_contact(channel: str, contact: str, webhook: bool) -> Refusal | None:
    """Refuse contact details by which nobody can be reminded."""
    if channel == "webhook" and not webhook:
        return Refusal(
            N_("This office sends no text messages. Choose e-mail, or no reminder."),
            field="channel",
            code="no_webhook",
        )
    if channel == "email" and not EMAIL.fullmatch(contact):
        return Refusal(
            N_("Write the e-mail address for the reminder, for example name@example.org."),
            field="contact",
            code="contact_email",
        )
    if channel == "webhook" and not PHONE.fullmatch(contact):
        return Refusal(
            N_("Write the telephone number for the reminder, for example +383 44 123 456."),
            field="contact",
            code="contact_phone",
        )
    if contact and not channel:
        return Refusal(
            N_(
                "Choose how to send the reminder, or leave the address blank. It is "
                "used only for the reminder."
            ),
            field="channel",
            code="contact_unused",
        )
    return None


def refusal_of_early_arrival(day: date, today: date) -> Refusal | None:
    """Refuse to note that somebody came to an appointment of another day, still to come."""
    if day <= today:
        return None
    return Refusal(
        N_("This appointment is on {day}. Record a visit today, or move the appointment first."),
        code="not_today",
        day=day,
    )


def refusal_of_no_show(starts_at: datetime, now: datetime) -> Refusal | None:
    """Refuse to record a no-show before the appointment."""
    if now < starts_at:
        return Refusal(
            N_("This appointment has not started yet. Wait until it has."), code="not_begun"
        )
    return None
