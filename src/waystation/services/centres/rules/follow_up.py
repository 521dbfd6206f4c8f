"""When a person may be called back, and how far in advance."""

from __future__ import annotations

import re
from datetime import date, timedelta

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.refusals import not_after, not_before
from waystation.foundation.shared.words import N_

LONGEST_STEP = 200
LONGEST_NOTE = 2000
CALL_BACK_DAYS = 7  # a call-back without a day, or for a changed rule, is due in a week
LATEST_CALL_BACK_DAYS = 366
MOST_PUBLIC_AN_HOUR = 20  # call-backs asked for without an account, for each centre


PHONE = re.compile(r"\+?\d(?:[ /().-]{0,2}\d){5,14}")
DAY = re.compile(
    r"(?<![\d.+])"
    r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}(?P<sign>[./]) ?\d{1,2}(?P=sign)(?: ?\d{4}|\d{2})?)"
    r"(?!\d)"
)


def phones_in(text: str) -> list[str]:
    """Return the telephone numbers in a text about how to reach somebody; days are none."""
    return PHONE.findall(DAY.sub("\n", text))


def call_back_due(next_step: str, asked: date | None, day: date) -> date | None:
    """Return when a visitor is called back: on the day that was agreed, else in a week."""
    if next_step == "call_back" and asked is None:
        return day + timedelta(days=CALL_BACK_DAYS)
    return asked


def refusal_of_call_back(next_step: str, due_on: date | None, day: date) -> Refusal | None:
    """Refuse a call-back on a past day, or one without a day."""
    if due_on is None:
        return None
    if next_step != "call_back":
        return Refusal(
            N_("You wrote a day to call back. Choose “We call back” as the next step."),
            field="next_step",
            code="call_back_step",
        )
    return refusal_of_due_day(due_on, day, "call_back_on")


def refusal_of_due_day(due_on: date | None, today: date, field: str) -> Refusal | None:
    """Say why something cannot be due then: it is over, or more than a year away."""
    return not_before(due_on, field, today) or not_after(
        due_on, field, today + timedelta(days=LATEST_CALL_BACK_DAYS)
    )


def refusal_of_nobody(known: bool, contact: str) -> Refusal | None:
    """Refuse a call-back with neither a file nor contact details."""
    if known or contact.strip():
        return None
    return Refusal(
        N_("Write how to reach the person: a telephone number, or another way."),
        field="contact",
        code="no_contact",
    )


def refusal_without_consent(agreed: bool) -> Refusal | None:
    """Refuse to call a person who has not consented to contact, or has withdrawn the consent."""
    if agreed:
        return None
    return Refusal(
        N_("This person has not agreed to be contacted. Tell them at the next visit."),
        code="no_consent",
    )
