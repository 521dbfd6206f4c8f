"""What it costs to send money home, by SDG indicator 10.c.1. No Django, no database.

The price of a service is the fee and the margin on the exchange rate, in percent of the amount
sent. The *Smart Remitter Target* (SmaRT) of a corridor is the simple mean of its three cheapest
services for the equivalent of 200 US dollars that say their whole price, take five days or less,
and can be reached: branches nearby where one has to go there, else a bank account, a telephone or
the internet. Target 10.c: less than 3 percent on average over all services, and no corridor whose
SmaRT is above 5 percent. Source: United Nations, metadata of SDG indicator 10.c.1 ("Computation
Method"), read on 29 November 2026 in the public repository ``worldbank/sdg-metadata``; the rule is
that of World Bank, "Getting SmaRT about remittance price monitoring", June 2016.

The data set says of reach only how dense a sender's network is ("High", "Medium", "Low"): that
"low" is out of reach is our reading.

Missing values: a service of unknown speed or reach does not count for SmaRT; a corridor of fewer
than three such services has no SmaRT price. Neither is guessed. A service of which nothing says
that it conceals part of its price is taken to say all of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

CHEAPEST = 3
MOST_DAYS = 5
CORRIDOR_TARGET = Decimal(5)
_DAYS = {
    "less than one hour": 0, "same day": 0, "next day": 1, "2 days": 2, "3-5 days": 5,
    "6 days or more": 6,
}  # fmt: skip
"""The speeds of Remittance Prices Worldwide, each as its last day."""


@dataclass(frozen=True)
class Quote:
    """What one service asked in one corridor in one period, in percent of the amount sent.

    ``days`` until the money is there, and whether the service can be reached; None: not known.
    ``transparent``: whether it says its whole price before the money is sent.
    """

    sender: str
    receiver: str
    period: str
    service: str
    percent: Decimal
    days: int | None = None
    within_reach: bool | None = None
    transparent: bool = True

    @property
    def qualifies(self) -> bool:
        """Whether it counts for SmaRT."""
        in_time = self.days is not None and self.days <= MOST_DAYS
        return self.transparent and in_time and bool(self.within_reach)


@dataclass(frozen=True)
class Price:
    """The prices of a corridor in a period; ``smart`` is None where fewer than three qualify."""

    average: Decimal
    smart: Decimal | None
    services: int
    qualifying: int


def days_of(text: str) -> int | None:
    """Return the last day of a speed as written in the data set, None where it says nothing."""
    plain = " ".join(text.strip().lower().split())
    if plain.isdigit():
        return int(plain)
    return _DAYS.get(plain)


def total_percent(amount: Decimal, fee: Decimal, rate: Decimal, market_rate: Decimal) -> Decimal:
    """Return the price in percent of the amount: the fee, and what the exchange rate takes.

    Rates are units received for one unit sent. Raises ValueError for amounts or rates of zero.
    """
    if amount <= 0 or rate <= 0 or market_rate <= 0 or fee < 0:
        raise ValueError("Amount and rates are more than zero, and no fee is negative.")
    return 100 * (fee / amount + (market_rate - rate) / market_rate)


def price_of(quotes: Sequence[Quote]) -> Price | None:
    """Return the prices of one corridor in one period; one price a service, its cheapest."""
    every = _by_service(quotes)
    if not every:
        return None
    good = sorted(_by_service(one for one in quotes if one.qualifies))
    smart = mean(good[:CHEAPEST]) if len(good) >= CHEAPEST else None
    return Price(mean(every), smart, len(every), len(good))


def _by_service(quotes: Iterable[Quote]) -> list[Decimal]:
    found: dict[str, Decimal] = {}
    for one in quotes:
        found[one.service] = min(found.get(one.service, one.percent), one.percent)
    return list(found.values())


def mean(values: list[Decimal]) -> Decimal:
    """Return the simple mean of some values; raises ZeroDivisionError for none."""
    return sum(values, Decimal(0)) / len(values)


def prices(quotes: Iterable[Quote]) -> dict[tuple[str, str, str], Price]:
    """Return the prices by sender, receiver and period."""
    groups: dict[tuple[str, str, str], list[Quote]] = defaultdict(list)
    for one in quotes:
        groups[one.sender, one.receiver, one.period].append(one)
    return {
        key: price
        for key, group in sorted(groups.items())
        if (price := price_of(group)) is not None
    }
