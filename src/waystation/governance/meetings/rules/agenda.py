"""What may stand on an agenda, and what a meeting takes over from those before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.network.rules.classes import refusal_of_class

from .kinds import LONGEST_ITEM_MINUTES, PURPOSES, keys


def refusal_of_item(title: str, purpose: str, minutes: int, access_class: str) -> Refusal | None:
    """Say why an item cannot be proposed so: it has a title, a purpose and a time."""
    if not title.strip():
        return Refusal(N_("Give the item a title."), field="title", code="missing")
    if purpose not in keys(PURPOSES):
        return Refusal(
            N_("Say what the item is for: information, discussion or decision."),
            field="purpose",
            code="purpose",
        )
    if not 1 <= minutes <= LONGEST_ITEM_MINUTES:
        return Refusal(
            N_("Minutes must be between 1 and {most}."),
            field="minutes",
            code="minutes",
            most=LONGEST_ITEM_MINUTES,
        )
    return refusal_of_class(access_class)


def refusal_to_call(
    meeting_state: str, items_until: date, papers_until: date, day: date
) -> Refusal | None:
    """Say why a call for items and papers cannot go out so."""
    if meeting_state in {"held", "cancelled"}:
        return Refusal(N_("There is nothing to call for: the meeting is over."), code="over")
    if items_until > day or papers_until > day:
        return Refusal(
            N_("Both deadlines lie before the meeting."), field="papers_until", code="after_meeting"
        )
    return None


def refusal_to_decide_item(state: str, meeting_state: str) -> Refusal | None:
    """Say why an item can no longer be accepted or deferred."""
    if meeting_state in {"held", "cancelled"}:
        return Refusal(
            N_("The agenda of a meeting that is over stays as it is."), code="meeting_over"
        )
    if state == "deferred":
        return Refusal(
            N_("This item was deferred already. Propose it again for another meeting."),
            code="item_deferred",
        )
    return None


def refusal_to_defer(why: str) -> Refusal | None:
    """Say why an item cannot be deferred: whoever proposed it reads the reason."""
    if not why.strip():
        return Refusal(
            N_("Say why the item is deferred: who proposed it will read this."),
            field="why",
            code="missing",
        )
    return None


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
