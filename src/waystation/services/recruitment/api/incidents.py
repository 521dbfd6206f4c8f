"""Incidents and corrective actions over HTTP."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import FieldsIn, FieldsOut, Text
from waystation.foundation.records import plain
from waystation.foundation.records.sealed import read_sealed
from waystation.services.recruitment import actions, queries
from waystation.services.recruitment.fields import CORRECTIVE_ACTION, INCIDENT
from waystation.services.recruitment.transitions import ACTION_WORKFLOW, INCIDENT_WORKFLOW

from .common import MOST, key_of, office_in

router = Router()


class IncidentIn(FieldsIn, table=INCIDENT):
    """An incident as it is sent."""

    office_id: Text = ""
    entity_id: Text = ""


class IncidentLine(FieldsOut, table=INCIDENT.without("account")):
    """An incident in a list: without what is sealed."""

    id: UUID
    office_id: UUID
    entity_id: UUID | None
    subject_title: str
    opened_on: date
    due_on: date
    state: str
    outcome: str


class IncidentOut(IncidentLine):
    account: str

    @staticmethod
    def resolve_account(incident: Any) -> str:
        return read_sealed(incident, "account")


class ClosingIn(Schema):
    """What closing an incident asks."""

    outcome: Text = ""
    reason: Text = ""


class ActionIn(FieldsIn, table=CORRECTIVE_ACTION):
    """A corrective action as it is sent."""


class ActionOut(FieldsOut, table=CORRECTIVE_ACTION):
    id: UUID
    finding_id: UUID | None
    incident_id: UUID | None
    state: str
    done_on: date | None


class DoneIn(Schema):
    proof: Text = ""


IncidentStep = Enum("IncidentStep", {name: name for name in INCIDENT_WORKFLOW.transitions})  # type: ignore[misc]
ActionStep = Enum("ActionStep", {name: name for name in ACTION_WORKFLOW.transitions})  # type: ignore[misc]


@router.get("/incidents", response=list[IncidentLine], summary="The incidents of your offices")
def list_incidents(request: HttpRequest) -> Any:
    """Return the incidents of your offices, the nearest deadline first."""
    access.require(request.user, "incident.read")
    return queries.incidents_visible_to(request.user).order_by("due_on", "id")[:MOST]


@router.post("/incidents", response={201: IncidentOut}, summary="Record an incident")
def record_incident(request: HttpRequest, incident: IncidentIn) -> Any:
    """Open an incident. The header Idempotency-Key makes twice once."""
    given = incident.dict()
    office = office_in(request.user, "incident.record", given.pop("office_id"))
    entity = plain.key(given.pop("entity_id"), "entity_id")
    values = INCIDENT.read(given)
    made = actions.open_incident(
        request.user, office, entity_id=entity, key=key_of(request), **values
    )
    return Status(201, made)


@router.get("/incidents/{uuid:incident_id}", response=IncidentOut, summary="One incident")
def read_incident(request: HttpRequest, incident_id: UUID) -> Any:
    """Return one incident; that it was read is logged."""
    access.require(request.user, "incident.read")
    return queries.open_incident(request.user, incident_id)


@router.post(
    "/incidents/{uuid:incident_id}/actions", response={201: ActionOut}, summary="Plan an action"
)
def plan_corrective_action(request: HttpRequest, incident_id: UUID, action: ActionIn) -> Any:
    """Plan what has to be done about an incident, and by when."""
    access.require(request.user, "incident.handle")
    values = CORRECTIVE_ACTION.read(action.dict())
    made = actions.add_corrective_action(
        request.user, incident_id=incident_id, key=key_of(request), **values
    )
    return Status(201, made)


@router.post("/incidents/{uuid:incident_id}/{transition}", response=IncidentOut, summary="Close it")
def change_incident_state(
    request: HttpRequest, incident_id: UUID, transition: IncidentStep, said: ClosingIn
) -> Any:
    """Deal with an incident, close or reopen it."""
    asked = INCIDENT_WORKFLOW.transitions[transition.value].asks.names
    values = {name: value for name, value in said.dict().items() if name in asked}
    return actions.change_incident_state(request.user, incident_id, transition.value, **values)


@router.get("/actions", response=list[ActionOut], summary="The corrective actions")
def list_corrective_actions(request: HttpRequest) -> Any:
    """Return the corrective actions you may see, the nearest deadline first."""
    access.require_any(request.user, "recruiter.assess", "recruiter.decide", "incident.read")
    return queries.actions_visible_to(request.user).order_by("due_on", "id")[:MOST]


@router.post("/actions/{uuid:action_id}/{transition}", response=ActionOut, summary="Done")
def change_corrective_action_state(
    request: HttpRequest, action_id: UUID, transition: ActionStep, said: DoneIn
) -> Any:
    """Record that a corrective action is done, confirm it, or reopen it."""
    asked = ACTION_WORKFLOW.transitions[transition.value].asks.names
    values = {name: value for name, value in said.dict().items() if name in asked}
    return actions.change_action_state(request.user, action_id, transition.value, **values)
