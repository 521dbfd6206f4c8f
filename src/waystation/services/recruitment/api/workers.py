"""Recruitments of workers, their costs and calls, and indicator 10.7.1 over HTTP."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import Edit, FieldsIn, FieldsOut, Text
from waystation.foundation.records import plain
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.shared.periods import parse, today_in, year
from waystation.services.recruitment import actions, queries
from waystation.services.recruitment.fields import CALL_ANSWERS, CONTRACT_CHECK, COST, RECRUITMENT
from waystation.services.recruitment.transitions import CALL_WORKFLOW, RECRUITMENT_WORKFLOW

from .common import MOST, key_of, office_in, required_key

router = Router()


class RecruitmentIn(FieldsIn, table=RECRUITMENT):
    """The recruitment of a worker."""

    office_id: Text = ""
    person_id: Text = ""
    employer_id: Text = ""
    recruiter_id: Text = ""


class RecruitmentLine(FieldsOut, table=RECRUITMENT.without("note")):
    id: UUID
    office_id: UUID
    person_id: UUID
    employer_id: UUID | None
    recruiter_id: UUID | None
    costs_complete: bool
    arrived_on: date | None
    state: str
    version: int


class CostOut(FieldsOut, table=COST):
    id: UUID
    recruitment_id: UUID


class RecruitmentOut(RecruitmentLine):
    note: str
    costs: list[CostOut]

    @staticmethod
    def resolve_note(one: Any) -> str:
        return read_sealed(one, "note")

    @staticmethod
    def resolve_costs(one: Any) -> list[Any]:
        return queries.costs_of(one)


class CostIn(FieldsIn, table=COST):
    """A cost as it is sent."""


class CheckIn(FieldsIn, table=CONTRACT_CHECK):
    """The findings on a contract."""


class CheckOut(FieldsOut, table=CONTRACT_CHECK.without("note")):
    id: UUID
    day: date


class StepIn(Schema):
    """The questions of a recruitment's transitions."""

    arrived_on: date | None = None
    ended_on: date | None = None


class CallOut(FieldsOut, table=CALL_ANSWERS.without("note")):
    """A call after arrival, with its answers."""

    id: UUID
    recruitment_id: UUID
    after_days: int
    due_on: date
    called_on: date | None
    attempts: int
    state: str


class AnswersIn(FieldsIn, table=CALL_ANSWERS):
    """The answers of a worker; the other step asks nothing."""


class MeasuresOut(Schema):
    """The indicator, in months of pay; a measure is null if nobody is counted."""

    group: str
    n: int
    mean: float | None
    median: float | None
    lower_quartile: float | None
    upper_quartile: float | None
    ratio_of_means: float | None


class LeftOutOut(Schema):
    reason: str
    number: int


class IndicatorOut(Schema):
    """SDG 10.7.1 over the recruitments that you may open one by one."""

    period: str
    whole: MeasuresOut
    groups: list[MeasuresOut]
    excluded: list[LeftOutOut]


RecruitmentStep = Enum("RecruitmentStep", {one: one for one in RECRUITMENT_WORKFLOW.transitions})  # type: ignore[misc]
CallStep = Enum("CallStep", {name: name for name in CALL_WORKFLOW.transitions})  # type: ignore[misc]


@router.get("/workers", response=list[RecruitmentLine], summary="The recruitments of workers")
def list_recruitments(request: HttpRequest) -> Any:
    """Return the recruitments of your offices, the latest first."""
    access.require(request.user, "recruitment.read")
    return queries.recruitments_visible_to(request.user).order_by("-created_at", "-id")[:MOST]


@router.post("/workers", response={201: RecruitmentOut}, summary="Record a recruitment")
def record_recruitment(request: HttpRequest, recruitment: RecruitmentIn) -> Any:
    """Record that a person is recruited; they have to agree to it. Idempotency-Key: twice is once.

    422 with ``no_consent`` without the person's consent.
    """
    given = recruitment.dict()
    office = office_in(request.user, "recruitment.record", given.pop("office_id"))
    person = required_key(given.pop("person_id"), "person_id")
    parties = {
        name: plain.key(given.pop(f"{name}_id"), f"{name}_id") for name in ("employer", "recruiter")
    }
    values = RECRUITMENT.read(given)
    made = actions.record_recruitment(
        request.user, office, person, key=key_of(request), **parties, **values
    )
    return Status(201, made)


