"""Data arrangements with an authority: due dates and timeliness of deliveries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

PERIODS = [
    ("month", N_("Each month")),
    ("quarter", N_("Each quarter")),
    ("half_year", N_("Each half-year")),
    ("year", N_("Each year")),
]
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
FORMATS = [
    ("xlsx", N_("Excel")),
    ("csv", N_("CSV")),
    ("api", N_("Interface between systems")),
    ("pdf", N_("PDF or paper")),
    ("other", N_("Other")),
]
DELIVERY_STATES = [
    ("expected", N_("Expected")),
    ("late", N_("Late")),
    ("received", N_("Received in time")),
    ("received_late", N_("Received late")),
]
DELIVERY_TONES = {"expected": "b", "late": "r", "received": "g", "received_late": "a"}
MOST_DELIVERIES = 400


def month_after(day: date, months: int) -> date:
    """Return the first day of the month ``months`` after that of ``day``."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def periods_until(
    starts_on: date, ends_on: date | None, every: str, days: int, until: date
) -> Iterator[tuple[date, date, date]]:
    """Yield (first day, last day, due day) of each period that has begun by ``until``.

    Periods are whole calendar months, quarters and so on from the one that holds ``starts_on``.
    """
    months = MONTHS[every]
    first = date(starts_on.year, (starts_on.month - 1) // months * months + 1, 1)
    for _number in range(MOST_DELIVERIES):
        if first > until or (ends_on is not None and first > ends_on):
            return
        following = month_after(first, months)
        last = following - timedelta(days=1)
        yield first, last, last + timedelta(days=days)
        first = following


def delivery_state(due_on: date, received_on: date | None, today: date) -> str:
    """Return whether a delivery is expected, late, or came, in time or not."""
    if received_on is not None:
        return "received" if received_on <= due_on else "received_late"
    return "late" if due_on < today else "expected"


def refusal_of_days(days: int | None) -> Refusal | None:
    """Refuse a time to deliver that no arrangement has."""
    if days is not None and 0 <= days <= 366:
        return None
    return Refusal(
        N_("Write within how many days after the period it is delivered: 0 to 366."),
        field="days",
        code="days",
    )


def refusal_of_second_receipt(received_on: date | None) -> Refusal | None:
    """Refuse to record a delivery that is recorded."""
    if received_on is None:
        return None
    return Refusal(N_("It has already been received."), code="received_already")


def refusal_to_withdraw(received_on: date | None) -> Refusal | None:
    """Refuse to withdraw the record of a delivery that has none."""
    if received_on is not None:
        return None
    return Refusal(N_("No delivery is recorded for this period."), code="not_received")


def refusal_of_receipt(received_on: date | None, starts: date, today: date) -> Refusal | None:
    """Refuse a receipt before the period has begun, or in the future."""
    if received_on is not None and starts <= received_on <= today:
        return None
    return Refusal(
        N_("Write the day on which it came: between {first} and today."),
        field="received_on",
        code="received_day",
        first=starts,
    )
