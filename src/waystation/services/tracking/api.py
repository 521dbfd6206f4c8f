"""Studies, rounds and findings over HTTP. Small and withheld values are null, as on the page."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
from waystation.foundation.pages.api import Edit, FieldsIn, FieldsOut
from waystation.foundation.records.values import values_of

from . import actions, queries
from .fields import DESIGN, ROUND, STUDY
from .transitions import DESIGN_WORKFLOW, REVISION

router = Router(tags=["tracking"])


class StudyLine(FieldsOut, table=STUDY):
    """A study in a list."""

    id: UUID
    key: str
    round_count: int
    last_on: date | None


class RoundLine(FieldsOut, table=ROUND):
    """A round of a study."""

    id: UUID
    form_id: UUID
    stratum_count: int


class StudyOut(FieldsOut, table=STUDY):
    """A study and its rounds, the latest first."""

    id: UUID
    key: str
    rounds: list[RoundLine]


class StudyIn(FieldsIn, table=STUDY):
    """A study as it is sent."""

    office_id: UUID


class RoundIn(FieldsIn, table=ROUND):
    """A round as it is sent. The same number again is the round already there."""


class FindingRow(Schema):
    """One estimate; null where too few people gave the answer."""

    choice: str
    label: str
    value: float | None
    low: float | None
    high: float | None
    deff: float | None = Field(description="Design effect: variance over that of a simple sample.")
    n: int | None
    flag: str
    note: str = Field(description="Why it carries its flag, in the language of the request.")


class QuestionFound(Schema):
    """The findings on one question."""

    question: str
    label: str
    statistic: str
    n: int | None
    rows: list[FindingRow]


class FindingsOut(Schema):
    """The findings of a round with their provenance; null before the first estimate."""

    round_id: UUID
    provenance: dict[str, Any] | None
    questions: list[QuestionFound]


class DesignOut(FieldsOut, table=DESIGN):
    """How the sample of a round was drawn; `frame` and `margins` are tables as rows of text."""

    round_id: UUID
    state: str
    summary: dict[str, Any] | None


DesignStep = Enum("DesignStep", {name: name for name in DESIGN_WORKFLOW.transitions})  # type: ignore[misc]


class RevisionIn(FieldsIn, table=REVISION):
    """Why a frozen design is revised."""


@router.get("/studies", response=list[StudyLine], summary="The studies of your offices")
def list_studies(request: HttpRequest) -> Any:
    """Return the studies you may see, the latest first."""
    user = access.require(request.user, "study.read")
    return queries.latest_studies(user)


@router.post("/studies", response={201: StudyOut}, summary="Open a study")
def open_study(request: HttpRequest, study: StudyIn) -> Any:
    """Open a study. The same title in the same office again is the study already there."""
    given = study.dict()
    made = actions.open_operation(
        request.user, study.office_id, given["title"], purpose=given["purpose"]
    )
    return Status(201, _as_sent(request, made))


@router.get("/studies/{uuid:study_id}", response=StudyOut, summary="One study and its rounds")
def read_study(request: HttpRequest, study_id: UUID) -> Any:
    """Return a study; 404 outside your offices."""
    user = access.require(request.user, "study.read")
    return _as_sent(request, queries.study_visible_to(user, study_id))


def _as_sent(request: HttpRequest, study: Any) -> dict[str, Any]:
    rounds = queries.rounds_of(request.user, study).order_by("-number")
    return {
        "id": study.id,
        "key": study.key,
        **values_of(study, STUDY),
        "rounds": list(rounds),
    }


@router.post(
    "/studies/{uuid:study_id}/rounds", response={201: StudyOut}, summary="Open a round of a study"
)
def open_round(request: HttpRequest, study_id: UUID, round: RoundIn) -> Any:
    """Open a round and return its study. The same number again is the round already there."""
    made = actions.open_round(request.user, study_id, **ROUND.read(round.dict()))
    return Status(201, _as_sent(request, made.operation))


@router.get(
    "/rounds/{uuid:round_id}/findings", response=FindingsOut, summary="What was found in a round"
)
def read_findings(request: HttpRequest, round_id: UUID) -> Any:
    """Return the estimates of the last run over a round, question by question."""
    user = access.require(request.user, "study.read")
    round_ = queries.round_visible_to(user, round_id)
    latest = queries.latest_estimation(round_)
    questions = queries.questions_with_findings(user, round_)
    for row in (row for question in questions for row in question["rows"]):
        row["note"] = in_words(row["note"]) if row["note"] else ""
    return {
        "round_id": round_.id,
        "provenance": queries.provenance_of(latest) if latest is not None else None,
        "questions": questions,
    }


@router.get("/rounds/{uuid:round_id}/design", response=DesignOut, summary="The design of a round")
def read_design(request: HttpRequest, round_id: UUID) -> Any:
    """Return how the sample of a round was drawn, and what was achieved so far.

    `summary` is null for users who may not open the interviews.
    """
    user = access.require(request.user, "study.read")
    return _design(user, queries.round_visible_to(user, round_id))


@router.patch("/rounds/{uuid:round_id}/design", response=DesignOut, summary="Change the design")
def edit_design(request: HttpRequest, round_id: UUID, edit: Edit) -> Any:
    """Change the design while it is not frozen. `frame` and `margins` are rows of text."""
    seen, proposed = edit.read(DESIGN)
    changed = actions.set_design(request.user, round_id, seen, proposed)
    return _design(request.user, changed)


@router.post(
    "/rounds/{uuid:round_id}/design/{transition}",
    response=DesignOut,
    summary="Freeze or revise the design",
)
def change_design_state(
    request: HttpRequest, round_id: UUID, transition: DesignStep, given: RevisionIn
) -> Any:
    """Take the step `freeze` or `revise`; the latter asks for a reason."""
    changed = actions.change_design_state(request.user, round_id, transition.value, **given.dict())
    return _design(request.user, changed)


def _design(user: Any, round_: Any) -> dict[str, Any]:
    plan = queries.sampling_of(round_)
    counts = queries.may_count(user, round_)
    summary = queries.summary_now(user, round_, plan) if counts else None
    if summary and "problem" in summary:
        summary = {"problem": in_words(summary["problem"])}
    return {
        "round_id": round_.id,
        "state": round_.design_state,
        **queries.design_values(plan),
        "summary": summary,
    }


@router.post("/rounds/{uuid:round_id}/estimate", response=FindingsOut, summary="Estimate a round")
def estimate_round(request: HttpRequest, round_id: UUID) -> Any:
    """Estimate a round from its cleaned submissions; the same ones again give the same run."""
    user = access.require(request.user, "study.estimate")
    actions.estimate(user, round_id)
    return read_findings(request, round_id)
