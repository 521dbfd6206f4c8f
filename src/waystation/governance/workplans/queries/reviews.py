"""Reading reviews, the measures of the authorities, and the board of progress (O-41, O-42)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.governance.workplans.models import BoardSnapshot, Measure, Review
from waystation.governance.workplans.rules import reviews as rules

from . import plans


def reviews_seen_by(user: Anyone) -> QuerySet[Review]:
    """Return the reviews of the user's Network, the latest first."""
    rows = access.scoped(Review.objects.all(), user, "network.read")
    return rows.select_related("meeting", "created_by").order_by("-held_on", "-id")


def review_seen_by(user: Anyone, key: UUID) -> Review:
    """Return one review. Raises NotSeen outside the user's scope."""
    row = reviews_seen_by(user).filter(id=key).first()
    if row is None:
        raise NotSeen(N_("There is no such review."), code="review_unknown")
    return row


def last_review(office_id: UUID, today: date) -> date | None:
    """Return the day of the last review up to today."""
    rows = Review.objects.filter(office_id=office_id, held_on__lte=today).order_by("-held_on")
    return rows.values_list("held_on", flat=True).first()


def measures_seen_by(user: Anyone) -> QuerySet[Measure]:
    """Return the measures of the authorities, by objective."""
    rows = access.scoped(Measure.objects.all(), user, "network.read")
    return rows.order_by("objective", "authority", "id")


def measure_seen_by(user: Anyone, key: UUID) -> Measure:
    """Return one measure. Raises NotSeen outside the user's scope."""
    row = measures_seen_by(user).filter(id=key).first()
    if row is None:
        raise NotSeen(N_("There is no such measure."), code="measure_unknown")
    return row


def board(office_id: UUID, year: int) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Return the board of a year: objective -> measures by authorities, support by the Network.

    Support are the activities of the year's plan that serve the objective. All 23 objectives
    are there, empty ones too. The caller has asked whether the reader may see it.
    """
    found: dict[str, dict[str, list[dict[str, Any]]]] = {
        objective: {"measures": [], "support": []} for objective in rules.OBJECTIVES
    }
    for row in Measure.objects.filter(office_id=office_id).order_by("authority", "title", "id"):
        found[row.objective]["measures"].append(
            {
                "id": str(row.id),
                "title": row.title,
                "authority": row.authority,
                "state": row.state,
                "since": row.since.isoformat() if row.since else "",
            }
        )
    plan = plans.plan_of_year(office_id, year)
    activities = plans.activities_of(plan) if plan else []
    said = plans.latest_progress([one.row.id for one in activities], 4)
    for one in activities:
        last = said.get(one.row.id)
        for objective in one.row.gcm:
            found[objective]["support"].append(
                {
                    "id": str(one.row.id),
                    "title": one.row.title,
                    "entities": [part.name for part in one.parts],
                    "state": last.state if last else "not_started",
                }
            )
    return found


def snapshots_seen_by(user: Anyone) -> QuerySet[BoardSnapshot]:
    """Return the boards that were kept, the latest first."""
    rows = access.scoped(BoardSnapshot.objects.all(), user, "network.read")
    return rows.select_related("created_by").order_by("-year", "-quarter")


def snapshot_seen_by(user: Anyone, year: int, quarter: int) -> BoardSnapshot:
    """Return the board of a quarter. Raises NotSeen where none was kept."""
    row = snapshots_seen_by(user).filter(year=year, quarter=quarter).first()
    if row is None:
        raise NotSeen(N_("The board of this quarter was not kept."), code="snapshot_unknown")
    return row


def before(snapshot: BoardSnapshot) -> BoardSnapshot | None:
    """Return the board that was kept before this one."""
    rows = BoardSnapshot.objects.filter(office_id=snapshot.office_id)
    earlier = rows.filter(year__lt=snapshot.year) | rows.filter(
        year=snapshot.year, quarter__lt=snapshot.quarter
    )
    return earlier.order_by("-year", "-quarter").first()


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a board's RFC 8785 JSON."""
    return plans.digest_of(content)


def snapshot_taken(office_id: UUID, year: int, quarter: int) -> bool:
    """Return whether the board of a quarter was kept."""
    return BoardSnapshot.objects.filter(office_id=office_id, year=year, quarter=quarter).exists()
