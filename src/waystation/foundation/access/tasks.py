"""Daily tasks of accounts."""

from __future__ import annotations

from . import actions


def make_due_address_changes() -> int:
    """Apply the changes of address whose waiting time is over."""
    return actions.make_due_address_changes()


def forget_what_is_over() -> int:
    """Delete expired sessions and counters, and records of old sign-ins."""
    return actions.forget_what_is_over()
