"""Common code of this app's pages: formatting of amounts, figures and choices."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from waystation.foundation.documents import numbers
from waystation.governance.programmes.rules import words
from waystation.governance.programmes.rules.money import Money
from waystation.governance.programmes.rules.people import People


def word_of(choices: Iterable[tuple[Any, str]], key: Any) -> str:
    """Return the name of a choice in the reader's language."""
    return _(dict(choices).get(key) or str(key)) if key not in (None, "") else ""


def number(value: Decimal | int | None) -> str:
    """Return a number as people read it, without needless zeros; "–" for none."""
    return "–" if value is None else numbers.format_number(value)


def format_qualified(value: Decimal | int | None, qualifier: str) -> str:
    """Return a figure with its qualifier, as it was entered: "up to 15,000"."""
    if value is None:
        return "–"
    word = word_of(words.QUALIFIERS, qualifier)
    return f"{word.lower()} {number(value)}" if word else number(value)


def people_words(people: People | None) -> str:
    """Return a number of people with its qualifier; "–" for none."""
    return format_qualified(people.number, people.qualifier) if people else "–"


def money_lines(money: Money) -> list[str]:
    """Return the amounts by currency, the largest first."""
    pairs = sorted(money.by_currency.items(), key=lambda one: (-one[1], one[0]))
    return [f"{currency} {numbers.format_money(amount)}" for currency, amount in pairs]


def money_words(money: Money) -> dict[str, Any]:
    """Return an amount for a page: own currencies, euros, and amounts without a rate."""
    others = [one for one in money.by_currency if one != "EUR"]
    return {
        "own": money_lines(money) or ["–"],
        "euros": f"EUR {numbers.format_money(money.euros)}" if others else "",
        "without_rate": money.without_rate,
    }
