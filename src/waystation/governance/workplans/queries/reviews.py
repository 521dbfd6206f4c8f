"""Reviews, the measures of the authorities, and the dashboard of progress (O-41, O-42)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.governance.workplans.models import BoardSnapshot, Measure, Review
from waystation.governance.workplans.rules import reviews as rules
from waystation.governance.workplans.rules.plans import quarter_starts

from . import plans


def reviews_visible_to(user: access.AnyUser) -> QuerySet[Review]:
    """Return the reviews of the user's Network."""
    rows = access.scoped(Review.objects.all(), user, "network.read")
    return rows.select_related("created_by")


def review_visible_to(user: access.AnyUser, key: UUID) -> Review:
    """Return one review. Raises NotSeen outside the user's scope."""
    rows = reviews_visible_to(user)
    return access.one_of(rows, key, N_("There is no such review."), "review_unknown")


def last_review(office_id: UUID, today: date) -> date | None:
    """Return the day of the last review up to today."""
    rows = Review.objects.filter(office_id=office_id, held_on__lte=today).order_by("-held_on")
    return rows.values_list("held_on", flat=True).first()


def measures_visible_to(user: access.AnyUser) -> QuerySet[Measure]:
    """Return the measures of the authorities, by objective."""
    rows = access.scoped(Measure.objects.all(), user, "network.read")
    return rows.order_by("objective", "authority", "id")


def measure_visible_to(user: access.AnyUser, key: UUID) -> Measure:
    """Return one measure. Raises NotSeen outside the user's scope."""
    rows = measures_visible_to(user)
    return access.one_of(rows, key, N_("There is no such measure."), "measure_unknown")


def board(
    office_id: UUID, year: int, quarter: int = 4
) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Return the dashboard of a year up to a quarter: measures by authorities, our support.

    Support are the activities of the year's plan that serve the objective, with what was reported
    up to the quarter; a measure that began later is left out. All 23 objectives are there, empty
    ones too. The caller has asked whether the reader may see it.
    """
    found: dict[str, dict[str, list[dict[str, Any]]]] = {
        objective: {"measures": [], "support": []} for objective in rules.OBJECTIVES
    }
    after = quarter_starts(year, quarter + 1)
    measures = Measure.objects.filter(office_id=office_id)
    begun = measures.filter(Q(since__isnull=True) | Q(since__lt=after))
    for row in begun.order_by("authority", "title", "id"):
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
    said = plans.latest_progress([one.row.id for one in activities], quarter)
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


def quarters_to_complete(office_id: UUID, since: date, today: date) -> list[tuple[int, int]]:
    """Return (year, quarter) of the quarters that are over and have no completed dashboard."""
    rows = BoardSnapshot.objects.filter(office_id=office_id)
    taken = set(rows.values_list("year", "quarter"))
    return [one for one in rules.quarters_over(since, today) if one not in taken]


def snapshots_visible_to(user: access.AnyUser) -> QuerySet[BoardSnapshot]:
    """Return the dashboards that were completed, the latest first."""
    rows = access.scoped(BoardSnapshot.objects.all(), user, "network.read")
    return rows.select_related("created_by").order_by("-year", "-quarter")


def snapshot_visible_to(user: access.AnyUser, year: int, quarter: int) -> BoardSnapshot:
    """Return the dashboard of a quarter. Raises NotSeen where none was completed."""
    row = snapshots_visible_to(user).filter(year=year, quarter=quarter).first()
    if row is None:
        raise NotSeen(
            N_("The dashboard of this quarter was not completed."), code="snapshot_unknown"
        )
    return row


def before(snapshot: BoardSnapshot) -> BoardSnapshot | None:
    """Return the dashboard that was completed before this one."""
    rows = BoardSnapshot.objects.filter(office_id=snapshot.office_id)
    earlier = rows.filter(year__lt=snapshot.year) | rows.filter(
        year=snapshot.year, quarter__lt=snapshot.quarter
    )
    return earlier.order_by("-year", "-quarter").first()


def snapshot_taken(office_id: UUID, year: int, quarter: int) -> bool:
    """Return whether the dashboard of a quarter was completed."""
    return BoardSnapshot.objects.filter(office_id=office_id, year=year, quarter=quarter).exists()
