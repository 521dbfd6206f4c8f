"""What is open, due or late, declared once by each app (``AppConfig.outstanding``).

The desk, reminders, notifications, duties and reports read the same list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access

Urgency = Literal["late", "due", "open"]
DUE_WITHIN_DAYS = 7


@dataclass(frozen=True)
class Outstanding:
    """One thing that waits: what it is, since or until when, where it opens, what asks for it.

    ``title`` is in the reader's language. ``kind`` names it for machines ("referrals.unanswered").
    """

    kind: str
    title: str
    url: str
    due_on: date | None = None
    since: datetime | None = None
    record: UUID | None = None
    paragraph: str = ""

    def urgency(self, today: date) -> Urgency:
        """Return whether it is late, due within a week, or open."""
        if self.due_on is None:
            return "open"
        if self.due_on < today:
            return "late"
        return "due" if (self.due_on - today).days <= DUE_WITHIN_DAYS else "open"


def outstanding_for(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return what waits for this user in every app: what is late first, then by day."""
    found: list[Any] = []
    for ask in contributions.functions("outstanding").values():
        found += ask(user, today)
    rank = {"late": 0, "due": 1, "open": 2}
    return sorted(found, key=lambda one: (rank[one.urgency(today)], one.due_on or date.max))
