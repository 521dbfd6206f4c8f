"""When a figure may be compared with that of the same period a year earlier."""

from __future__ import annotations

from waystation.analysis import sdc

SMALLEST_BASE = 10 * sdc.PARTNERS.threshold
"""Ten times the smallest number that leaves the office.

Below it, one busy day moves a per cent figure by more than most years do.
"""


def is_base(counted: float | None) -> bool:
    """Return whether so many records or people are enough for one side of a comparison."""
    return counted is not None and abs(counted) >= SMALLEST_BASE
