"""Daily tasks of policy work."""

from __future__ import annotations

from .actions import sharing


def expect_deliveries() -> int:
    """Add the deliveries of the periods that have begun."""
    return sharing.expect_all_deliveries()
