"""The editions of a plan: adopted ones, changes by a revision, and decisions that can adopt it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from waystation.foundation.access import queries as access
from waystation.foundation.records.fields import in_short
from waystation.foundation.shared.read_once import once
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.queries import Decision
from waystation.governance.workplans.fields import ACTIVITY
from waystation.governance.workplans.models import Milestone, PlanEdition, WorkPlan
from waystation.governance.workplans.rules import plans as rules

from .plans import activities_of, priorities_of


def content_of(plan: WorkPlan) -> dict[str, Any]:
    """Return all that an edition freezes of a plan, as plain JSON; progress is not part of it."""
    planned = activities_of(plan)
    milestones: dict[UUID, list[Milestone]] = {}
    rows = Milestone.objects.filter(activity__plan=plan, dropped_on__isnull=True)
    for row in rows.order_by("quarter", "id"):
        milestones.setdefault(row.activity_id, []).append(row)
    by_priority: dict[UUID, list[dict[str, Any]]] = {}
    for one in planned:
        by_priority.setdefault(one.row.priority_id, []).append(
            {
                "id": str(one.row.id),
                **{name: _plain(getattr(one.row, name)) for name in ACTIVITY.names},
                "entities": [[part.role, part.name, str(part.entity_id)] for part in one.parts],
                "milestones": [
                    {"id": str(row.id), "title": row.title, "quarter": row.quarter}
                    for row in milestones.get(one.row.id, [])
                ],
            }
        )
    return {
        "year": plan.year,
        "title": plan.title,
        "summary": plan.summary,
        "priorities": [
            {
                "id": str(row.id),
                "title": row.title,
                "objective": row.objective,
                "activities": by_priority.get(row.id, []),
            }
            for row in priorities_of(plan)
        ],
    }


def _plain(value: Any) -> Any:
    return f"{value:.2f}" if isinstance(value, Decimal) else value


def editions_of(plan: WorkPlan) -> list[PlanEdition]:
    """Return a plan's editions, the latest first, without their content."""
    rows = PlanEdition.objects.filter(plan=plan).select_related("meeting", "review", "created_by")
    return list(rows.defer("content").order_by("-number"))


def edition_visible_to(user: access.AnyUser, key: UUID) -> PlanEdition:
    """Return one edition. Raises NotSeen outside the user's scope."""
    rows = access.scoped(PlanEdition.objects.all(), user, "network.read")
    rows = rows.select_related("plan", "meeting", "review", "created_by")
    return access.one_of(
        rows, key, N_("There is no such edition of a plan."), "plan_edition_unknown"
    )


def changes_since_edition(plan: WorkPlan) -> list[rules.Change]:
    """Return what differs between an adopted plan and its last edition (O-42)."""
    last = PlanEdition.objects.filter(plan=plan, number=plan.edition).first()
    return rules.difference(last.content, content_of(plan)) if last else []


@once
def adopted_plan(office_id: UUID, year: int) -> PlanEdition | None:
    """Return the edition that stands of a year's plan, for reports and the public page."""
    rows = PlanEdition.objects.filter(office_id=office_id, plan__year=year)
    return rows.select_related("plan").order_by("-number").first()


@once
def years_adopted(office_id: UUID, years: tuple[int, ...]) -> set[int]:
    """Return those of some years that have an adopted plan."""
    rows = PlanEdition.objects.filter(office_id=office_id, plan__year__in=years).order_by()
    return set(rows.values_list("plan__year", flat=True))


def _decisions(office_id: UUID) -> QuerySet[Decision]:
    """Return the decisions of meetings that were held, except those that another one replaced."""
    rows = Decision.objects.filter(office_id=office_id, meeting__state="held")
    return rows.filter(replaced_by__isnull=True).select_related("meeting")


def decisions_for(plan: WorkPlan) -> list[tuple[UUID, str]]:
    """Return the decisions that may have adopted or revised a plan, the latest first."""
    drafted = timezone.localtime(plan.created_at)
    drafted = drafted.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = _decisions(plan.office_id).filter(meeting__starts_at__gte=drafted)
    found = rows.order_by("-meeting__starts_at", F("number").asc())[:100]
    return [
        (one.id, f"{in_short(timezone.localtime(one.meeting.starts_at).date())}: {one.text}"[:160])
        for one in found
    ]


def decision_of_network(office_id: UUID, key: UUID | None) -> Decision | None:
    """Return a decision of a meeting that was held, None where there is no such one."""
    return _decisions(office_id).filter(id=key).first() if key else None
