"""Lists of decisions and action items, and the implementation of decisions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from waystation.foundation.access.queries import AnyUser
from waystation.governance.meetings.models import Action, ActionEvent, Decision
from waystation.governance.meetings.transitions import UNREPORTED
from waystation.governance.network.queries import Network
from waystation.governance.network.queries.scope import of_network, one, reader_of
from waystation.governance.network.rules import classes


def decisions_visible_to(user: AnyUser) -> QuerySet[Decision]:
    """Return the decisions whose class exists for the user."""
    return reader_of(user).visible(Decision.objects.all())


def decision_visible_to(user: AnyUser, key: UUID) -> Decision:
    """Return one decision. Raises NotSeen."""
    return one(decisions_visible_to(user).select_related("meeting"), key)


def actions_visible_to(user: AnyUser) -> QuerySet[Action]:
    """Return the actions whose class exists for the user, by the day they are due."""
    rows = reader_of(user).visible(Action.objects.select_related("owner"))
    return rows.order_by("due_on", "id")


def action_visible_to(user: AnyUser, key: UUID) -> Action:
    """Return one action. Raises NotSeen."""
    whole = ("decision", "meeting", "paper", "reported_by", "verified_by", "verifier")
    return one(actions_visible_to(user).select_related(*whole), key)


def is_late(state: str, due_on: date, today: date) -> bool:
    """Return whether an action is past its due day and not reported as done."""
    return state in UNREPORTED and due_on < today


def events_of(action_id: UUID) -> list[dict[str, Any]]:
    """Return what happened to an action, oldest first; the caller has asked for the action."""
    rows = ActionEvent.objects.filter(action_id=action_id).order_by("id")
    return [
        dict(row)
        for row in rows.values("before", "after", "note", "created_at", "created_by__full_name")
    ]


def counts_of(keys: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Return how many actions decisions ask for, how many are verified, and the reservations."""
    counted = _with_counts(Decision.objects.filter(id__in=keys)).values("id", *COUNTS)
    return {row.pop("id"): row for row in counted}


COUNTS = ("asked", "done", "reserved")


def _with_counts(rows: QuerySet[Decision]) -> QuerySet[Any]:
    return rows.annotate(
        asked=Count("actions", distinct=True),
        done=Count("actions", filter=Q(actions__state="verified"), distinct=True),
        reserved=Count("reservations", distinct=True),
    )


def matters_of(user: AnyUser, meeting_id: UUID) -> tuple[list[Any], list[Action]]:
    """Return the decisions and actions of one meeting that exist for the user."""
    decisions = _with_counts(decisions_visible_to(user).filter(meeting_id=meeting_id))
    actions = actions_visible_to(user).filter(meeting_id=meeting_id)
    return list(decisions.order_by("number", "id")), list(actions)


@dataclass(frozen=True)
class Implementation:
    """How many actions of a period there are, verified, late and dropped (ToR 43)."""

    asked: int
    verified: int
    late: int
    dropped: int

    @property
    def rate(self) -> int | None:
        """Return the percentage of required actions implemented; None if there are none."""
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
    rows = of_network(Action.objects.filter(decision__isnull=False), network)
    if set(permitted) != set(classes.ORDER):
        rows = rows.filter(access_class__in=permitted)
    if start and end:
        rows = rows.filter(decision__decided_on__gte=start, decision__decided_on__lt=end)
    found = rows.aggregate(  # counted by a column that the index holds
        asked=Count("due_on"),
        verified=Count("due_on", filter=Q(state="verified")),
        late=Count("due_on", filter=Q(state__in=UNREPORTED, due_on__lt=today)),
        dropped=Count("due_on", filter=Q(state="dropped")),
    )
    return Implementation(found["asked"], found["verified"], found["late"], found["dropped"])


def public_decisions(network: Network, limit: int = 50) -> list[dict[str, Any]]:
    """Return the public part of decisions, for everybody (ToR 49)."""
    rows = of_network(Decision.objects.exclude(public_text=""), network)
    rows = rows.order_by("-decided_on", "-id")
    return [dict(row) for row in rows.values("public_text", "decided_on")[:limit]]
