"""Recruitment costs that a worker must not pay, and costs that a worker has paid.

The sources: the ILO's definition of recruitment fees and related costs (adopted by a tripartite
meeting of experts in November 2018, published in 2019) calls them any fees or costs incurred in
the recruitment process in order for workers to secure employment or placement, regardless of the
manner, timing or location of their imposition or collection. General principle 7 for fair
recruitment (2016) and principle 1 of the IRIS Standard say that workers do not bear them.

The kinds are the code list ``recruitment_cost``; those whose entry has a note could not be
compared with the published list of related costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

WORKER = "worker"
PRINCIPLES = ("ilo.7", "iris.1")
"""Codes of the list ``recruitment_criterion``."""
MOST_AMOUNT = Decimal("9999999.99")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class CostLine:
    """One cost: its kind, payer, amount, and repayment.

    ``amount`` is None if it is unknown; a cost of zero is no cost.
    """

    kind: str
    payer: str
    amount: Decimal | None = None
    currency: str = "EUR"
    reimbursed: Decimal = Decimal(0)

    @property
    def borne(self) -> Decimal | None:
        """Return what the payer paid in the end, None if the amount is unknown."""
        return None if self.amount is None else max(self.amount - self.reimbursed, Decimal(0))


@dataclass(frozen=True)
class Charge:
    """A cost charged to a worker, the unpaid balance, and the principles that it breaches."""

    kind: str
    amount: Decimal | None
    borne: Decimal | None
    currency: str
    principles: tuple[str, ...] = PRINCIPLES

    @property
    def paid_back(self) -> bool:
        """Return whether the worker got all of it back."""
        return self.borne is not None and self.borne == 0


def fees_charged_to_worker(lines: Iterable[CostLine]) -> tuple[Charge, ...]:
    """Return every cost charged to the worker, with the principles that it breaches.

    A cost that was repaid later was charged nevertheless; ``paid_back`` tells them apart.
    """
    return tuple(
        Charge(one.kind, one.amount, one.borne, one.currency)
        for one in lines
        if one.payer == WORKER and one.amount != 0
    )


def is_charged(line: CostLine) -> bool:
    """Return whether a cost was charged to the worker."""
    return bool(fees_charged_to_worker([line]))


def refusals_of_fees(charges: Iterable[Charge], words: Mapping[str, str]) -> list[Refusal]:
    """Return a refusal for each charge, for what may not be published with it.

    ``words`` are the names of the kinds of cost in the reader's language.
    """
    return [
        Refusal(
            N_(
                "{kind}: {amount} {currency} would be charged to the worker. Workers pay no "
                "recruitment fees or related costs (ILO general principle 7, IRIS principle 1)."
            )
            if one.amount is not None
            else N_(
                "{kind} would be charged to the worker. Workers pay no recruitment fees or "
                "related costs (ILO general principle 7, IRIS principle 1)."
            ),
            field="costs",
            code="fee_charged",
            kind=words.get(one.kind, one.kind),
            amount=one.amount,
            currency=one.currency,
        )
        for one in charges
    ]


def refusal_of_amount(amount: Decimal | None, field: str) -> Refusal | None:
    """Refuse an amount of money below zero, with too many decimals or beyond all reason."""
    if amount is None:
        return None
    if amount < 0:
        return Refusal(
            N_("An amount cannot be below zero. Check the sign."), field=field, code="negative"
        )
    if amount > MOST_AMOUNT or amount != amount.quantize(CENT):
        return Refusal(
            N_("Write an amount of at most {most}, with two decimals."),
            field=field,
            code="amount",
            most=f"{MOST_AMOUNT:,}",
        )
    return None


def refusals_of_cost(values: Mapping[str, Any]) -> list[Refusal | None]:
    """Return what is wrong with a cost beyond its single fields."""
    amount, back = values["amount"], values["reimbursed"]
    found = [refusal_of_amount(amount, "amount"), refusal_of_amount(back, "reimbursed")]
    if amount is not None and back is not None and back > amount:
        found.append(
            Refusal(
                N_("More was paid back ({back}) than was paid ({amount}). Check both."),
                field="reimbursed",
                code="reimbursed_above_cost",
                back=back,
                amount=amount,
            )
        )
    return found
