"""The work plan: activities, gaps, overlaps, adopted editions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.shared.fold import search_key
from waystation.foundation.shared.read_once import once
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.network.queries import Mechanism
from waystation.governance.workplans.fields import ACTIVITY
from waystation.governance.workplans.models import (
    Activity,
    MarkerChange,
    Milestone,
    Participation,
    Priority,
    Progress,
    WorkPlan,
)
from waystation.governance.workplans.rules import plans as rules
from waystation.governance.workplans.rules.overlaps import Overlap, overlaps
from waystation.registry.reference import queries as reference

LISTS = {field.name: field.code_list for field in ACTIVITY if field.code_list}
"""The fields of an activity whose answers come from a code list."""


def plans_visible_to(user: access.AnyUser) -> QuerySet[Any]:
    """Return the plans of the user's Network, with ``many`` activities."""
    rows = access.scoped(WorkPlan.objects.all(), user, "network.read")
    return rows.annotate(many=Count("activities"))


def plan_visible_to(user: access.AnyUser, key: UUID) -> WorkPlan:
    """Return one plan. Raises NotSeen outside the user's scope."""
    rows = access.scoped(WorkPlan.objects.all(), user, "network.read")
    return access.one_of(rows, key, N_("There is no such plan."), "plan_unknown")


def year_to_plan(user: access.AnyUser, year: int) -> int:
    """Return this year, or the first one after it that has no plan yet."""
    taken = set(plans_visible_to(user).values_list("year", flat=True))
    while year in taken:
        year += 1
    return year


@once
def plan_of_year(office_id: UUID, year: int) -> WorkPlan | None:
    """Return a year's plan as it stands now, None where there is none."""
    return WorkPlan.objects.filter(office_id=office_id, year=year).first()


def adopted_years(office_id: UUID) -> list[int]:
    """Return the years whose plan is adopted."""
    rows = WorkPlan.objects.filter(office_id=office_id, edition__gt=0)
    return list(rows.values_list("year", flat=True))


def framework_in(year: int) -> tuple[set[str], set[str]]:
    """Return the priorities of UNSDCF that ended before a year, and those that hold in it."""
    entries = reference.entries("unsdcf")
    first, last = date(year, 1, 1), date(year, 12, 31)
    ended = {code for code, one in entries.items() if one.valid_to and one.valid_to < first}
    holding = {code for code, one in entries.items() if one.valid_from and one.holds_on(last)}
    return ended, holding


def priorities_of(plan: WorkPlan) -> list[Priority]:
    """Return a plan's priorities in order."""
    return list(Priority.objects.filter(plan=plan).order_by("position", "id"))


def priority_visible_to(user: access.AnyUser, key: UUID) -> Priority:
    """Return one priority. Raises NotSeen outside the user's scope."""
    rows = access.scoped(Priority.objects.select_related("plan"), user, "network.read")
    return access.one_of(rows, key, N_("There is no such priority."), "priority_unknown")


@dataclass(frozen=True)
class Part:
    """An entity's part in an activity."""

    entity_id: UUID
    name: str
    role: str


@dataclass
class Planned:
    """An activity with who takes part, and what it still lacks."""

    row: Activity
    parts: list[Part] = field(default_factory=list)

    @property
    def lead(self) -> Part | None:
        """Return the entity that owns it."""
        return next((one for one in self.parts if one.role == rules.LEAD), None)

    @property
    def values(self) -> dict[str, Any]:
        """Return what the rules look at."""
        lead = self.lead
        return {
            **{name: getattr(self.row, name) for name in ACTIVITY.names},
            "id": str(self.row.id),
            "lead": str(lead.entity_id) if lead else "",
            "words": words_of(self.row.title),
        }

    @property
    def blanks(self) -> list[str]:
        """Return what is blank, by the names of rules.BLANKS."""
        return rules.blanks_of(self.values)

    @property
    def gap(self) -> Decimal | None:
        """Return the funds still missing."""
        return rules.gap(self.row.funds_required, self.row.funds_available)

    @property
    def unanswered(self) -> list[str]:
        """Return the questions on labour rights that nobody answered (O-36)."""
        if not self.row.labour_migration:
            return []
        return [name for name, _ in rules.CHECKLIST if not getattr(self.row, name)]


def words_of(title: str) -> list[str]:
    """Return the words of a title as they are compared: folded, without the short ones."""
    return sorted({word for word in search_key(title).split() if len(word) > 3})


@once
def activities_of(plan: WorkPlan) -> list[Planned]:
    """Return a plan's activities in the order of its priorities, with their entities."""
    rows = Activity.objects.filter(plan=plan, dropped_on__isnull=True).select_related("priority")
    return _planned_activities(rows.order_by("priority__position", "priority_id", "position", "id"))


