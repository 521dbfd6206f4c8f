"""Dated stays of a person: circular migration, and days of short stays. No database."""

from .circular import Circularity, Stay, circularity, with_home
from .short_stays import days_left, days_used, first_day_over

__all__ = [
    "Circularity",
    "Stay",
    "circularity",
    "days_left",
    "days_used",
    "first_day_over",
    "with_home",
]
