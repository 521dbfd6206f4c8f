"""Who answers a complaint, and by when. No database, no clock of its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

Level = Literal["office", "organisation"]

LONGEST_TEXT = 4000
LONGEST_NAME = 200
DAYS = {"complaint": 15, "suggestion": 30}
"""In how many days an answer is due; thanks need none."""
ADDRESS_DAYS_ANSWERED = 90
ADDRESS_DAYS = 366
"""How long the secret address of a message opens: after the answer, and after it came."""
ABOUT_STAFF = {"staff", "management"}
CONFIRM_DAYS = 14
"""Within how many days of a remedy the person is asked whether it was received."""
MOST_MONEY = Decimal(10_000_000)
MOST_PUBLIC_AN_HOUR = 30  # without an account, for each office
LEVELS = (("office", N_("The head of the centre")), ("organisation", N_("Data protection")))


def due_on(kind: str, received_on: date) -> date | None:
    """Return by when an answer is due, None where none is."""
    days = DAYS.get(kind)
    return received_on + timedelta(days=days) if days else None


def address_opens_until(
    received_on: date, answered_on: date | None, remedied_on: Collection[date] = ()
) -> date:
    """Return the last day on which who wrote can read the answer at the secret address.

    ``remedied_on``: the days on which remedies are due or were given; the person says there whether
    they came.
    """
    if answered_on is None:
        return received_on + timedelta(days=ADDRESS_DAYS)
    return max([answered_on, *remedied_on]) + timedelta(days=ADDRESS_DAYS_ANSWERED)


def level_of(about: str, *, handles: bool, oversees: bool) -> Level:
    """Return who answers: the office, or the organisation above it.

    ``handles`` and ``oversees`` are the permissions of the person complained about, for this office
    and for the organisation: nobody answers a complaint about themselves.
    """
    if oversees:
        return "office"
    return "organisation" if about == "management" or handles else "office"


def refusal_of_staff(about: str, named: bool) -> Refusal | None:
    """Say why a colleague cannot be named: it is not about one."""
    if named and about not in ABOUT_STAFF:
        return Refusal(
            N_("You named a colleague. Choose that it is about staff of a centre."),
            field="about",
            code="about_staff",
        )
    return None


def refusal_to_handle(is_meant: bool) -> Refusal | None:
    """Refuse to let a person answer a complaint about themselves."""
    if is_meant:
        return Refusal(
            N_("This is about you. Another person must answer it."), code="about_oneself"
        )
    return None


def in_time(due: date | None, answered_on: date | None) -> bool | None:
    """Return whether an answer was in time, None if there is none or none was due."""
    return answered_on <= due if due is not None and answered_on is not None else None


def refusal_of_money(amount: Decimal | None, field: str) -> Refusal | None:
    """Refuse an amount below zero, or of more than two decimals or seven digits."""
    if amount is None or (0 <= amount < MOST_MONEY and amount == round(amount, 2)):
        return None
    return Refusal(
        N_("Write an amount from 0, with two decimals at most."), field=field, code="money"
    )


def refusal_of_currency(code: str) -> Refusal | None:
    """Refuse an invalid currency code (ISO 4217: three capital letters)."""
    if len(code) == 3 and code.isascii() and code.isalpha() and code.isupper():
        return None
    return Refusal(
        N_("Write the code of the currency: three letters, such as EUR or CHF."),
        field="currency",
        code="currency",
    )


def is_remedied(states: Collection[str]) -> bool | None:
    """Return whether all that was asked for came and was confirmed; None where nothing was."""
    asked = [one for one in states if one != "refused"]
    if not states:
        return None
    return bool(asked) and all(one == "confirmed" for one in asked)
