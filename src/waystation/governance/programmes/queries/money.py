"""Totals of a branch of programmes: budget, received, spent, people; without double counting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from waystation.governance.programmes.models import BudgetLine, Programme, Reach, Transaction
from waystation.governance.programmes.rules.money import Counted, Money, add_money, count_once
from waystation.governance.programmes.rules.people import People
from waystation.governance.programmes.rules.words import SPENT

from .programmes import branch_of, keys_below


@dataclass(frozen=True)
class Totals:
    """What a programme with all below it comes to."""

    budget: Counted
    received: Money
    committed: Money
    spent: Money
    people: Counted


def totals_of(programme: Programme) -> Totals:
    """Return the totals of a programme with everything below it.

    A budget or a number of people belongs to the level at which it is recorded: records of the
    parts are within it. Payments are counted once, wherever they are recorded, and are added.
    """
    children = branch_of([programme.id])
    keys = keys_below(programme.id, children)
    budgets = _money_by(BudgetLine.objects.filter(programme__in=keys))
    people: dict[UUID, People] = defaultdict(People)
    rows = Reach.objects.filter(programme__in=keys).order_by()
    for key, number, qualifier in rows.values_list("programme_id", "people", "qualifier"):
        people[key] += People(number, qualifier)
    return Totals(
        budget=count_once(programme.id, children, budgets, Money()),
        received=_paid_sums(keys, ("incoming",)),
        committed=_paid_sums(keys, ("commitment",)),
        spent=_paid_sums(keys, SPENT),
        people=count_once(programme.id, children, people, People()),
    )


def budgets_of(tops: Sequence[UUID]) -> dict[UUID, Money]:
    """Return what some programmes may spend, each with everything below it."""
    children = branch_of(tops)
    keys = [key for top in tops for key in keys_below(top, children)]
    own = _money_by(BudgetLine.objects.filter(programme__in=keys))
    return {top: count_once(top, children, own, Money()).total for top in tops}


def _money_by(rows: Any) -> dict[UUID, Money]:
    lines: dict[UUID, list[tuple[Decimal, str, Decimal | None]]] = defaultdict(list)
    for key, *line in rows.order_by().values_list("programme_id", "amount", "currency", "rate"):
        lines[key].append((line[0], line[1], line[2]))
    return {key: add_money(ones) for key, ones in lines.items()}


def _paid_sums(keys: Iterable[UUID], kinds: Iterable[str]) -> Money:
    rows = Transaction.objects.filter(programme__in=list(keys), kind__in=list(kinds)).order_by()
    return add_money(rows.values_list("amount", "currency", "rate"))


def lines_of(programme: Programme) -> list[BudgetLine]:
    """Return the budget lines of a programme itself, the oldest first."""
    return list(BudgetLine.objects.filter(programme=programme).order_by("starts_on", "id"))


def transactions_of(programme: Programme) -> list[Transaction]:
    """Return the payments of a programme itself, the newest first."""
    rows = Transaction.objects.filter(programme=programme).select_related("entity")
    return list(rows.order_by("-day", "-id"))


def reach_of(programme: Programme) -> list[Reach]:
    """Return the people reached by a programme itself, by period."""
    return list(Reach.objects.filter(programme=programme).order_by("starts_on", "id"))
