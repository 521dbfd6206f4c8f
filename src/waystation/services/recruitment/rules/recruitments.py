"""Validation of a worker's recruitment: dates, amounts, answers, calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.refusals import in_order, not_after
from waystation.foundation.shared.words import N_

from .costs import refusal_of_amount

ANSWERS = {"yes": N_("Yes"), "no": N_("No"), "unknown": N_("Not known")}
CALL_DAYS = (7, 30, 90, 180)
"""Days after arrival on which a worker is called, unless the office has set others."""
MOST_CALLS, LAST_DAY = 12, 1095
RATE_DAYS = 31
"""So many days old an exchange rate may be at most."""


def red_flags(answers: Mapping[str, Any], flags: Mapping[str, tuple[str, str]]) -> list[str]:
    """Return the kinds of incident that answers open, each once.

    ``flags`` maps a question to the answer that is a red flag and the kind of incident it opens.
    """
    found = [kind for name, (bad, kind) in flags.items() if answers.get(name) == bad]
    return list(dict.fromkeys(found))


def refusals_of_recruitment(values: Mapping[str, Any], today: date) -> list[Refusal | None]:
    """Return what is wrong with a recruitment beyond its single fields."""
    earnings = values["earnings"]
    found = [
        not_after(values["earned_on"], "earned_on", today),
        not_after(values["signed_on"], "signed_on", today),
        refusal_of_amount(earnings, "earnings"),
        refusal_of_currency(values["earnings_currency"], "earnings_currency"),
    ]
    if earnings is not None and values["earned_on"] is None:
        found.append(
            Refusal(N_("Say in which month it was earned."), field="earned_on", code="missing")
        )
    if earnings == 0:
        found.append(
            Refusal(
                N_("Leave the earnings blank until something has been paid."),
                field="earnings",
                code="no_earnings",
            )
        )
    if values["from_country"] and values["from_country"] == values["to_country"]:
        found.append(
            Refusal(
                N_("Both countries are the same. Recruitment abroad needs two."),
                field="to_country",
                code="same_country",
            )
        )
    return found


def refusal_of_currency(code: str, field: str) -> Refusal | None:
    """Refuse an invalid currency code (ISO 4217: three capital letters)."""
    if len(code) == 3 and code.isascii() and code.isalpha() and code.isupper():
        return None
    return Refusal(
        N_("Write the code of the currency: three letters, such as EUR or CHF."),
        field=field,
        code="currency",
    )


def refusals_of_payment(values: Mapping[str, Any], today: date) -> list[Refusal | None]:
    """Return what is wrong with the days and the currency of a cost."""
    back = values["reimbursed"]
    found = [
        not_after(values["paid_on"], "paid_on", today),
        not_after(values["reimbursed_on"], "reimbursed_on", today),
        in_order(values["paid_on"], values["reimbursed_on"], "reimbursed_on"),
        refusal_of_currency(values["currency"], "currency"),
    ]
    if back and values["reimbursed_on"] is None:
        found.append(
            Refusal(N_("Say when it was paid back."), field="reimbursed_on", code="missing")
        )
    return found


def refusal_of_arrival(arrived_on: date | None, today: date) -> Refusal | None:
    """Refuse an arrival in the future."""
    return not_after(arrived_on, "arrived_on", today)


def calls_after(arrived_on: date, days: Iterable[int]) -> list[tuple[int, date]]:
    """Return the calls after an arrival: after how many days, and on which day."""
    return [(n, arrived_on + timedelta(days=n)) for n in sorted(set(days))]


def refusal_of_call_days(days: Sequence[int]) -> Refusal | None:
    """Refuse a plan of calls without a day, with too many, or with days beyond three years."""
    fits = 0 < len(set(days)) <= MOST_CALLS and all(0 < one <= LAST_DAY for one in days)
    if fits:
        return None
    return Refusal(
        N_("Name 1 to {most} days between 1 and {last}, with spaces: 7 30 90 180."),
        field="days",
        code="call_days",
        most=MOST_CALLS,
        last=LAST_DAY,
    )


def refusal_of_consent(agreed: bool) -> Refusal | None:
    """Refuse to record the recruitment of a person who has not agreed."""
    if agreed:
        return None
    return Refusal(
        N_(
            "Ask the person first: there is no consent to “Finding work”. Record it on the "
            "person's page, then come back."
        ),
        code="no_consent",
    )


def in_euro(
    amount: Decimal | None, currency: str, day: date | None, rates: Sequence[tuple[date, Decimal]]
) -> Decimal | None:
    """Return an amount in euro by the newest rate of the month before ``day``.

    ``rates`` are the days and rates (euro for one unit) of the currency. None where the amount or
    a rate that is recent enough is not known.
    """
    if amount is None:
        return None
    if currency == "EUR":
        return amount
    if day is None:
        return None
    known = [(on, rate) for on, rate in rates if on <= day and (day - on).days <= RATE_DAYS]
    return round(amount * max(known)[1], 2) if known else None
