"""Plans and call-backs as facts: intentions and outcomes, without identities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from waystation.foundation.shared.facts import Column, FactTable
from waystation.foundation.shared.words import N_
from waystation.registry.reference.facts import PERSON, standard_of, table_of

from . import rules
from .fields import CALL_BACK, FOLLOW_UP, PLAN
from .models import CallBack, Plan, Step

PLAN_COLUMNS = (
    *PLAN.fact_columns(),
    *FOLLOW_UP.fact_columns(),
    Column("changed", "yes_no", N_("Intention changed by counselling")),
    Column("followed_up", "yes_no", N_("Followed up")),
    Column("steps", "number", N_("Agreed steps")),
    Column("steps_done", "number", N_("Steps done")),
)
CODES = tuple(one.name for one in (*PLAN.fact_columns(), *FOLLOW_UP.fact_columns()))
CALL_BACK_COLUMNS = (
    *CALL_BACK.fact_columns(),
    Column("reason", "code", N_("Reason"), "call_back_reason"),
    Column("reached", "yes_no", N_("Reached")),
    Column("open", "yes_no", N_("To call")),
    Column("in_time", "yes_no", N_("Reached in time")),
    Column("attempts", "number", N_("Attempts")),
)


def _rows(model: Any, organisation: UUID, ids: Sequence[UUID] | None) -> Any:
    found = model.objects.filter(organisation_id=organisation)
    return (found if ids is None else found.filter(id__in=list(ids))).order_by()


def read_plans(organisation: UUID, ids: Sequence[UUID] | None) -> Any:
    """Return the plans of an organisation as facts; the day is that of the agreement."""
    rows = _rows(Plan, organisation, ids).annotate(
        number=Count("steps"), done=Count("steps", filter=Q(steps__state="done"))
    )
    names = ("day", "state", "number", "done", "person__birth_year", *CODES, *PERSON)
    found = rows.values("id", "version", "office_id", *names)
    return table_of(PLAN_COLUMNS, [_plan(row) for row in found.iterator(chunk_size=20000)])


def _plan(row: dict[str, Any]) -> dict[str, Any]:
    before, after = row["intention_before"], row["intention_after"]
    return {
        **standard_of(row, row["day"]),
        "age_band": rules.age_band_of(row["person__birth_year"], row["day"]) or None,
        **{name: row[name] or None for name in CODES},
        "changed": before != after if before and after else None,
        "followed_up": row["state"] == "followed_up",
        "steps": row["number"],
        "steps_done": row["done"],
    }


def read_call_backs(organisation: UUID, ids: Sequence[UUID] | None) -> Any:
    """Return the call-backs of an organisation as facts; the day is that on which they are due."""
    rows = _rows(CallBack, organisation, ids).exclude(visit__state="withdrawn")
    names = ("due_on", "language", "reason", "state", "ended_at", "attempts")
    found = rows.values("id", "version", "office_id", *names, *PERSON)
    return table_of(CALL_BACK_COLUMNS, [_call(row) for row in found.iterator(chunk_size=20000)])


def _call(row: dict[str, Any]) -> dict[str, Any]:
    reached = row["state"] == "reached"
    return {
        **standard_of(row, row["due_on"]),
        "language": row["language"] or None,
        "reason": row["reason"],
        "reached": reached,
        "open": row["state"] == "open",
        "in_time": row["ended_at"].date() <= row["due_on"] if reached else None,
        "attempts": row["attempts"],
    }


def plans_of_people(organisation: UUID, people: Sequence[UUID]) -> Sequence[UUID]:
    """Return the plans whose facts change when these people's files do."""
    rows = Plan.objects.filter(organisation_id=organisation, person_id__in=people)
    return list(rows.values_list("id", flat=True))


def plans_of_steps(organisation: UUID, steps: Sequence[UUID]) -> Sequence[UUID]:
    """Return the plans of these steps."""
    rows = Step.objects.filter(organisation_id=organisation, id__in=steps)
    return list(rows.values_list("plan_id", flat=True))


def calls_of_people(organisation: UUID, people: Sequence[UUID]) -> Sequence[UUID]:
    """Return the call-backs whose facts change when these people's files do."""
    rows = CallBack.objects.filter(organisation_id=organisation, person_id__in=people)
    return list(rows.values_list("id", flat=True))


def calls_of_visits(organisation: UUID, visits: Sequence[UUID]) -> Sequence[UUID]:
    """Return the call-backs that follow these visits."""
    rows = CallBack.objects.filter(organisation_id=organisation, visit_id__in=visits)
    return list(rows.values_list("id", flat=True))


PLANS = FactTable(
    "centres.plans",
    N_("Plans"),
    "centres.Plan",
    "visit.read",
    PLAN_COLUMNS,
    read_plans,
    {"people.Person": plans_of_people, "centres.Step": plans_of_steps},
)
CALL_BACKS = FactTable(
    "centres.call_backs",
    N_("Call-backs"),
    "centres.CallBack",
    "visit.read",
    CALL_BACK_COLUMNS,
    read_call_backs,
    {"people.Person": calls_of_people, "centres.Visit": calls_of_visits},
)
