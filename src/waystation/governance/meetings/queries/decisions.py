"""Decisions and actions as lists, and how far what was decided is implemented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from waystation.foundation.access.queries import Anyone
from waystation.governance.meetings.models import Action, ActionEvent, Decision
from waystation.governance.meetings.rules import kinds
from waystation.governance.meetings.rules.kinds import UNFINISHED
from waystation.governance.network.queries import Network
from waystation.governance.network.queries.scope import not_there, reader_of
from waystation.governance.network.rules import classes


def decisions_seen_by(user: Anyone) -> QuerySet[Decision]:
    """Return the decisions whose class exists for the user, latest first."""
    reader = reader_of(user)
    return reader.seen(Decision.objects.all()).order_by("-decided_on", "-id")


def decision_seen_by(user: Anyone, key: UUID) -> Decision:
    """Return one decision. Raises NotSeen."""
    row = decisions_seen_by(user).select_related("meeting").filter(id=key).first()
    if row is None:
        raise not_there()
    return row


def actions_seen_by(user: Anyone) -> QuerySet[Action]:
    """Return the actions whose class exists for the user, by the day they are due."""
    reader = reader_of(user)
    return reader.seen(Action.objects.all()).order_by("due_on", "id")


def action_seen_by(user: Anyone, key: UUID) -> Action:
    """Return one action. Raises NotSeen."""
    row = (
        actions_seen_by(user)
        .select_related("owner", "decision", "meeting", "reported_by", "verified_by", "verifier")
        .filter(id=key)
        .first()
    )
    if row is None:
        raise not_there()
    return row


def events_of(action_id: UUID) -> list[dict[str, Any]]:
    """Return what happened to an action, oldest first; the caller has asked for the action."""
    rows = ActionEvent.objects.filter(action_id=action_id).order_by("id")
    return [
        dict(row)
        for row in rows.values("before", "after", "note", "created_at", "created_by__full_name")
    ]


@dataclass(frozen=True)
class DecisionLine:
    """A decision in a list."""

    id: UUID
    label: str
    text: str
    access_class: str
    public_text: str
    decided_on: date
    meeting_id: UUID
    meeting: str
    actions: int
    verified: int
    reservations: int


def decision_lines(rows: QuerySet[Decision]) -> list[DecisionLine]:
    """Return decisions as lines, with how many of their actions are implemented."""
    counted = rows.annotate(
        asked=Count("actions", distinct=True),
        done=Count("actions", filter=Q(actions__state="verified"), distinct=True),
        reserved=Count("reservations", distinct=True),
    )
    fields = (
        "id",
        "number",
        "text",
        "access_class",
        "public_text",
        "decided_on",
        "meeting_id",
        "meeting__title",
        "asked",
        "done",
        "reserved",
    )
    return [
        DecisionLine(
            row["id"],
            classes.label(row["access_class"], row["number"]),
            row["text"],
            row["access_class"],
            row["public_text"],
            row["decided_on"],
            row["meeting_id"],
            row["meeting__title"],
            row["asked"],
            row["done"],
            row["reserved"],
        )
        for row in counted.values(*fields)
    ]


def decisions_after(user: Anyone, after: str, limit: int) -> list[DecisionLine]:
    """Return a page of decisions that exist for the user."""
    rows = decisions_seen_by(user)
    day, _, key = after.partition("_")
    try:
        on, last = date.fromisoformat(day), UUID(key)
    except ValueError:
        pass
    else:
        rows = rows.filter(Q(decided_on__lt=on) | Q(decided_on=on, id__lt=last))
    keys = list(rows.values_list("id", flat=True)[:limit])
    found = Decision.objects.filter(id__in=keys).order_by("-decided_on", "-id")
    return decision_lines(found)


def next_decision(rows: Sequence[DecisionLine], size: int) -> str:
    """Return what the address of the next page carries, "" on the last."""
    last = rows[size - 1] if len(rows) > size else None
    return f"{last.decided_on.isoformat()}_{last.id}" if last else ""


@dataclass(frozen=True)
class ActionLine:
    """An action in a list."""

    id: UUID
    text: str
    owner: str
    owner_id: UUID
    due_on: date
    state: str
    meeting_id: UUID | None
    late: bool


def action_lines(rows: QuerySet[Action], today: date) -> list[ActionLine]:
    """Return actions as lines; late is what is not verified after its day."""
    fields = ("id", "text", "owner__acronym", "owner__name", "owner_id", "due_on", "state")
    return [
        ActionLine(
            row["id"],
            row["text"],
            row["owner__acronym"] or row["owner__name"],
            row["owner_id"],
            row["due_on"],
            row["state"],
            row["meeting_id"],
            row["state"] in {"open", "in_progress"} and row["due_on"] < today,
        )
        for row in rows.values(*fields, "meeting_id")
    ]


def actions_after(
    user: Anyone, after: str, limit: int, *, state: str = "", owner: UUID | None = None
) -> list[ActionLine]:
    """Return a page of actions: unfinished ones unless a state is named, first due first."""
    reader = reader_of(user)
    rows = reader.seen(Action.objects.all()).order_by("due_on", "id")
    if state == "all":
        pass
    elif state in kinds.keys(kinds.ACTION_STATES):
        rows = rows.filter(state=state)
    else:
        rows = rows.filter(state__in=UNFINISHED)
    if owner is not None:
        rows = rows.filter(owner_id=owner)
    day, _, key = after.partition("_")
    try:
        on, last = date.fromisoformat(day), UUID(key)
    except ValueError:
        pass
    else:
        rows = rows.filter(Q(due_on__gt=on) | Q(due_on=on, id__gt=last))
    return action_lines(rows[:limit], reader.today)


def next_action(rows: Sequence[ActionLine], size: int) -> str:
    """Return what the address of the next page carries, "" on the last."""
    last = rows[size - 1] if len(rows) > size else None
    return f"{last.due_on.isoformat()}_{last.id}" if last else ""


def matters_of(user: Anyone, meeting_id: UUID) -> tuple[list[DecisionLine], list[ActionLine]]:
    """Return the decisions and actions of one meeting that exist for the user."""
    reader = reader_of(user)
    decisions = reader.seen(Decision.objects.filter(meeting_id=meeting_id)).order_by("number", "id")
    actions = reader.seen(Action.objects.filter(meeting_id=meeting_id)).order_by("due_on", "id")
    return decision_lines(decisions), action_lines(actions, reader.today)


@dataclass(frozen=True)
class Implementation:
    """How many actions of a period there are, verified, late and dropped (ToR 43)."""

    asked: int
    verified: int
    late: int
    dropped: int

    @property
    def rate(self) -> int | None:
        """Whole percent of what was asked and not dropped; None where nothing was."""
        counted = self.asked - self.dropped
        return round(100 * self.verified / counted) if counted else None


def implementation(
    network: Network,
    start: date | None,
    end: date | None,
    today: date,
    permitted: Sequence[str] = classes.ORDER,
) -> Implementation:
    """Return how decisions taken from ``start`` up to, not including, ``end`` are implemented.

    Without both days: all decisions ever taken.
    """
    rows = Action.objects.filter(
        organisation_id=network.organisation_id,
        office_id=network.office_id,
        decision__isnull=False,
    )
    if set(permitted) != set(classes.ORDER):
        rows = rows.filter(access_class__in=permitted)
    if start and end:
        rows = rows.filter(decision__decided_on__gte=start, decision__decided_on__lt=end)
    found = rows.aggregate(  # counted by a column that the index holds
        asked=Count("due_on"),
        verified=Count("due_on", filter=Q(state="verified")),
        late=Count("due_on", filter=Q(state__in=["open", "in_progress"], due_on__lt=today)),
        dropped=Count("due_on", filter=Q(state="dropped")),
    )
    return Implementation(found["asked"], found["verified"], found["late"], found["dropped"])


def public_decisions(network: Network, limit: int = 50) -> list[dict[str, Any]]:
    """Return the public part of decisions, for everybody (ToR 49)."""
    rows = (
        Decision.objects.filter(
            organisation_id=network.organisation_id, office_id=network.office_id
        )
        .exclude(public_text="")
        .order_by("-decided_on", "-id")
    )
    return [dict(row) for row in rows.values("public_text", "decided_on")[:limit]]
