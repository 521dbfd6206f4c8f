"""Where a page of a list begins, and the one answer for what is not there."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_


def not_seen() -> NotSeen:
    """Return the one answer for what is not there and what is not yours."""
    return NotSeen(N_("There is no such record in your offices."), code="not_seen")


def mark_in(after: str) -> tuple[date, UUID] | None:
    """Return where the next page of a list begins, from the address; None if unreadable."""
    day, _sign, key = after.partition("_")
    try:
        return date.fromisoformat(day), UUID(key)
    except ValueError:
        return None
