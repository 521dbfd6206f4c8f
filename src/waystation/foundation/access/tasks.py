"""What is done about accounts each morning."""

from __future__ import annotations

from . import actions


def make_due_address_changes() -> int:
    """Make the changes of address whose wait is over."""
    return actions.make_due_address_changes()


def forget_what_is_over() -> int:
    """Delete sessions and counters that are over, and sign-ins of long ago."""
    return actions.forget_what_is_over()
