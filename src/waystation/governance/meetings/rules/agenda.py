"""Valid agenda items, and matters carried over from earlier meetings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .kinds import LONGEST_ITEM_MINUTES


def refusal_of_minutes(minutes: int | None) -> Refusal | None:
    """Say why an item cannot take that long."""
    if minutes is None or 1 <= minutes <= LONGEST_ITEM_MINUTES:
        return None
    return Refusal(
        N_("Minutes must be between 1 and {most}."),
        field="minutes",
        code="minutes",
        most=LONGEST_ITEM_MINUTES,
    )


def last_day_of_call(due_on: date, today: date, day: date) -> date:
    """Return until when a call asks: the due day or, once it has passed, the day before ``day``.

    What comes after the due day is marked late all the same.
    """
    return due_on if due_on >= today else max(today, day - timedelta(days=1))


def refusal_to_call(
    meeting_state: str, items_until: date, papers_until: date, day: date, today: date
) -> Refusal | None:
    """Say why a call for items and papers cannot go out so."""
    if meeting_state in {"held", "cancelled"} or day < today:
        return Refusal(N_("There is nothing to call for: the meeting is over."), code="over")
    if items_until > day or papers_until > day:
        return Refusal(
            N_("Both deadlines lie before the meeting."), field="papers_until", code="after_meeting"
        )
    return None


def refusal_to_accept(item: Any, values: Mapping[str, Any]) -> Refusal | None:
    """Say why an item can no longer be put on the agenda."""
    if item.meeting.state in {"held", "cancelled"}:
        return Refusal(
            N_("The agenda of a meeting that is over stays as it is."), code="meeting_over"
        )
    return None


def refusal_to_defer(item: Any, values: Mapping[str, Any]) -> Refusal | None:
    """Return why an item cannot be deferred: the proposer needs a reason.

    An item that was never put on the agenda can be deferred even after the meeting.
    """
    if not values["why"].strip():
        return Refusal(
            N_("Say why the item is deferred: who proposed it will read this."),
            field="why",
            code="missing",
        )
    return refusal_to_accept(item, values) if item.position is not None else None


@dataclass(frozen=True)
class Open:
    """An unfinished action, as the agenda's draft needs it."""

    id: UUID
    text: str
    owner: str
    due_on: date


def matters_arising(actions: Iterable[Open], on: date) -> list[tuple[Open, bool]]:
    """Return what arises from earlier meetings: late actions first, then by day; True is late."""
    ordered = sorted(actions, key=lambda one: (one.due_on >= on, one.due_on, str(one.id)))
    return [(one, one.due_on < on) for one in ordered]
