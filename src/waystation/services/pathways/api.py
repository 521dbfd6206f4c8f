"""Pathways over HTTP: rules, eligibility checks, stays, participants."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import FieldsIn, FieldsOut, key_of
from waystation.foundation.records.sealed import read_sealed
from waystation.registry.people import queries as people

from . import actions, queries
from .fields import CONDITION, EDITION, PARTICIPANT, PATHWAY, SAID, STAY

router = Router(tags=["pathways"])
MOST = 200


class PathwayOut(FieldsOut, table=PATHWAY):
    """A pathway."""

    id: UUID


class ConditionOut(FieldsOut, table=CONDITION):
    """A rule of an edition."""

    id: UUID
    position: int


class EditionOut(FieldsOut, table=EDITION):
    """The rules of a pathway as they are valid between two days."""

    id: UUID
    pathway_id: UUID
    number: int
    state: str
    rules: list[ConditionOut]

    @staticmethod
    def resolve_rules(edition: Any) -> Any:
        return queries.conditions_of(edition)


class AssessmentIn(FieldsIn, table=SAID):
    """The person's answers and documents on the day."""

    edition_id: UUID | None = None


class ResultOut(Schema):
    """The result of one rule, with the fact that decided it."""

    kind: str
    wording: str
    outcome: str
    fact: str
    fact_source: str
    fact_on: date | None
    source: str
    confirmed: bool


class AssessmentOut(Schema):
    """A check of a person against an edition, rule by rule."""

    id: UUID
    person_id: UUID
    edition_id: UUID
    day: date
    outcome: str
    lacks: list[str]
    results: list[ResultOut]

    @staticmethod
    def resolve_results(assessment: Any) -> Any:
        return queries.explain_assessment(assessment)


class StayIn(FieldsIn, table=STAY):
    """A stay abroad as it is sent."""


class StayOut(FieldsOut, table=STAY):
    """A stay abroad."""

    id: UUID

    @staticmethod
    def resolve_skill(stay: Any) -> str:
        return read_sealed(stay, "skill")


class ParticipantOut(FieldsOut, table=PARTICIPANT):
    """A participant of a partnership."""

    id: UUID
    person_id: UUID
    partnership_id: UUID
    state: str


@router.get("/pathways", response=list[PathwayOut], summary="The regular pathways")
def list_pathways(request: HttpRequest) -> Any:
    """Return the pathways of your organisation, by name."""
    user = access.require(request.user, "pathway.read")
    return queries.pathways_visible_to(user).order_by("name", "id")[:MOST]


@router.get(
    "/pathways/{uuid:pathway_id}/editions", response=list[EditionOut], summary="Its dated rules"
)
def list_pathway_editions(request: HttpRequest, pathway_id: UUID) -> Any:
    """Return the editions of a pathway with their rules, the newest first."""
    user = access.require(request.user, "pathway.read")
    pathway = queries.pathway_visible_to(user, pathway_id)
    return queries.editions_visible_to(user).filter(pathway=pathway)[:MOST]


@router.get(
    "/people/{uuid:person_id}/assessments",
    response=list[AssessmentOut],
    summary="What was checked of a person",
)
def list_assessments(request: HttpRequest, person_id: UUID) -> Any:
    """Return the checks of a person, the newest first; 404 outside your offices."""
    user = access.require(request.user, "mobility.read")
    people.office_of(user, person_id)
    rows = queries.assessments_visible_to(user).filter(person_id=person_id)
    return rows.order_by("-day", "-id")[:MOST]


@router.post(
    "/people/{uuid:person_id}/assessments",
    response={201: AssessmentOut},
    summary="Check a person against the rules of a pathway",
)
def assess_person(request: HttpRequest, person_id: UUID, said: AssessmentIn) -> Any:
    """Check a person against a published edition; the answer explains each rule."""
    user = access.require(request.user, "mobility.record")
    given = said.dict()
    if given["edition_id"] is None:
        raise queries.not_seen()
    made = actions.assess_person(user, person_id, given["edition_id"], **SAID.read(given))
    return Status(201, made)


@router.get("/people/{uuid:person_id}/stays", response=list[StayOut], summary="Stays abroad")
def list_stays(request: HttpRequest, person_id: UUID) -> Any:
    """Return the stays of a person abroad, the latest first; 404 outside your offices."""
    user = access.require(request.user, "mobility.read")
    people.office_of(user, person_id)
    return [one["stay"] for one in queries.stays_of(user, person_id)]


@router.post("/people/{uuid:person_id}/stays", response={201: StayOut}, summary="Record a stay")
def record_stay(request: HttpRequest, person_id: UUID, stay: StayIn) -> Any:
    """Record a stay abroad. The header Idempotency-Key (a UUID) is its key."""
    user = access.require(request.user, "mobility.record")
    key = key_of(request)
    return Status(201, actions.record_stay(user, person_id, key=key, **STAY.read(stay.dict())))


@router.get(
    "/partnerships/{uuid:partnership_id}/participants",
    response=list[ParticipantOut],
    summary="Who takes part",
)
def list_participants(request: HttpRequest, partnership_id: UUID) -> Any:
    """Return the participants of a partnership in your offices, the latest first."""
    user = access.require(request.user, "mobility.read")
    partnership = queries.partnership_visible_to(user, partnership_id)
    rows = queries.participants_visible_to(user).filter(partnership=partnership)
    return rows.order_by("-joined_on", "-id")[:MOST]
