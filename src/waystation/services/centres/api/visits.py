"""Visits over HTTP."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import Edit, FieldsIn, FieldsOut, Text, key_of
from waystation.foundation.shared.periods import parse
from waystation.services.centres import actions, answers, queries
from waystation.services.centres.fields import VISIT
from waystation.services.centres.transitions import VISIT_WORKFLOW, WITHDRAWAL

from .common import mark_after

router = Router(tags=["centres"])


class VisitIn(FieldsIn, table=VISIT):
    """A visit as it is sent. Codes are those of the reference lists; times carry their zone."""

    office_id: Text = ""
    waiting_id: UUID | None = None  # the entry on the waiting list that this visit ends


class VisitLine(FieldsOut, table=VISIT.without("advice")):
    """A visit in a list, without the advice, which is returned for single visits only."""

    id: UUID
    office_id: UUID
    version: int
    day: date
    state: str


class VisitOut(VisitLine):
    """One visit, with the advice."""

    advice: str

    @staticmethod
    def resolve_advice(visit: Any) -> str:
        return queries.advice_of(visit)


Step = Enum("Step", {name: name for name in VISIT_WORKFLOW.transitions})  # type: ignore[misc]


class Withdrawal(FieldsIn, table=WITHDRAWAL):
    """Why a visit is withdrawn; restoring it asks nothing."""


class VisitPage(Schema):
    visits: list[VisitLine]
    next_after: str


class Counts(Schema):
    visits: int
    persons: int
    sessions: int
    attendees: int
    women_attending: int | None


@router.post("/visits", response={201: VisitOut}, summary="Record a visit")
def record_visit(
    request: HttpRequest,
    visit: VisitIn,
) -> Any:
    """Record a visit. The header Idempotency-Key (a UUID) is its key: sent twice, it is one."""
    given = visit.dict()
    key = key_of(request)
    values = VISIT.read(given)
    if visit.waiting_id is not None:
        return Status(201, actions.start_visit(request.user, visit.waiting_id, key=key, **values))
    office_id = answers.office_for(request.user, given)
    return Status(201, actions.record_visit(request.user, office_id, key=key, **values))


@router.get("/visits", response=VisitPage, summary="The visits of your offices")
def list_visits(request: HttpRequest, after: str = "", limit: int = 50) -> Any:
    """Return a page of visits, latest first; send `next_after` back as `after` for the next."""
    user = access.require(request.user, "visit.read")
    limit = min(max(limit, 1), 200)
    found = queries.visit_records_after(user, after, limit + 1)
    return {"visits": found[:limit], "next_after": mark_after(found, limit)}


@router.get("/visits/{uuid:visit_id}", response=VisitOut, summary="One visit")
def read_visit(request: HttpRequest, visit_id: UUID) -> Any:
    """Return one visit; 404 outside your offices."""
    access.require(request.user, "visit.read")
    return queries.open_visit(request.user, visit_id)


@router.patch("/visits/{uuid:visit_id}", response=VisitOut, summary="Change a visit")
def edit_visit(request: HttpRequest, visit_id: UUID, edit: Edit) -> Any:
    """Change fields of a visit; 409 with both values where somebody else changed the same."""
    seen, proposed = edit.read(VISIT)
    return actions.edit_visit(request.user, visit_id, seen, proposed)


@router.post(
    "/visits/{uuid:visit_id}/{transition}", response=VisitOut, summary="Withdraw or restore a visit"
)
def change_visit_state(
    request: HttpRequest, visit_id: UUID, transition: Step, answers_given: Withdrawal
) -> Any:
    """Withdraw a visit with a reason, or restore it; it is not deleted."""
    values = answers_given.dict()
    return actions.change_visit_state(request.user, visit_id, transition.value, **values)


@router.get("/counts", response=Counts, summary="Visits, persons, sessions and attendees")
def counts(request: HttpRequest, period: str) -> Any:
    """Return the four counts of your offices in a period such as 2026, 2026-Q3 or 2026-09."""
    user = access.require(request.user, "visit.read")
    return queries.counts_of(user, parse(period)).four.__dict__
