"""Programmes, frameworks and their registers over HTTP."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status

from waystation.analysis.iati.writing import write as write_iati
from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import Edit, FieldsIn, FieldsOut, key_of
from waystation.foundation.records import actions as records
from waystation.foundation.records import plain
from waystation.foundation.records import queries as entries
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.programmes import actions, queries
from waystation.governance.programmes.fields import PROGRAMME
from waystation.governance.programmes.queries.registers import REGISTERS
from waystation.governance.programmes.rules.money import Money
from waystation.governance.programmes.transitions import PROGRAMME_WORKFLOW

PREFIX = "programmes"
router = Router(tags=["programmes"])
Step = Enum("Step", {name: name for name in PROGRAMME_WORKFLOW.transitions})  # type: ignore[misc]
RegisterKey = Enum("RegisterKey", {key: key for key in REGISTERS})  # type: ignore[misc]


class ProgrammeIn(FieldsIn, table=PROGRAMME):
    """A programme, project or activity as it is sent; codes are those of the lists."""

    parent_id: UUID | None = None


class ProgrammeOut(FieldsOut, table=PROGRAMME):
    """A programme, project or activity."""

    id: UUID
    parent_id: UUID | None
    state: str
    version: int
    started_on: date | None
    ended_on: date | None


class MoneyOut(Schema):
    """Amounts by currency, their total in euros, and how many have no exchange rate."""

    by_currency: dict[str, Decimal]
    euros: Decimal
    without_rate: int


class TotalsOut(Schema):
    """What a programme with everything below it comes to, each figure counted once."""

    budget: MoneyOut
    budget_within: MoneyOut
    received: MoneyOut
    committed: MoneyOut
    spent: MoneyOut
    people: int
    people_qualifier: str
    people_within: int


class DonorIn(Schema):
    """A donor and its share in per cent; null where no share is known."""

    entity_id: UUID
    per_cent: Decimal | None = None


class DonorsIn(Schema):
    donors: list[DonorIn] = []


class GoalsIn(Schema):
    goals: list[UUID] = []


class GoalOut(Schema):
    id: UUID
    code: str
    title: str
    cross_cutting: bool
    relevance: str
    works: int


class FrameworkOut(Schema):
    id: UUID
    key: str
    kind: str
    title: str
    valid_from: date | None
    valid_to: date | None


class TransitionIn(Schema):
    """What a step asks for, by field name; dates as YYYY-MM-DD."""

    values: dict[str, Any] = {}


class EntryIn(Schema):
    """The values of an entry by field name."""

    values: dict[str, Any] = {}


@router.get("", response=list[ProgrammeOut], summary="Programmes and projects")
def list_programmes(request: HttpRequest, q: str = "", limit: int = 200) -> Any:
    """Return programmes, projects and activities by code; `q` searches code and title."""
    access.require(request.user, "programme.read")
    rows = queries.programmes.programmes_visible_to(request.user, words=q)
    return rows[: min(max(limit, 1), 500)]


@router.post("", response={201: ProgrammeOut}, summary="Enter a programme or project")
def record_programme(request: HttpRequest, programme: ProgrammeIn) -> Any:
    """Enter a programme, project or activity. Idempotency-Key makes twice once."""
    user = access.require(request.user, "programme.record")
    key = key_of(request)
    office = access.offices_where(user, "programme.record")[0]
    values = PROGRAMME.read(programme.dict())
    made = actions.record_programme(user, office, parent_id=programme.parent_id, key=key, **values)
    return Status(201, made)


@router.get("/frameworks", response=list[FrameworkOut], summary="Strategies and frameworks")
def list_frameworks(request: HttpRequest) -> Any:
    """Return the frameworks of the mission in their editions."""
    access.require(request.user, "programme.read")
    return queries.frameworks.frameworks_visible_to(request.user)


@router.get(
    "/frameworks/{uuid:framework_id}/goals", response=list[GoalOut], summary="Goals of a framework"
)
def list_framework_goals(request: HttpRequest, framework_id: UUID) -> Any:
    """Return the goals of a framework, with how much work serves each of them."""
    access.require(request.user, "programme.read")
    framework = queries.frameworks.framework_visible_to(request.user, framework_id)
    return queries.frameworks.goals_of(framework)


@router.get("/entries/{kind}", response=list[dict[str, Any]], summary="Entries of a register")
def list_programme_entries(request: HttpRequest, kind: RegisterKey, programme: str = "") -> Any:
    """Return the newest 50 entries of a register, of one programme if given."""
    one = REGISTERS[kind.value]
    access.require(request.user, one.read)
    where = {"programme": programme} if "programme" in one.filters and programme else {}
    if programme and plain.key(programme, "programme") is None:
        where = {}
    return entries.entries_of_register(request.user, one, where=where)


@router.post(
    "/entries/{kind}", response={201: dict[str, Any]}, summary="Add an entry to a register"
)
def record_programme_entry(request: HttpRequest, kind: RegisterKey, entry: EntryIn) -> Any:
    """Add a budget line, a payment, a result, a figure … with the rules of its page."""
    one = REGISTERS[kind.value]
    access.require(request.user, one.adds)
    key = key_of(request)
    row = records.record_entry(request.user, one, entry.values, key=key)
    return Status(201, {"id": row.id, **entries.as_data(entries.values_of(one, row))})


@router.get("/progress/{int:year}", response=list[dict[str, Any]], summary="Progress of a year")
def read_programme_progress(request: HttpRequest, year: int) -> Any:
    """Return what each project did in a year: spent, people, figures."""
    access.require(request.user, "programme.read")
    if not 1990 <= year <= today_in().year + 1:
        raise NotSeen(N_("There is no progress of that year."), code="year_unknown")
    progress = queries.reports.progress_of(request.user, year)
    return [
        {
            "id": one.programme.id,
            "code": one.programme.code,
            "title": one.programme.title,
            "state": one.programme.state,
            "spent_eur": one.spent.euros,
            "people": one.people.number if one.people else None,
            "people_qualifier": one.people.qualifier if one.people else "",
            "figures": [
                {
                    "indicator": str(figure.indicator),
                    "target": figure.target,
                    "target_qualifier": figure.target_qualifier,
                    "actual": figure.actual,
                    "qualifier": figure.qualifier,
                }
                for figure in one.figures
            ],
        }
        for one in progress.work
    ]


@router.get("/iati", summary="The projects as IATI 2.03")
def export_iati(request: HttpRequest, programme: UUID | None = None) -> Any:
    """Return the programmes and projects as a file of IATI 2.03 (XML)."""
    user = access.require(request.user, "programme.read")
    body = BytesIO()
    write_iati(body, queries.iati.activities_of(user, only=programme), now())
    return HttpResponse(body.getvalue(), content_type="application/xml")


@router.post("/iati/check", response=dict[str, Any], summary="Check a file of IATI")
def check_iati(request: HttpRequest) -> Any:
    """Return the findings on the file in the body (XML), with three severities."""
    access.require(request.user, "programme.read")
    return queries.iati.check_file(request.body).as_data()


@router.post("/iati/import", response=dict[str, Any], summary="Import activities from IATI")
def import_iati(request: HttpRequest, write: bool = False) -> Any:
    """Check the file in the body (XML); with `write` record what has no critical finding."""
    access.require(request.user, "programme.record")
    found = actions.import_activities(request.user, request.body, write=write)
    return found.report.as_data() | {
        "would_record": found.would,
        "recorded": [str(one.id) for one in found.recorded],
    }


@router.get("/{uuid:programme_id}", response=ProgrammeOut, summary="One programme")
def read_programme(request: HttpRequest, programme_id: UUID) -> Any:
    """Return one programme, project or activity."""
    access.require(request.user, "programme.read")
    return queries.programmes.programme_visible_to(request.user, programme_id)


@router.patch("/{uuid:programme_id}", response=ProgrammeOut, summary="Change a programme")
def edit_programme(request: HttpRequest, programme_id: UUID, edit: Edit) -> Any:
    """Change a programme; 409 with both values where somebody else changed the same."""
    seen, proposed = edit.read(PROGRAMME)
    return actions.edit_programme(request.user, programme_id, seen, proposed)


@router.get("/{uuid:programme_id}/totals", response=TotalsOut, summary="Money and people")
def read_programme_totals(request: HttpRequest, programme_id: UUID) -> Any:
    """Return what a programme comes to with everything below it, counted once."""
    access.require(request.user, "programme.read")
    programme = queries.programmes.programme_visible_to(request.user, programme_id)
    totals = queries.money.totals_of(programme)
    within: Money = totals.budget.within
    return {
        "budget": totals.budget.total,
        "budget_within": within,
        "received": totals.received,
        "committed": totals.committed,
        "spent": totals.spent,
        "people": totals.people.total.number,
        "people_qualifier": totals.people.total.qualifier,
        "people_within": totals.people.within.number,
    }


@router.post("/{uuid:programme_id}/donors", response=list[dict[str, Any]], summary="Set the donors")
def set_programme_donors(request: HttpRequest, programme_id: UUID, sent: DonorsIn) -> Any:
    """Say who pays: the shares add to 100, or none is known."""
    shares = [(one.entity_id, one.per_cent) for one in sent.donors]
    rows = actions.set_donors(request.user, programme_id, shares)
    return [{"entity_id": row.entity_id, "per_cent": row.per_cent} for row in rows]


@router.post("/{uuid:programme_id}/goals", response=list[dict[str, Any]], summary="Set the goals")
def set_programme_goals(request: HttpRequest, programme_id: UUID, sent: GoalsIn) -> Any:
    """Say which goals a programme serves."""
    rows = actions.set_goals(request.user, programme_id, sent.goals)
    return [{"goal_id": row.goal_id, "code": row.goal.code} for row in rows]


@router.post("/{uuid:programme_id}/{transition}", response=ProgrammeOut, summary="Change its state")
def change_programme_state(
    request: HttpRequest, programme_id: UUID, transition: Step, sent: TransitionIn
) -> Any:
    """Start, close, suspend or cancel a programme."""
    asks = PROGRAMME_WORKFLOW.transitions[transition.value].asks
    values = asks.read(sent.values)
    return actions.change_programme_state(request.user, programme_id, transition.value, **values)
