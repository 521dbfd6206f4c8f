"""Amounts in their own currency with a dated exchange rate to euros; shares; one tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

CENT = Decimal("0.01")
WHOLE = Decimal(100)
K = TypeVar("K", bound=Hashable)


def euros_of(amount: Decimal, currency: str, rate: Decimal | None) -> Decimal | None:
    """Return an amount in euros, None without a rate; ``rate`` is units for one euro (ECB)."""
    if currency == "EUR":
        return amount
    return (amount / rate).quantize(CENT, ROUND_HALF_UP) if rate else None


@dataclass(frozen=True)
class Money:
    """Amounts by currency, the euros they come to, and how many have no rate to say so."""

    by_currency: Mapping[str, Decimal] = field(default_factory=dict)
    euros: Decimal = Decimal(0)
    without_rate: int = 0

    def __add__(self, other: Money) -> Money:
        found: dict[str, Decimal] = defaultdict(Decimal, self.by_currency)
        for currency, amount in other.by_currency.items():
            found[currency] += amount
        return Money(dict(found), self.euros + other.euros, self.without_rate + other.without_rate)

    def __bool__(self) -> bool:
        return bool(self.by_currency)


def add_money(lines: Iterable[tuple[Decimal, str, Decimal | None]]) -> Money:
    """Return lines of (amount, currency, rate) added up."""
    total = Money()
    for amount, currency, rate in lines:
        euros = euros_of(amount, currency, rate)
        total += Money({currency: amount}, euros or Decimal(0), 1 if euros is None else 0)
    return total


@dataclass(frozen=True)
class Counted:
    """The total of a part of a tree: its owning records, and the records within them."""

    total: Any
    owners: tuple[Any, ...]
    """The records whose own figures were added."""
    within: Any
    """What the levels below an owner record for themselves: parts of its total, not added."""


def count_once(
    top: K, children: Mapping[K, Sequence[K]], own: Mapping[K, Any], zero: Any
) -> Counted:
    """Return the total of a tree, each figure counted at the level that owns it.

    A record with figures of its own owns the total of its branch; figures of its parts are within
    it. A record without any is the sum of its parts. ``own`` has the records with figures; ``zero``
    is the sum of none.
    """
    if top in own:
        within = zero
        for child in children.get(top, ()):
            within = within + count_once(child, children, own, zero).total
        return Counted(own[top], (top,), within)
    total, within = zero, zero
    owners: list[Any] = []
    for child in children.get(top, ()):
        part = count_once(child, children, own, zero)
        total, within = total + part.total, within + part.within
        owners += part.owners
    return Counted(total, tuple(owners), within)


def refusal_of_shares(shares: Sequence[Decimal | None]) -> Refusal | None:
    """Refuse shares of donors that do not add to 100; unknown ones are unknown for all."""
    known = [share for share in shares if share is not None]
    if not known:
        return None
    if len(known) < len(shares):
        return Refusal(
            N_("Give the share of every donor, or of none if it is not known."),
            field="shares",
            code="share_missing",
        )
    if any(share <= 0 for share in known):
        return Refusal(
            N_("A share is more than 0 %. Leave out who gives nothing."),
            field="shares",
            code="share_range",
        )
    total = sum(known, Decimal(0))
    if total != WHOLE:
        return Refusal(
            N_("The shares of the donors add to {sum} %. They must add to 100 %."),
            field="shares",
            code="shares_sum",
            sum=f"{total.normalize():f}",
        )
    return None


def refusal_of_rate(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Refuse an amount in another currency without a rate, its day and its source."""
    if values.get("currency") in (None, "", "EUR"):
        return None
    if not values.get("rate") or values["rate"] <= 0:
        return Refusal(
            N_("Enter the rate: {currency} for one euro."),
            field="rate",
            code="rate_missing",
            currency=values["currency"],
        )
    if values.get("rate_on") is None or values["rate_on"] > today:
        return Refusal(
            N_("Give the day of the rate, not after today."), field="rate_on", code="rate_on"
        )
    if not str(values.get("rate_source") or "").strip():
        return Refusal(
            N_("Name the source of the rate, for example the European Central Bank."),
            field="rate_source",
            code="rate_source",
        )
    return None
