"""Advice over HTTP: everything that the pages can do, with the same refusals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import Edit, FieldsIn, FieldsOut, Text, key_of
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.periods import today_in
from waystation.governance.advice import actions
from waystation.governance.advice.fields import ANSWER, RECOMMENDATION, SUBMISSION, WITHDRAWAL
from waystation.governance.advice.queries import recommendations as queries

PREFIX = "network/advice"  # the address stays that of the Network
router = Router(tags=["network"])


class RecommendationIn(FieldsIn, table=RECOMMENDATION):
    """The input of a recommendation: one sentence, its addressee, and the codes it serves."""

    supersedes: UUID | None = None


class RecommendationLine(FieldsOut, table=RECOMMENDATION.only("text", "addressee", "to_whom")):
    """A recommendation in a list."""

    id: UUID
    number: str
    state: str
    since: date
    submitted_on: date | None
    age: int | None
    evidence: int


class Page(Schema):
    recommendations: list[RecommendationLine]
    next_after: str


class EventOut(FieldsOut, table=ANSWER.without("verdict", "why")):
    """One thing that happened. Answers carry motivation, day and decider."""

    number: int
    state: str
    day: date
    note: str
    recorded_at: datetime
    recorded_by: str

    @staticmethod
    def resolve_recorded_at(event: Any) -> datetime:
        return event.created_at  # type: ignore[no-any-return]

    @staticmethod
    def resolve_recorded_by(event: Any) -> str:
        return event.created_by.full_name if event.created_by else ""


class EvidenceOut(Schema):
    id: UUID
    kind: str
    key: str
    title: str
    said: str
    as_of: str
    source: str
    digest: str


class RecommendationOut(FieldsOut, table=RECOMMENDATION):
    """A recommendation with all that belongs to it."""

    id: UUID
    version: int
    number: str
    supersedes: UUID | None
    state: str
    submitted_on: date | None
    signed_by: list[str]
    evidence: list[EvidenceOut]
    events: list[EventOut]


class Cite(Schema):
    kind: Text = ""
    key: Text = ""


class Submission(FieldsIn, table=SUBMISSION):
    """When and how it went to the UNKT."""


class AnswerIn(FieldsIn, table=ANSWER):
    """UNKT's decision: followed, partly_followed or not_followed."""


class Withdrawal(FieldsIn, table=WITHDRAWAL):
    """Why it is withdrawn."""


def _advice_data(request: HttpRequest, key: UUID) -> dict[str, Any]:
    file = queries.file_of(queries.recommendation_visible_to(request.user, key))
    return {
        **values_of(file.row, RECOMMENDATION),
        "id": file.row.id,
        "version": file.row.version,
        "number": str(file.row),
        "supersedes": file.row.supersedes_id,
        "state": file.state,
        "submitted_on": file.submitted_on,
        "signed_by": [one.seat for one in file.signatures],
        "evidence": file.evidence,
        "events": file.events,
    }


def _take(request: HttpRequest, key: UUID, step: str, table: FieldTable, given: FieldsIn) -> Any:
    actions.take_step(request.user, key, step, **table.read(given.dict()))
    return _advice_data(request, key)


@router.post("", response={201: RecommendationOut}, summary="Draft a recommendation")
def draft_recommendation(request: HttpRequest, recommendation: RecommendationIn) -> Any:
    """Draft one. The header Idempotency-Key (a UUID) is its key: sent twice, it is one."""
    key = key_of(request)
    row = actions.draft_recommendation(request.user, key=key, **recommendation.dict())
    return Status(201, _advice_data(request, row.id))


@router.get("", response=Page, summary="The recommendations you may read")
def list_recommendations(request: HttpRequest, state: str = "", after: str = "") -> Any:
    """Return a page, newest first; `state=awaiting` returns those that UNKT has not answered."""
    access.require_any(request.user, "network.read", "unkt.read")
    lines, more = queries.lines_visible_to(request.user, today_in(), state=state, after=after)
    return {"recommendations": lines, "next_after": more}


@router.get("/{uuid:key}", response=RecommendationOut, summary="One recommendation")
def read_recommendation(request: HttpRequest, key: UUID) -> Any:
    """Return one recommendation with every event; 404 outside your Network."""
    access.require_any(request.user, "network.read", "unkt.read")
    return _advice_data(request, key)


@router.patch("/{uuid:key}", response=RecommendationOut, summary="Change a draft")
def edit_recommendation(request: HttpRequest, key: UUID, edit: Edit) -> Any:
    """Change fields of a draft; 409 with both values where somebody else changed the same."""
    actions.edit_recommendation(request.user, key, *edit.read(RECOMMENDATION))
    return _advice_data(request, key)


@router.post("/{uuid:key}/evidence", response=RecommendationOut, summary="Cite evidence")
def cite_evidence(request: HttpRequest, key: UUID, cite: Cite) -> Any:
    """Add a figure ("<edition>/<number>"), a finding or a dated fact to a draft."""
    actions.cite_evidence(request.user, key, cite.kind, cite.key)
    return _advice_data(request, key)


@router.post("/{uuid:key}/endorse", response=RecommendationOut, summary="Sign as co-chair")
def endorse_recommendation(request: HttpRequest, key: UUID) -> Any:
    """Sign a recommendation as a co-chair."""
    actions.endorse(request.user, key)
    return _advice_data(request, key)


@router.post("/{uuid:key}/submit", response=RecommendationOut, summary="Submit to the UNKT")
def submit_recommendation(request: HttpRequest, key: UUID, submission: Submission) -> Any:
    """Record that an endorsed recommendation went to the UNKT."""
    return _take(request, key, "submit", SUBMISSION, submission)


@router.post("/{uuid:key}/answer", response=RecommendationOut, summary="The UNKT's answer")
def answer_recommendation(request: HttpRequest, key: UUID, answer: AnswerIn) -> Any:
    """Record the answer. Not followed or partly followed needs its motivation."""
    actions.record_answer(request.user, key, **ANSWER.read(answer.dict()))
    return _advice_data(request, key)


@router.post("/{uuid:key}/withdraw", response=RecommendationOut, summary="Withdraw")
def withdraw_recommendation(request: HttpRequest, key: UUID, withdrawal: Withdrawal) -> Any:
    """Withdraw an unanswered recommendation, with the reason."""
    return _take(request, key, "withdraw", WITHDRAWAL, withdrawal)
