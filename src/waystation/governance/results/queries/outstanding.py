"""The user's open, due and overdue work on indicators."""

from __future__ import annotations

from datetime import date

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.workflow.outstanding import Outstanding

from .budget import budget_spent
from .drafts import outstanding_definitions
from .partners import outstanding_requests


def outstanding(user: AnyUser, today: date) -> list[Outstanding]:
    """Return what waits: definitions, figures of partners, and readers who asked for too much."""
    return [
        *outstanding_definitions(user),
        *outstanding_requests(user, today),
        *budget_spent(user, today),
    ]