def _planned_activities(rows: Iterable[Activity]) -> list[Planned]:
    found = {row.id: Planned(row) for row in rows}
    columns = ("activity_id", "role", "entity_id", "entity__acronym", "entity__name")
    rows_of_parts = Participation.objects.filter(activity__in=found).values_list(*columns)
    order = [role for role, _ in rules.ROLES]
    parts = [
        (order.index(role), acronym or name, activity, entity, role)
        for activity, role, entity, acronym, name in rows_of_parts
    ]
    for _place, name, activity, entity, role in sorted(parts):
        found[activity].parts.append(Part(entity, name, role))
    return list(found.values())


def activity_visible_to(user: access.AnyUser, key: UUID) -> Planned:
    """Return one activity with its entities. Raises NotSeen outside the user's scope."""
    rows = access.scoped(Activity.objects.select_related("plan", "priority"), user, "network.read")
    row = access.one_of(rows, key, N_("There is no such activity."), "activity_unknown")
    return _planned_activities([row])[0]


def milestones_of(activity: Activity) -> list[Milestone]:
    """Return an activity's milestones by quarter, without those that were dropped."""
    rows = Milestone.objects.filter(activity=activity, dropped_on__isnull=True)
    return list(rows.order_by("quarter", "id"))


def milestone_visible_to(user: access.AnyUser, key: UUID) -> Milestone:
    """Return one milestone. Raises NotSeen outside the user's scope."""
    rows = access.scoped(Milestone.objects.select_related("activity__plan"), user, "network.read")
    return access.one_of(rows, key, N_("There is no such milestone."), "milestone_unknown")


def markers_of(activity: Activity) -> list[MarkerChange]:
    """Return how an activity was marked over time, the latest first (O-35)."""
    rows = MarkerChange.objects.filter(activity=activity).select_related("created_by")
    return list(rows.order_by("-created_at", "-id"))


def progress_of(activity: Activity) -> list[Progress]:
    """Return all that was reported on an activity, the latest first."""
    rows = Progress.objects.filter(activity=activity).select_related("created_by")
    return list(rows.order_by("-created_at", "-id"))


def latest_progress(activities: Iterable[UUID], quarter: int) -> dict[UUID, Progress]:
    """Return the last word on each activity up to a quarter of its year."""
    rows = Progress.objects.filter(activity__in=list(activities), quarter__lte=quarter)
    return {row.activity_id: row for row in rows.order_by("quarter", "created_at", "id")}


def mechanisms_visible_to(user: access.AnyUser) -> list[dict[str, Any]]:
    """Return the coordination mechanisms of the register: id, title, and the words they serve."""
    rows = access.scoped(Mechanism.objects.all(), user, "network.read").order_by("name", "id")
    return [
        {"id": str(key), "title": name, "words": words_of(f"{name} {role}")}
        for key, name, role in rows.values_list("id", "name", "role")
    ]


def legal_visible_to(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the texts of the legal framework that an activity may rest on (O-52)."""
    return list(knowledge.legal_choices(user))


def matrix(
    planned: Sequence[Planned], by: str, codes: Sequence[str]
) -> list[tuple[Planned, list[tuple[str, bool]]]]:
    """Return the alignment matrix: each activity with the codes of unsdcf, gcm or sdg it meets."""
    return [(one, [(code, code in getattr(one.row, by)) for code in codes]) for one in planned]


def overlaps_of(planned: Sequence[Planned]) -> list[Overlap]:
    """Return where activities of more than one lead meet, by objective and place (O-37)."""
    return overlaps([one.values for one in planned])


def funds_of(planned: Iterable[Planned]) -> list[dict[str, Any]]:
    """Return funds required, available and missing by currency."""
    totals: dict[str, dict[str, Any]] = {}
    for one in planned:
        nothing = dict.fromkeys(("required", "available", "gap"), Decimal(0))
        row = totals.setdefault(one.row.currency, {"currency": one.row.currency, **nothing})
        row["required"] += one.row.funds_required or 0
        row["available"] += one.row.funds_available or 0
        row["gap"] += one.gap or 0
    return [one for _, one in sorted(totals.items()) if one["required"] or one["available"]]


def parts_of_members(office_id: UUID, year: int) -> list[tuple[UUID, str, str]]:
    """Return each entity's part in a year's plan: entity, role, title of the activity."""
    rows = Participation.objects.filter(
        activity__office_id=office_id,
        activity__plan__year=year,
        activity__dropped_on__isnull=True,
    ).order_by("activity__position", "activity_id", "role", "id")
    return list(rows.values_list("entity_id", "role", "activity__title"))
