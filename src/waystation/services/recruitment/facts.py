"""Recruitment as facts: workers' costs, incidents and clearances, without identities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import pyarrow as pa

from waystation.analysis import recruitment as analysis
from waystation.foundation.shared.facts import STANDARD, Column, FactTable
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.registry.reference.facts import PERSON, TYPES, standard_of

from .fields import INCIDENT, RECRUITMENT
from .models import Assessment, Incident, Recruitment
from .queries import records_of

DECIMALS = TYPES | {"number": pa.float64()}
"""Months of pay are no whole numbers."""
WORKER_COLUMNS = (
    *RECRUITMENT.fact_columns(),
    Column("arrived", "yes_no", N_("Has arrived")),
    Column("counted", "yes_no", N_("Counts for SDG 10.7.1")),
    Column("left_out", "code", N_("Why it is left out of SDG 10.7.1"), "recruitment_left_out"),
    Column("borne", "number", N_("Costs borne by the worker, in euro")),
    Column("first_pay", "number", N_("Earnings of the first month, in euro")),
    Column("months_of_pay", "number", N_("Recruitment cost in months of pay")),
    Column("paid_something", "yes_no", N_("Bore a cost, of those who count")),
)
INCIDENT_COLUMNS = (
    Column("kind", "code", INCIDENT["kind"].label, "recruitment_incident"),
    Column("party_kind", "code", N_("Kind of organisation"), "entity_kind"),
    Column("closed", "yes_no", N_("Closed")),
    Column("outcome", "code", N_("Outcome"), "incident_outcome"),
    Column("remedied", "yes_no", N_("Confirmed and remedied, of those closed")),
    Column("in_time", "yes_no", N_("Closed in time")),
)
ASSESSMENT_COLUMNS = (
    Column("role", "code", N_("Assessed as"), "recruitment_role"),
    Column("standard", "code", N_("Standard"), "recruitment_criterion"),
    Column("outcome", "code", N_("Decision"), "recruitment_decision"),
    Column("cleared", "yes_no", N_("Cleared, of those decided")),
    Column("suspended", "yes_no", N_("Suspended")),
    Column("entity", "key", N_("Organisation")),
)


def _table(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    return pa.table(
        {
            one.name: pa.array([row.get(one.name) for row in rows], type=DECIMALS[one.kind])
            for one in (*STANDARD, *columns)
        }
    )


def read_recruitments(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return the recruitments of workers as facts, by the day of arrival or of recording."""
    rows = Recruitment.objects.filter(organisation_id=organisation).order_by()
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    found = list(rows)
    records = {one.key: one for one in records_of(organisation, found)}
    about = {row["id"]: row for row in rows.values("id", "version", "office_id", *PERSON)}
    return _table(WORKER_COLUMNS, [_worker(one, about[one.id], records[one.id]) for one in found])


def _worker(one: Recruitment, row: dict[str, Any], record: analysis.Record) -> dict[str, Any]:
    reason = analysis.reason_to_exclude(record)
    months = None if reason else analysis.ratio_of(record)
    return {
        **standard_of(row, one.arrived_on or one.created_at.date()),
        **{c.name: getattr(one, c.name) or None for c in RECRUITMENT.fact_columns()},
        "for_wages": one.for_wages,
        "usual_stay": one.usual_stay,
        "first_job": one.first_job,
        "arrived": one.arrived_on is not None,
        "counted": not reason,
        "left_out": reason or None,
        "borne": record.cost,
        "first_pay": record.earnings,
        "months_of_pay": months,
        "paid_something": None if months is None else months > 0,
    }


def read_incidents(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return the incidents of an organisation as facts, by the day they were opened."""
    rows = Incident.objects.filter(organisation_id=organisation).order_by()
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    names = ("opened_on", "kind", "entity__kind", "state", "outcome", "closed_on", "due_on")
    found = rows.values("id", "version", "office_id", *names)
    return _table(INCIDENT_COLUMNS, [_incident(row) for row in found.iterator(chunk_size=5000)])


def _incident(row: dict[str, Any]) -> dict[str, Any]:
    closed = row["closed_on"]
    return {
        **standard_of(row, row["opened_on"]),
        "kind": row["kind"],
        "party_kind": row["entity__kind"] or None,
        "closed": closed is not None,
        "outcome": row["outcome"] or None,
        "remedied": row["outcome"] == "remedied" if closed else None,
        "in_time": closed <= row["due_on"] if closed else None,
    }


def read_assessments(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return the assessments that were decided or suspended as facts, by the day of it."""
    rows = Assessment.objects.filter(organisation_id=organisation).order_by()
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    names = ("role", "standard", "outcome", "decided_on", "suspended_on", "entity_id")
    found = rows.exclude(decided_on__isnull=True, suspended_on__isnull=True)
    values = found.values("id", "version", "office_id", *names)
    return _table(ASSESSMENT_COLUMNS, [_assessment(row) for row in values.iterator(chunk_size=500)])


def _assessment(row: dict[str, Any]) -> dict[str, Any]:
    outcome = row["outcome"]
    return {
        **standard_of(row, row["decided_on"] or row["suspended_on"]),
        "role": row["role"],
        "standard": row["standard"],
        "outcome": outcome or None,
        "cleared": outcome in {"cleared", "cleared_actions"} if outcome else None,
        "suspended": row["suspended_on"] is not None,
        "entity": row["entity_id"].hex,
    }


def recruitments_of_people(organisation: UUID, keys: Sequence[UUID]) -> Sequence[UUID]:
    """Return the recruitments whose facts change when these people's files do."""
    rows = Recruitment.objects.filter(organisation_id=organisation, person_id__in=keys)
    return list(rows.values_list("id", flat=True))


RECRUITMENTS = FactTable(
    "recruitment.recruitments",
    N_("Recruitments of workers"),
    "recruitment.Recruitment",
    "recruitment.read",
    WORKER_COLUMNS,
    read_recruitments,
    follows={people.KIND: recruitments_of_people},
)
INCIDENTS = FactTable(
    "recruitment.incidents",
    N_("Incidents in recruitment"),
    "recruitment.Incident",
    "incident.read",
    INCIDENT_COLUMNS,
    read_incidents,
)
ASSESSMENTS = FactTable(
    "recruitment.assessments",
    N_("Assessments"),
    "recruitment.Assessment",
    "recruiter.read",
    ASSESSMENT_COLUMNS,
    read_assessments,
)
