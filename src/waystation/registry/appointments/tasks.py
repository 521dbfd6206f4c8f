"""Daily tasks of appointments."""

from __future__ import annotations

from . import actions


def remind() -> int:
    """Remind of tomorrow's appointments, and delete addresses that are no longer needed."""
    actions.forget_contacts()
    return actions.remind()
