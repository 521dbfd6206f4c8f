"""Studies, rounds and findings over HTTP. Small and withheld values are null, as on the page."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words

from . import actions, queries

router = Router(tags=["tracking"])


class StudyLine(Schema):
    """A study in a list."""

    id: UUID
    key: str
    title: str
    purpose: str
    round_count: int
    last_on: date | None


class RoundLine(Schema):
    """A round of a study."""

    id: UUID
    number: int
    form_id: UUID
    starts_on: date
    ends_on: date
    place: str
    stratum_count: int


class StudyOut(Schema):
    """A study and its rounds, the latest first."""

    id: UUID
    key: str
    title: str
    purpose: str
    rounds: list[RoundLine]


class FindingRow(Schema):
    """One estimate; null where too few people gave the answer."""

    choice: str
    label: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    flag: str
    note: str = Field(description="Why it carries its flag, in the language of the request.")


class QuestionFound(Schema):
    """What was found for one question."""

    question: str
    label: str
    statistic: str
    n: int
    rows: list[FindingRow]


class FindingsOut(Schema):
    """What was found in a round, and what it rests on; null before the first estimate."""

    round_id: UUID
    provenance: dict[str, Any] | None
    questions: list[QuestionFound]


@router.get("/studies", response=list[StudyLine], summary="The studies of your offices")
def list_studies(request: HttpRequest) -> Any:
    """Return the studies you may see, the latest first."""
    return queries.studies_seen_by(access.require(request.user, "study.read"))


@router.get("/studies/{uuid:study_id}", response=StudyOut, summary="One study and its rounds")
def read_study(request: HttpRequest, study_id: UUID) -> Any:
    """Return a study; 404 outside your offices."""
    user = access.require(request.user, "study.read")
    study = queries.study_seen_by(user, study_id)
    about = {name: getattr(study, name) for name in ("id", "key", "title", "purpose")}
    return {**about, "rounds": queries.rounds_of(user, study)}


@router.get(
    "/rounds/{uuid:round_id}/findings", response=FindingsOut, summary="What was found in a round"
)
def read_findings(request: HttpRequest, round_id: UUID) -> Any:
    """Return the estimates of the last run over a round, question by question."""
    user = access.require(request.user, "study.read")
    round_ = queries.round_seen_by(user, round_id)
    latest = queries.latest_estimation(round_)
    questions = queries.questions_found(user, round_)
    for row in (row for question in questions for row in question["rows"]):
        row["note"] = in_words(row["note"]) if row["note"] else ""
    return {
        "round_id": round_.id,
        "provenance": queries.provenance_of(latest) if latest is not None else None,
        "questions": questions,
    }


@router.post("/rounds/{uuid:round_id}/estimate", response=FindingsOut, summary="Estimate a round")
def estimate_round(request: HttpRequest, round_id: UUID) -> Any:
    """Estimate a round from its cleaned submissions; the same ones again give the same run."""
    user = access.require(request.user, "study.estimate")
    actions.estimate(user, round_id)
    return read_findings(request, round_id)
