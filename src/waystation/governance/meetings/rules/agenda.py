"""Valid agenda items, and matters carried over from earlier meetings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.network.rules import classes

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


def refusal_of_owner(entity: UUID | None) -> Refusal | None:
    """Say that an item belongs to an entity."""
    if entity is not None:
        return None
    return Refusal(N_("Say whose item this is."), field="owner", code="missing")


def who_accepts(access_class: str) -> str:
    """Say who accepts a proposed item, or defers it: somebody who may see its class."""
    if access_class == classes.CO_CHAIRS:
        return N_("The item is proposed. A co-chair accepts it or says why it is deferred.")
    return N_("The item is proposed. The Secretariat accepts it or says why it is deferred.")


CLOSED_PARTS = ((classes.RESTRICTED,), (classes.CO_CHAIRS,))
PARTS = ((classes.PUBLIC, classes.NETWORK), *CLOSED_PARTS)
PARTS_WITH_GUESTS = ((classes.PUBLIC,), (classes.NETWORK,), *CLOSED_PARTS)


def parts_of(meeting_kind: str) -> tuple[tuple[str, ...], ...]:
    """Return the parts of a meeting, each with the classes of its items.

    What fewer people may see comes later, so that the times of day that somebody reads have no gap
    (docs/decisions/0096).
    """
    return PARTS_WITH_GUESTS if meeting_kind == "extended" else PARTS


def part_of(access_class: str, meeting_kind: str) -> int:
    """Return the number of the part of a meeting to which an item of this class belongs."""
    return next(n for n, part in enumerate(parts_of(meeting_kind)) if access_class in part)


def times_of(
    items: Iterable[Any], held: Collection[str], meeting_kind: str, starts_at: datetime
) -> dict[UUID, datetime]:
    """Return when each item begins, by its key, for a reader who holds these classes.

    ``items`` are the accepted items of these classes, in the order of the agenda. There are no
    times in a part of which the reader may not see everything, nor in a meeting by correspondence.
    """
    found: dict[UUID, datetime] = {}
    if meeting_kind == "correspondence":
        return found
    at, accepted = starts_at, list(items)
    for part in parts_of(meeting_kind):
        if not set(part) <= set(held):
            break
        for one in accepted:
            if one.access_class in part:
                found[one.id] = at
                at += timedelta(minutes=one.minutes)
    return found


def last_day_of_call(due_on: date, today: date, day: date) -> date:
    """Return until when a call asks: the due day or, once it has passed, the day before ``day``.

    What comes after the due day is marked late all the same.
    """
    return due_on if due_on >= today else max(today, day - timedelta(days=1))


def refusal_to_call(
    meeting_state: str, items_until: date, papers_until: date, day: date, *, begun: bool
) -> Refusal | None:
    """Say why a call for items and papers cannot go out so."""
    if meeting_state in {"held", "cancelled"} or begun:
        return Refusal(
            N_("There is nothing to call for: the meeting has begun or is over."), code="over"
        )
    if items_until > day or papers_until > day:
        return Refusal(
            N_("Both deadlines lie before the meeting."), field="papers_until", code="after_meeting"
        )
    return None


def refusal_to_accept(item: Any, values: Mapping[str, Any]) -> Refusal | None:
    """Say why an item can no longer be put on the agenda."""
    if item.meeting.state in {"held", "cancelled"}:
        return Refusal(N_("The agenda of a past meeting cannot be changed."), code="meeting_over")
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


def matters_arising(actions: Iterable[Any], on: date) -> list[tuple[Any, bool]]:
    """Return the unfinished actions: late ones first, then by day; True is late."""
    ordered = sorted(actions, key=lambda one: (one.due_on >= on, one.due_on, str(one.id)))
    return [(one, one.due_on < on) for one in ordered]
