"""Today's waiting list over HTTP. A visit with `waiting_id` ends the wait."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import FieldsIn, Text, key_of
from waystation.services.centres import actions, answers, queries
from waystation.services.centres.fields import WAITING

router = Router()


class WaitingIn(FieldsIn, table=WAITING):
    """A person who has come in and waits."""

    office_id: Text = ""


class WaitingOut(Schema):
    """A place on the list, and what became of it."""

    id: UUID
    office_id: UUID
    state: str
    person_id: UUID | None
    visit_id: UUID | None
    created_at: datetime


class InLineOut(Schema):
    """A waiting person."""

    id: UUID
    office_id: UUID
    since: datetime
    minutes: int
    person_id: UUID | None
    language: str
    wish: str


@router.get("/waiting", response=list[InLineOut], summary="Who waits today")
def list_waiting(request: HttpRequest) -> Any:
    """Return today's waiting people in your offices, in order of arrival."""
    return queries.in_line_today(access.require(request.user, "visit.read"))


@router.post("/waiting", response={201: WaitingOut}, summary="Put on the waiting list")
def record_waiting(request: HttpRequest, waiting: WaitingIn) -> Any:
    """Put a visitor on today's list. The header Idempotency-Key (a UUID) is the place's key."""
    key = key_of(request)
    given = waiting.dict()
    office_id = answers.office_for(request.user, given)
    values = WAITING.read(given)
    return Status(201, actions.record_waiting(request.user, office_id, key=key, **values))


@router.post("/waiting/{uuid:waiting_id}/left", response=WaitingOut, summary="Left unserved")
def leave_waiting(request: HttpRequest, waiting_id: UUID) -> Any:
    """Remove a person who left without a visit from the list."""
    return actions.leave(request.user, waiting_id)