@router.get("/workers/{uuid:recruitment_id}", response=RecruitmentOut, summary="One recruitment")
def read_recruitment(request: HttpRequest, recruitment_id: UUID) -> Any:
    """Return one recruitment with its costs; that it was read is logged."""
    access.require(request.user, "recruitment.read")
    return queries.open_recruitment(request.user, recruitment_id)


@router.patch("/workers/{uuid:recruitment_id}", response=RecruitmentOut, summary="Change it")
def edit_recruitment(request: HttpRequest, recruitment_id: UUID, edit: Edit) -> Any:
    """Change a recruitment; 409 with both values where somebody else changed the same."""
    seen, proposed = edit.read(RECRUITMENT)
    return actions.edit_recruitment(request.user, recruitment_id, seen, proposed)


@router.post("/workers/{uuid:recruitment_id}/costs", response={201: CostOut}, summary="Add a cost")
def add_cost(request: HttpRequest, recruitment_id: UUID, cost: CostIn) -> Any:
    """Add a cost, whoever paid it. The header Idempotency-Key makes twice once."""
    access.require(request.user, "recruitment.record")
    values = COST.read(cost.dict())
    made = actions.add_cost(request.user, recruitment_id, key=key_of(request), **values)
    return Status(201, made)


@router.post(
    "/workers/{uuid:recruitment_id}/contract", response={201: CheckOut}, summary="Check a contract"
)
def check_contract(request: HttpRequest, recruitment_id: UUID, check: CheckIn) -> Any:
    """Record the findings on the contract; each red flag opens an incident."""
    access.require(request.user, "recruitment.record")
    values = CONTRACT_CHECK.read(check.dict())
    made = actions.check_contract(request.user, recruitment_id, key=key_of(request), **values)
    return Status(201, made)


@router.post(
    "/workers/{uuid:recruitment_id}/{transition}", response=RecruitmentOut, summary="Arrival, end"
)
def change_recruitment_state(
    request: HttpRequest, recruitment_id: UUID, transition: RecruitmentStep, said: StepIn
) -> Any:
    """Record the arrival, which plans the calls, or the end."""
    asked = RECRUITMENT_WORKFLOW.transitions[transition.value].asks.names
    values = {name: value for name, value in said.dict().items() if name in asked}
    return actions.change_recruitment_state(
        request.user, recruitment_id, transition.value, **values
    )


@router.get("/calls", response=list[CallOut], summary="Calls after arrival")
def list_calls(request: HttpRequest) -> Any:
    """Return the calls of your offices, the longest due first; who withdrew is left out."""
    access.require(request.user, "recruitment.read")
    return queries.calls_visible_to(request.user).order_by("due_on", "id")[:MOST]


@router.post("/calls/{uuid:call_id}/{transition}", response=CallOut, summary="Record the answers")
def change_call_state(
    request: HttpRequest, call_id: UUID, transition: CallStep, said: AnswersIn
) -> Any:
    """Record the answers, or that nobody answered; a red flag opens an incident."""
    access.require(request.user, "recruitment.record")
    asked = CALL_WORKFLOW.transitions[transition.value].asks
    values = asked.read({name: said.dict()[name] for name in asked.names})
    return actions.change_call_state(request.user, call_id, transition.value, **values)


@router.get("/indicator", response=IndicatorOut, summary="Recruitment cost, SDG 10.7.1")
def read_indicator(request: HttpRequest, period: str = "", by: str = "sex") -> Any:
    """Return the indicator over what you may open one by one; published figures: /results."""
    access.require(request.user, "recruitment.read")
    asked = parse(period) if period else year(today_in())
    by = by if by in queries.BREAKDOWNS else "sex"
    shown = queries.indicator_for(request.user, asked, by)
    return {
        "period": asked.code,
        "whole": _measures("", shown.whole),
        "groups": [_measures(label, one) for _value, label, one in shown.groups],
        "excluded": [{"reason": reason, "number": n} for reason, _words, n in shown.excluded],
    }


def _measures(group: str, one: Any) -> dict[str, Any]:
    return {name: getattr(one, name, group) for name in MeasuresOut.model_fields}
