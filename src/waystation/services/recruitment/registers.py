"""The registers of ethical recruitment, declared for the generic register pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from waystation.foundation.records.registers import Register
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.refusals import not_after
from waystation.foundation.shared.words import N_

from . import models
from .rules.recruitments import refusal_of_currency


def refusal_of_rate(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Refuse a rate of a currency that is none, of a day to come, or that is not above zero."""
    rate = values["rate"]
    if rate is not None and rate <= 0:
        return Refusal(N_("A rate is above zero."), field="rate", code="rate")
    return refusal_of_currency(values["currency"], "currency") or not_after(
        values["day"], "day", today
    )


RATES = Register(
    "rates",
    models.ExchangeRate,
    "exchange_rate",
    N_("Exchange rates"),
    N_("How many euro one unit of a currency was worth on a day. A rate holds for a month."),
    N_("Enter a rate"),
    N_("No rate is entered yet. Costs in euro need none."),
    "recruitment.read",
    "recruitment.record",
    "currency",
    ("currency", "day", "rate", "source"),
    ("currency", "day", "rate", "source"),
    refusal_of_rate,
    search=("currency",),
    day="day",
)
REGISTERS = {RATES.key: RATES}
