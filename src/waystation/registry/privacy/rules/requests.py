"""Requests of data subjects: their kinds and deadlines. No database.

The law on personal data protection gives one month from the day the request was received.
"""

from __future__ import annotations

import calendar
from datetime import date

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

KINDS = {
    "access": N_("Access: a copy of the data"),
    "correction": N_("Correction"),
    "erasure": N_("Erasure"),
    "restriction": N_("Restriction of use"),
    "objection": N_("Objection"),
}
WAYS = {
    "in_person": N_("In person"),
    "letter": N_("By letter"),
    "email": N_("By e-mail"),
    "phone": N_("By telephone"),
}
STATES = ("open", "answered", "refused")


def due_day(received_on: date) -> date:
    """Return the last day for the answer: the same day of the next month, or its last one."""
    year, month = received_on.year + received_on.month // 12, received_on.month % 12 + 1
    return date(year, month, min(received_on.day, calendar.monthrange(year, month)[1]))


def refusal_of_day(received_on: date | None, today: date) -> Refusal | None:
    """Refuse a request that came in tomorrow."""
    if received_on is not None and received_on > today:
        return Refusal(
            N_("The date received cannot be in the future."),
            field="received_on",
            code="request_in_future",
        )
    return None


def refusal_to_answer(checked: bool) -> Refusal | None:
    """Refuse to hand data to a person whose identity was not checked."""
    if checked:
        return None
    return Refusal(
        N_("Check first that the request is the person's own, and tick it."),
        field="identity_checked",
        code="identity_not_checked",
    )
