"""Daily tasks of the Network."""

from __future__ import annotations

from . import actions


def remind() -> int:
    """Write today's reminders of every Network and have them sent; done once a day."""
    return actions.reminders.remind_everybody()
