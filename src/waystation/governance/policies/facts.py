"""Measures, comments and deliveries as facts, without persons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q

from waystation.foundation.shared.facts import Column, FactTable
from waystation.foundation.shared.words import N_
from waystation.governance.policies.models import (
    Comment,
    Delivery,
    Measure,
    MeasureEvent,
    Milestone,
)
from waystation.governance.policies.rules import measures as rules
from waystation.registry.reference.facts import standard_of, table_of

MEASURE_COLUMNS = (
    Column("institution", "key", N_("Institution")),
    Column("policy", "key", N_("Policy")),
    Column("policy_kind", "code", N_("Kind of policy")),
    Column("state", "code", N_("State")),
    Column("done", "yes_no", N_("Done")),
    Column("in_time", "yes_no", N_("Done by the deadline")),
    Column("dropped", "yes_no", N_("Dropped")),
    Column("milestones", "number", N_("Milestones")),
    Column("reached", "number", N_("Milestones reached")),
    Column("moves", "number", N_("Deadline moved")),
    Column("days_moved", "number", N_("Days the deadline moved")),
    Column("owner_changes", "number", N_("Changes of owner")),
)
COMMENT_COLUMNS = (
    Column("policy", "key", N_("Policy")),
    Column("answered", "yes_no", N_("Answered")),
    Column("decision", "code", N_("Decision")),
    Column("days_to_answer", "number", N_("Days to the answer")),
)
DELIVERY_COLUMNS = (
    Column("institution", "key", N_("Institution")),
    Column("received", "yes_no", N_("Received")),
    Column("in_time", "yes_no", N_("Received in time")),
    Column("days_late", "number", N_("Days late")),
)


def _filter_chosen(rows: Any, organisation: UUID, ids: Sequence[UUID] | None) -> Any:
    found = rows.filter(organisation_id=organisation)
    return found if ids is None else found.filter(id__in=list(ids))


def read_measures(organisation: UUID, ids: Sequence[UUID] | None) -> Any:
    """Return the measures of an organisation as facts; the day is that of the deadline.

    The state is that of the milestones: whether a measure is late follows from the period.
    """
    kept = Q(milestones__dropped_on__isnull=True)
    rows = _filter_chosen(Measure.objects.all(), organisation, ids).annotate(
        planned=Count("milestones", filter=kept),
        got=Count("milestones", filter=kept & Q(milestones__reached_on__isnull=False)),
        last=Max("milestones__reached_on", filter=kept),
    )
    names = ("due_on", "entity_id", "instrument_id", "instrument__kind", "dropped_on")
    found = list(
        rows.order_by().values("id", "version", "office_id", "planned", "got", "last", *names)
    )
    events = _events_of({row["id"] for row in found} if ids is not None else None, organisation)
    return table_of(MEASURE_COLUMNS, [_measure(row, events.get(row["id"], [])) for row in found])


def _events_of(keys: set[UUID] | None, organisation: UUID) -> dict[UUID, list[Any]]:
    rows = MeasureEvent.objects.filter(organisation_id=organisation)
    if keys is not None:
        rows = rows.filter(measure_id__in=keys)
    found: dict[UUID, list[Any]] = {}
    for key, *event in rows.values_list("measure_id", "kind", "old_on", "new_on"):
        found.setdefault(key, []).append(tuple(event))
    return found


def _measure(row: dict[str, Any], events: list[Any]) -> dict[str, Any]:
    moves, days = rules.slips_of(events)
    state = rules.state_of(
        dropped=row["dropped_on"] is not None,
        milestones=row["planned"],
        reached=row["got"],
        due_on=None,
        today=row["due_on"],
    )
    done = state == "done"
    return {
        **standard_of(row, row["due_on"]),
        "institution": row["entity_id"].hex,
        "policy": row["instrument_id"].hex,
        "policy_kind": row["instrument__kind"],
        "state": state,
        "done": done,
        "in_time": done and row["last"] <= row["due_on"],
        "dropped": state == "dropped",
        "milestones": row["planned"],
        "reached": row["got"],
        "moves": moves,
        "days_moved": days,
        "owner_changes": sum(kind == "owner" for kind, _old, _new in events),
    }


def read_comments(organisation: UUID, ids: Sequence[UUID] | None) -> Any:
    """Return the comments of consultations as facts, by the day of the comment."""
    rows = _filter_chosen(Comment.objects.all(), organisation, ids)
    names = ("said_on", "instrument_id", "verdict", "answered_on")
    found = rows.order_by().values("id", "version", "office_id", *names)
    return table_of(
        COMMENT_COLUMNS,
        [
            {
                **standard_of(row, row["said_on"]),
                "policy": row["instrument_id"].hex,
                "answered": bool(row["verdict"]),
                "decision": row["verdict"] or None,
                "days_to_answer": (row["answered_on"] - row["said_on"]).days
                if row["answered_on"]
                else None,
            }
            for row in found
        ],
    )


def read_deliveries(organisation: UUID, ids: Sequence[UUID] | None) -> Any:
    """Return the deliveries of authorities as facts, by the day on which they are due."""
    rows = _filter_chosen(Delivery.objects.all(), organisation, ids)
    names = ("due_on", "received_on", "arrangement__entity_id")
    found = rows.order_by().values("id", "version", "office_id", *names)
    return table_of(DELIVERY_COLUMNS, [_delivery(row) for row in found])


def _delivery(row: dict[str, Any]) -> dict[str, Any]:
    received, due = row["received_on"], row["due_on"]
    return {
        **standard_of(row, due),
        "institution": row["arrangement__entity_id"].hex,
        "received": received is not None,
        "in_time": received is not None and received <= due,
        "days_late": max(0, (received - due).days) if received else None,
    }


def _measures_of_milestones(organisation: UUID, keys: Sequence[UUID]) -> Sequence[UUID]:
    rows = Milestone.objects.filter(organisation_id=organisation, id__in=keys)
    return list(rows.values_list("measure_id", flat=True))


def _measures_of_instruments(organisation: UUID, keys: Sequence[UUID]) -> Sequence[UUID]:
    rows = Measure.objects.filter(organisation_id=organisation, instrument_id__in=keys)
    return list(rows.values_list("id", flat=True))


def _deliveries_of_arrangements(organisation: UUID, keys: Sequence[UUID]) -> Sequence[UUID]:
    rows = Delivery.objects.filter(organisation_id=organisation, arrangement_id__in=keys)
    return list(rows.values_list("id", flat=True))


MEASURES = FactTable(
    "policies.measures",
    N_("Measures of policies"),
    "policies.Measure",
    "policy.read",
    MEASURE_COLUMNS,
    read_measures,
    {
        "policies.Milestone": _measures_of_milestones,
        "policies.Instrument": _measures_of_instruments,
    },
    of_institutions=True,
)
COMMENTS = FactTable(
    "policies.comments",
    N_("Comments of consultations"),
    "policies.Comment",
    "policy.read",
    COMMENT_COLUMNS,
    read_comments,
    of_institutions=True,
)
DELIVERIES = FactTable(
    "policies.deliveries",
    N_("Deliveries of authorities"),
    "policies.Delivery",
    "policy.read",
    DELIVERY_COLUMNS,
    read_deliveries,
    {"policies.Arrangement": _deliveries_of_arrangements},
    of_institutions=True,
)
