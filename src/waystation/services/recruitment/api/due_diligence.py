"""Clearances, assessments and findings over HTTP."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import FieldsIn, FieldsOut, Text
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.shared.periods import today_in
from waystation.services.recruitment import actions, queries
from waystation.services.recruitment.fields import ASSESSMENT, COST, FINDING
from waystation.services.recruitment.rules import CostLine, fees_charged_to_worker
from waystation.services.recruitment.transitions import ASSESSMENT_WORKFLOW

from .common import MOST, key_of, office_in, required_key

router = Router()


class ClearanceOut(Schema):
    """Whether a recruiter or an employer is cleared on a day."""

    entity_id: UUID
    name: str
    kind: str
    state: str
    standard: str
    valid_until: date | None


class AssessmentIn(FieldsIn, table=ASSESSMENT):
    """An edition of the due diligence of an organisation."""

    office_id: Text = ""
    entity_id: Text = ""


class AssessmentLine(FieldsOut, table=ASSESSMENT.without("summary")):
    id: UUID
    entity_id: UUID
    number: int
    state: str
    outcome: str
    decided_on: date | None
    valid_until: date | None
    suspended_on: date | None


class FindingOut(FieldsOut, table=FINDING):
    """The finding on a criterion."""

    id: UUID
    criterion: str
    evidence: str
    own_verdict: str

    @staticmethod
    def resolve_evidence(finding: Any) -> str:
        return read_sealed(finding, "evidence")


class AssessmentOut(AssessmentLine):
    findings: list[FindingOut]

    @staticmethod
    def resolve_findings(assessment: Any) -> list[Any]:
        return list(assessment.findings.order_by("position"))


class FindingIn(FieldsIn, table=FINDING):
    """A finding as it is sent."""


class DecisionIn(Schema):
    """The questions of an assessment's transitions."""

    reason: Text = ""
    decider_conflict: Text = ""


class LineIn(FieldsIn, table=COST.without("paid_on", "reimbursed_on")):
    """One cost: kind, payer, amount."""


class FeesIn(Schema):
    lines: list[LineIn] = []


class ChargeOut(FieldsOut, table=COST.only("kind", "amount", "currency")):
    """A cost that would be charged to a worker, and the principles it breaches."""

    borne: Decimal | None
    principles: list[str]


AssessmentStep = Enum("AssessmentStep", {name: name for name in ASSESSMENT_WORKFLOW.transitions})  # type: ignore[misc]


@router.get("/clearances", response=list[ClearanceOut], summary="Who is cleared to recruit")
def list_clearances(request: HttpRequest, day: date | None = None) -> Any:
    """Return the recruiters and employers with what holds for each on a day, today without one."""
    access.require(request.user, "recruiter.read")
    rows = list(queries.recruiters_visible_to(request.user).order_by("name", "id")[:1000])
    found = queries.clearances_of([one.id for one in rows], day or today_in())
    return [
        {
            "entity_id": one.id,
            "name": one.name,
            "kind": one.kind,
            "state": found[one.id].state,
            "standard": found[one.id].standard,
            "valid_until": found[one.id].valid_until,
        }
        for one in rows
    ]


@router.post("/fees", response=list[ChargeOut], summary="Which costs may not fall on a worker")
def check_fees(request: HttpRequest, costs: FeesIn) -> Any:
    """Return every cost among ``lines`` that is charged to the worker; nothing is stored."""
    access.require(request.user, "recruiter.read")
    return fees_charged_to_worker(_line(one.dict()) for one in costs.lines)


def _line(given: dict[str, Any]) -> CostLine:
    given["reimbursed"] = given["reimbursed"] or Decimal(0)
    return CostLine(**{**given, "currency": given["currency"] or "EUR"})


@router.get("/assessments", response=list[AssessmentLine], summary="The assessments")
def list_assessments(request: HttpRequest) -> Any:
    """Return the assessments of the organisation, the latest first."""
    access.require_any(request.user, "recruiter.assess", "recruiter.decide")
    return queries.assessments_visible_to(request.user).order_by("-created_at", "-id")[:MOST]


@router.post("/assessments", response={201: AssessmentOut}, summary="Start an assessment")
def begin_assessment(request: HttpRequest, assessment: AssessmentIn) -> Any:
    """Begin an edition. The header Idempotency-Key makes twice once."""
    given = assessment.dict()
    office = office_in(request.user, "recruiter.assess", given.pop("office_id"))
    entity = required_key(given.pop("entity_id"), "entity_id")
    values = ASSESSMENT.read(given)
    made = actions.begin_assessment(request.user, office, entity, key=key_of(request), **values)
    return Status(201, made)


@router.get("/assessments/{uuid:assessment_id}", response=AssessmentOut, summary="One assessment")
def read_assessment(request: HttpRequest, assessment_id: UUID) -> Any:
    """Return one assessment with its findings; that it was read is logged."""
    access.require_any(request.user, "recruiter.assess", "recruiter.decide")
    found = queries.assessment_visible_to(request.user, assessment_id)
    queries.findings_of(request.user, found)
    return found


@router.post("/findings/{uuid:finding_id}", response=FindingOut, summary="Record a finding")
def record_finding(request: HttpRequest, finding_id: UUID, finding: FindingIn) -> Any:
    """Write the finding on a criterion of a draft."""
    access.require(request.user, "recruiter.assess")
    values = FINDING.read(finding.dict())
    return actions.record_finding(request.user, finding_id, **values)


@router.post(
    "/assessments/{uuid:assessment_id}/{transition}", response=AssessmentOut, summary="Decide"
)
def change_assessment_state(
    request: HttpRequest, assessment_id: UUID, transition: AssessmentStep, said: DecisionIn
) -> Any:
    """Hand in, send back, clear, refuse or suspend."""
    asked = ASSESSMENT_WORKFLOW.transitions[transition.value].asks.names
    values = {name: value for name, value in said.dict().items() if name in asked}
    return actions.change_assessment_state(request.user, assessment_id, transition.value, **values)
