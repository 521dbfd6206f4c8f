"""Formatting of numbers for people, in this module only.

A whole number has no decimals, whatever its column stores: 640 people, not 640.0.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils import translation

Number = int | float | Decimal
SEPARATORS = {"en": (",", "."), "sq": ("\u00a0", ","), "sr": (".", ","), "bs": (".", ",")}
SEPARATORS |= {"tr": (".", ","), "ar": (",", "."), "fa": (",", "."), "ps": (",", ".")}
FROM_FIVE_DIGITS = 10_000
"""Numbers below this, which may be years (1999, 2026), have no thousands separator."""
BEYOND = 1e21
"""Larger numbers, which only mistakes or attackers enter, are shown in powers of ten."""


def separators(language: str | None = None) -> tuple[str, str]:
    """Return the thousands and the decimal separator of a language."""
    code = (language or translation.get_language() or "en").split("-")[0]
    return SEPARATORS.get(code, SEPARATORS["en"])


def is_whole(value: Number) -> bool:
    """Return whether a number has no fraction."""
    if isinstance(value, Decimal):
        return value.is_finite() and value == value.to_integral_value()
    return isinstance(value, int) or value.is_integer()


def digits_for(values: Iterable[object], most: int = 1) -> int:
    """Return the common number of decimals of some numbers: none if all are whole."""
    numbers = (one for one in values if isinstance(one, int | float | Decimal))
    return 0 if all(map(is_whole, numbers)) else most


def format_number(
    value: Number,
    language: str | None = None,
    digits: int | None = None,
    grouped_from: int = 0,
) -> str:
    """Return a number formatted for people: 1,234.5 in English, 1.234,5 in Serbian.

    Without ``digits`` it has as many decimals as needed: a stored decimal its own, any other number
    one. Below ``grouped_from`` there is no thousands separator.
    """
    if digits is None:
        digits = _decimals(value)
    thousands, decimal = separators(language)
    if not abs(float(value)) < BEYOND:
        return f"{value:.3E}".replace(".", decimal).replace("-", "−")
    text = f"{abs(value):,.{digits}f}"
    if abs(float(value)) < grouped_from:
        text = text.replace(",", "")
    text = text.replace(",", "\0").replace(".", decimal)
    minus = "−" if value < 0 and text.strip("0.,\0") else ""
    return minus + text.replace("\0", thousands)


def in_record(value: Number, language: str | None = None) -> str:
    """Return a number of a record formatted for people; it may be a year."""
    return format_number(value, language, grouped_from=FROM_FIVE_DIGITS)


def format_money(value: Number, language: str | None = None) -> str:
    """Return an amount of money formatted for people: 98,500 or 98,500.50."""
    cents = round(Decimal(str(value)), 2)
    return format_number(cents, language, digits=0 if is_whole(cents) else 2)


def _decimals(value: Number) -> int:
    if isinstance(value, int) or is_whole(value):
        return 0
    if isinstance(value, Decimal):
        return max(0, -int(value.normalize().as_tuple().exponent))
    return 1
