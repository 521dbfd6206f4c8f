"""What an indicator will be at the end of a period, if it goes on as in its months so far.

The months that are over give a mean and a spread. What the remaining months add is the mean times
their number; eight times in ten the result is between ``low`` and ``high`` (a Student interval for
the sum of new months; counts are taken to vary at least as a Poisson count does).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, variance

FEWEST = 3
"""Fewer months that are over say too little of how much months differ."""
_STUDENT = (1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.363)
"""The 90th percentile of Student's distribution for 2, 3 … 11 degrees of freedom."""
_NORMAL = 1.282


@dataclass(frozen=True)
class Forecast:
    """The expected value at the end of a period, and what it most likely lies between."""

    value: float
    low: float
    high: float


def forecast(months: Sequence[float | None], left: int, *, counts: bool = True) -> Forecast | None:
    """Return the forecast of a sum over ``months`` that are over and ``left`` that are not.

    A month that is 0 is a month; one that is ``None`` is unknown, and nothing is forecast.
    """
    known = [one for one in months if one is not None]
    if len(known) < max(FEWEST, len(months)) or left < 1:
        return None
    mean = fmean(known)
    spread = max(variance(known), mean if counts else 0.0)
    place = len(known) - FEWEST
    student = _STUDENT[place] if place < len(_STUDENT) else _NORMAL
    half = student * sqrt(left * spread * (1 + left / len(known)))
    total = sum(known)
    low = total + max(left * mean - half, 0.0) if counts else total + left * mean - half
    return Forecast(total + left * mean, low, total + left * mean + half)
