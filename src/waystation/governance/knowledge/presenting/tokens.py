"""A fact in a text, always written with the qualifier of its source."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext, pgettext

from waystation.foundation.documents import numbers
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge.rules.checking import round_for_reading

WITH_QUALIFIER = {
    "about": N_("about {value}"),
    "almost": N_("almost {value}"),
    "over": N_("over {value}"),
    "at_least": N_("at least {value}"),
    "under": N_("under {value}"),
    "up_to": N_("up to {value}"),
    "estimate": N_("an estimated {value}"),
}
CURRENCIES = ("EUR", "USD", "CHF", "GBP")
PER_CENT = re.compile(r"(?:per ?cent|%)(?: |$)", re.IGNORECASE)
"""The beginning of the unit of a share: "percent of GDP", "per cent", "% of households"."""


def format_fact(
    value: Decimal, unit: str, qualifier: str, language: str | None = None, *, begins: bool = False
) -> str:
    """Return a fact as text: "up to 15,000", "18.6%", "about EUR 1,400".

    In the active language; ``begins`` if it begins a sentence.
    """
    number = round_for_reading(value)
    text = numbers.format_number(number, language)
    first = unit.split(" ")[0]
    if first == "year":
        text = f"{value:.0f}"
    if PER_CENT.match(unit):
        text += "%"
    elif first in CURRENCIES:
        text = pgettext("amount", "{currency} {value}").format(currency=first, value=text)
    text = with_qualifier(text, qualifier)
    return text[:1].upper() + text[1:] if begins else text


def with_qualifier(text: str, qualifier: str) -> str:
    """Return a value in words with the qualifier of its source: "about 1,400"."""
    if qualifier not in WITH_QUALIFIER:
        return text
    return gettext(WITH_QUALIFIER[qualifier]).format(value=text)


def format_fact_with_unit(value: Decimal, unit: str, qualifier: str) -> str:
    """Return a fact as text, with its unit: "up to 15,000 people", "18.6% of GDP", "1951"."""
    text = format_fact(value, unit, qualifier)
    first, _space, rest = unit.partition(" ")
    if share := PER_CENT.match(unit):
        rest = unit[share.end() :]
    elif first not in (*CURRENCIES, "year"):
        rest = unit
    return f"{text} {rest}".strip()


def source_line(label: str, as_of: str, source: str, vintage: str) -> str:
    """Return a fact's source, for a footnote."""
    name = f"{label}, {as_of}" if as_of else label
    if vintage:
        return gettext("{name}: {source}, published {day}.").format(
            name=name, source=source, day=vintage
        )
    return gettext("{name}: {source}.").format(name=name, source=source)
