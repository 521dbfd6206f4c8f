"""Open, due and overdue work, declared by each app (``AppConfig.outstanding``).

The desk, reminders, notifications, duties and reports use the same list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.shared.read_once import read_once

Urgency = Literal["late", "due", "open"]
DUE_WITHIN_DAYS = 7


@dataclass(frozen=True)
class Outstanding:
    """One outstanding item: its title, since or until when, and its URL.

    ``title`` is in the reader's language. ``kind`` identifies it for code ("referrals.unanswered").
    ``paragraph`` is the one that requires it. ``mail_title`` replaces a title that names a person
    in e-mail, which is not encrypted. ``when`` says what the day does not: work can be late, due
    or missing whatever its day is.
    """

    kind: str
    title: str
    url: str
    due_on: date | None = None
    since: datetime | None = None
    record: UUID | None = None
    paragraph: str = ""
    mail_title: str = ""
    when: Urgency | Literal["missing"] | None = None

    def urgency(self, today: date) -> Urgency:
        """Return whether it is late, due within a week, or open, as what is missing is."""
        if self.when is not None:
            return "open" if self.when == "missing" else self.when
        if self.due_on is None:
            return "open"
        if self.due_on < today:
            return "late"
        return "due" if (self.due_on - today).days <= DUE_WITHIN_DAYS else "open"


@read_once()
def outstanding_for(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return this user's outstanding work from every app: overdue items first, then by day."""
    found: list[Any] = []
    for ask in contributions.functions("outstanding").values():
        found += ask(user, today)
    return by_urgency(found, today)


def by_urgency(found: Iterable[Outstanding], today: date) -> list[Outstanding]:
    """Return outstanding work in the order in which it presses: overdue first, then by day."""
    rank = {"late": 0, "due": 1, "open": 2}
    return sorted(found, key=lambda one: (rank[one.urgency(today)], one.due_on or date.max))
