"""Daily tasks of meetings."""

from __future__ import annotations

from . import actions


def forget_addresses() -> int:
    """Forget the addresses of invitees of meetings that are over; done once a day."""
    return actions.guests.forget_addresses()
