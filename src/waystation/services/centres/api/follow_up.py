"""Call-backs, plans and agreed steps over HTTP."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import Edit, FieldsIn, FieldsOut, Text, key_of
from waystation.foundation.records.sealed import read_sealed
from waystation.services.centres import actions, answers, queries
from waystation.services.centres.fields import CALL_BACK, FOLLOW_UP, PLAN, STEP
from waystation.services.centres.transitions import (
    CALL_BACK_WORKFLOW,
    PLAN_WORKFLOW,
    STEP_WORKFLOW,
)

router = Router()
MOST = 200


class CallBackIn(FieldsIn, table=CALL_BACK):
    """A person to call back."""

    office_id: Text = ""


class CallBackOut(FieldsOut, table=CALL_BACK.without("wish", "contact")):
    """A call-back; ``may_contact`` is false for a person who has not consented to contact."""

    id: UUID
    office_id: UUID
    reason: str
    edition_id: UUID | None
    visit_id: UUID | None
    attempts: int
    state: str


class CallBackLine(CallBackOut):
    may_contact: bool


class CallBackDone(Schema):
    """What a step asks: a note, or another day."""

    note: Text = ""
    due_on: date | None = None


class PlanIn(FieldsIn, table=PLAN):
    person_id: UUID


class PlanLine(FieldsOut, table=PLAN.without("aim")):
    """A plan in a list: without the person's own words, which are opened one by one."""

    id: UUID
    office_id: UUID
    person_id: UUID
    day: date
    state: str
    outcome: str
    satisfaction: str
    intention_at_follow_up: str


class PlanOut(PlanLine):
    aim: str

    @staticmethod
    def resolve_aim(plan: Any) -> str:
        return read_sealed(plan, "aim")


class FollowUpIn(FieldsIn, table=FOLLOW_UP):
    """The questions of a follow-up."""


class StepIn(FieldsIn, table=STEP):
    """An agreed step."""


class StepOut(FieldsOut, table=STEP):
    id: UUID
    plan_id: UUID
    state: str
    what: str

    @staticmethod
    def resolve_what(step: Any) -> str:
        return read_sealed(step, "what")


def _names(name: str, workflow: Any) -> Any:
    return Enum(name, {one: one for one in workflow.transitions})


CallStep: Any = _names("CallStep", CALL_BACK_WORKFLOW)
PlanStep: Any = _names("PlanStep", PLAN_WORKFLOW)
StepStep: Any = _names("StepStep", STEP_WORKFLOW)


class NoAnswers(Schema):
    """This asks nothing."""


@router.get("/call-backs", response=list[CallBackLine], summary="Whom you call back")
def list_call_backs(request: HttpRequest, state: str = "open") -> Any:
    """Return the call-backs of your offices, the longest due first."""
    user = access.require(request.user, "visit.read")
    return queries.call_backs_visible_to(user).filter(state=state).order_by("due_on", "id")[:MOST]


@router.post("/call-backs", response={201: CallBackOut}, summary="Put on the list of call-backs")
def record_call_back(request: HttpRequest, call: CallBackIn) -> Any:
    """Put a person on the list. The header Idempotency-Key (a UUID) is its key."""
    given = call.dict()
    key = key_of(request)
    office = answers.office_for(request.user, given)
    values = CALL_BACK.read(given)
    return Status(201, actions.record_call_back(request.user, office, key=key, **values))


@router.post(
    "/call-backs/{uuid:call_id}/{transition}", response=CallBackOut, summary="Reached, or not"
)
def change_call_back_state(
    request: HttpRequest, call_id: UUID, transition: CallStep, given: CallBackDone
) -> Any:
    """Record that a person was reached, or is to be called again, or remove them from the list."""
    asked = CALL_BACK_WORKFLOW.transitions[transition.value].asks.names
    values = {name: value for name, value in given.dict().items() if name in asked}
    return actions.change_call_back_state(request.user, call_id, transition.value, **values)


@router.get("/plans", response=list[PlanLine], summary="The plans of your offices")
def list_plans(request: HttpRequest) -> Any:
    """Return the plans of your offices, the latest first."""
    user = access.require(request.user, "visit.read")
    return queries.plans_visible_to(user).order_by("-day", "-id")[:MOST]


@router.post("/plans", response={201: PlanOut}, summary="Agree on a plan")
def record_plan(request: HttpRequest, plan: PlanIn) -> Any:
    """Agree on a plan with a person. The header Idempotency-Key (a UUID) is its key."""
    given = plan.dict()
    person = given.pop("person_id")
    key = key_of(request)
    return Status(201, actions.record_plan(request.user, person, key=key, **PLAN.read(given)))


@router.get("/plans/{uuid:plan_id}", response=PlanOut, summary="One plan")
def read_plan(request: HttpRequest, plan_id: UUID) -> Any:
    """Return one plan; 404 outside your offices."""
    access.require(request.user, "visit.read")
    return queries.open_plan(request.user, plan_id)


@router.patch("/plans/{uuid:plan_id}", response=PlanOut, summary="Change a plan")
def edit_plan(request: HttpRequest, plan_id: UUID, edit: Edit) -> Any:
    """Change fields of a plan; 409 with both values where somebody else changed the same."""
    seen, proposed = edit.read(PLAN)
    return actions.edit_plan(request.user, plan_id, seen, proposed)


@router.post("/plans/{uuid:plan_id}/{transition}", response=PlanOut, summary="Record the follow-up")
def change_plan_state(
    request: HttpRequest, plan_id: UUID, transition: PlanStep, follow_up: FollowUpIn
) -> Any:
    """Record the person's current intention, the outcome, and their satisfaction."""
    values = FOLLOW_UP.read(follow_up.dict())
    return actions.change_plan_state(request.user, plan_id, transition.value, **values)


@router.post("/plans/{uuid:plan_id}/steps/", response={201: StepOut}, summary="Add a step")
def add_step(request: HttpRequest, plan_id: UUID, step: StepIn) -> Any:
    """Add an agreed step. The header Idempotency-Key (a UUID) is its key."""
    key = key_of(request)
    return Status(201, actions.add_step(request.user, plan_id, key=key, **STEP.read(step.dict())))


@router.post("/steps/{uuid:step_id}/{transition}", response=StepOut, summary="Done, or not")
def change_step_state(
    request: HttpRequest, step_id: UUID, transition: StepStep, nothing: NoAnswers
) -> Any:
    """Note that a step is done, is not done, or is open again."""
    return actions.change_step_state(request.user, step_id, transition.value)


@router.post("/appointments/{uuid:booking_id}/came", response=NoAnswers, summary="A visitor came")
def receive_appointment(request: HttpRequest, booking_id: UUID) -> Any:
    """Note that an expected visitor came, and put them on today's waiting list."""
    actions.receive_appointment(request.user, booking_id)
    return NoAnswers()
