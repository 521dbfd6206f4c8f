"""Measures: progress from milestones, delays from events, and their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from waystation.foundation.access import queries as access
from waystation.foundation.records.sealed import readable_text
from waystation.governance.policies.models import (
    Assessment,
    Evidence,
    Link,
    Measure,
    MeasureEvent,
    Milestone,
    OutcomeDocument,
)
from waystation.governance.policies.rules import measures as rules

from .scope import one_of, visible

NOT_DROPPED = Q(milestones__dropped_on__isnull=True)


def with_state(rows: QuerySet[Measure], today: date) -> QuerySet[Any]:
    """Add ``planned``, ``reached``, ``moves`` and ``state``, as ``rules.state_of`` says it."""
    moved = MeasureEvent.objects.filter(measure=OuterRef("pk"), kind="deadline").order_by()
    moves = moved.values("measure").annotate(number=Count("pk")).values("number")
    return rows.annotate(
        planned=Count("milestones", filter=NOT_DROPPED, distinct=True),
        reached=Count(
            "milestones",
            filter=NOT_DROPPED & Q(milestones__reached_on__isnull=False),
            distinct=True,
        ),
        moves=Coalesce(Subquery(moves, output_field=IntegerField()), 0),
    ).annotate(
        state=Case(
            When(dropped_on__isnull=False, then=Value("dropped")),
            When(planned__gt=0, planned=F("reached"), then=Value("done")),
            When(due_on__lt=today, then=Value("late")),
            When(planned=0, then=Value("unplanned")),
            When(reached__gt=0, then=Value("under_way")),
            default=Value("planned"),
            output_field=CharField(),
        )
    )


def measures_visible_to(user: access.AnyUser, today: date) -> QuerySet[Any]:
    """Return the measures of the user's offices, and those that their institution owns."""
    rows = visible(Measure.objects.all(), user, "entity_id")
    return with_state(rows, today).select_related("instrument", "entity", "chapter", "outcome")


def measure_visible_to(user: access.AnyUser, key: UUID, today: date) -> Any:
    """Return one measure. Raises NotSeen."""
    return one_of(measures_visible_to(user, today), key)


def measures_of(user: access.AnyUser, instrument_id: UUID, today: date) -> list[Any]:
    """Return the measures of one instrument in their order."""
    rows = measures_visible_to(user, today).filter(instrument_id=instrument_id)
    return list(rows.order_by("number", "id"))


def measure_choices(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the measures that may close a gap."""
    rows = visible(Measure.objects.select_related("instrument"), user, "entity_id")
    rows = rows.filter(dropped_on__isnull=True).order_by("instrument__title", "number", "id")
    return [(str(one.id), f"{one.instrument.title}: {one}"[:140]) for one in rows[:500]]


def outcome_choices(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the outcome documents that a measure may come from."""
    rows = visible(OutcomeDocument.objects.all(), user).order_by("-day", "id")
    return [(str(key), title) for key, title in rows.values_list("id", "title")[:200]]


def measures_of_outcome(user: access.AnyUser, outcome_id: UUID, today: date) -> list[Any]:
    """Return the measures that follow from an outcome document."""
    rows = measures_visible_to(user, today).filter(outcome_id=outcome_id)
    return list(rows.order_by("due_on", "id"))


def person_of(row: Measure) -> str:
    """Return who answers for a measure that the reader may see already."""
    return readable_text(row, "person")


def values_of_measure(row: Measure) -> dict[str, Any]:
    """Return the values of a measure by the names of its field table."""
    return {
        "title": row.title,
        "chapter": str(row.chapter_id or ""),
        "entity": str(row.entity_id),
        "person": person_of(row),
        "due_on": row.due_on,
        "text": row.text,
        "outcome": str(row.outcome_id or ""),
    }


@dataclass(frozen=True)
class Slips:
    """How often a deadline moved, and by how many days in all."""

    times: int
    days: int


def slips_of(measure_id: UUID) -> Slips:
    """Return how often the deadline of a measure moved, from its events."""
    return slips_of_each([measure_id])[measure_id]


def slips_of_each(keys: Iterable[UUID]) -> dict[UUID, Slips]:
    """Return how often the deadline of each measure moved, from their events."""
    events: dict[UUID, list[Any]] = {key: [] for key in keys}
    rows = MeasureEvent.objects.filter(measure_id__in=list(events), kind="deadline")
    for key, *event in rows.values_list("measure_id", "kind", "old_on", "new_on"):
        events[key].append(tuple(event))
    return {key: Slips(*rules.slips_of(found)) for key, found in events.items()}


def events_of(measure_id: UUID) -> list[MeasureEvent]:
    """Return what happened to a measure, the newest first."""
    rows = MeasureEvent.objects.filter(measure_id=measure_id)
    rows = rows.select_related("created_by", "old_entity", "new_entity", "milestone")
    return list(rows.order_by("-created_at", "-id"))


def milestones_of(measure_id: UUID) -> list[Milestone]:
    """Return the milestones of a measure with their evidence."""
    rows = Milestone.objects.filter(measure_id=measure_id)
    evidence = Evidence.objects.defer("content").order_by("created_at", "id")
    shown = Prefetch("evidence", queryset=evidence)
    return list(rows.order_by("due_on", "id").prefetch_related(shown))


def milestone_visible_to(user: access.AnyUser, key: UUID) -> Milestone:
    """Return one milestone. Raises NotSeen."""
    rows = Milestone.objects.select_related("measure__instrument")
    return one_of(visible(rows, user, "measure__entity_id"), key)


def evidence_visible_to(user: access.AnyUser, key: UUID) -> Evidence:
    """Return a piece of evidence. Raises NotSeen."""
    rows = Evidence.objects.select_related("milestone__measure")
    return one_of(visible(rows, user, "milestone__measure__entity_id"), key)


def assessments_of(measure_id: UUID) -> dict[str, list[Assessment]]:
    """Return the assessments of a measure by kind, the newest first."""
    rows = Assessment.objects.filter(measure_id=measure_id).select_related("created_by", "entity")
    found: dict[str, list[Assessment]] = {kind: [] for kind, _word in rules.ASSESSMENTS}
    for one in rows.order_by("-created_at", "-id"):
        found[one.kind].append(one)
    return found


def links_of(instrument_id: UUID, measure_id: UUID | None = None) -> list[Link]:
    """Return what an instrument, or one of its measures, is linked with."""
    rows = Link.objects.filter(instrument_id=instrument_id)
    rows = rows.filter(measure_id=measure_id) if measure_id else rows.filter(measure=None)
    place = [role for role, _word in rules.LINK_ROLES].index
    return sorted(rows.order_by("title", "id"), key=lambda one: place(one.role))


def link_visible_to(user: access.AnyUser, key: UUID) -> Link:
    """Return one link. Raises NotSeen."""
    return one_of(visible(Link.objects.select_related("measure", "instrument"), user), key)


def links_to(user: access.AnyUser, kind: str, key: str) -> Sequence[Link]:
    """Return the links of policies and measures to one record, for the record's own page."""
    rows = visible(Link.objects.select_related("measure", "instrument"), user)
    found = rows.filter(record_kind=kind, record_id=key).order_by("created_at", "id")
    return list(found[:50])
