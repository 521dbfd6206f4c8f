"""Monthly pay for comparison. No database."""

from __future__ import annotations

from decimal import Decimal

HOURS = 40.0  # a week, where a vacancy does not say
WEEKS = 52 / 12


def monthly(pay: Decimal | None, currency: str, period: str, hours: Decimal | None) -> float | None:
    """Return gross pay in euros a month; None if it is unknown, or not in euros."""
    if pay is None or currency != "EUR":
        return None
    if period != "hour":
        return float(pay)
    return round(float(pay) * (float(hours) if hours else HOURS) * WEEKS, 2)
