"""Advice over HTTP: everything that a page can do to a recommendation, with its refusals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.advice import actions
from waystation.governance.advice.queries import recommendations as queries

PREFIX = "network/advice"  # the address stays that of the Network
router = Router(tags=["network"])


class RecommendationIn(Schema):
    """A recommendation as it is sent: one sentence, whom it is for, codes of what it serves."""

    text: str = ""
    addressee: str = ""
    to_whom: str = ""
    rationale: str = ""
    gcm: list[str] = []
    sdg: list[str] = []
    supersedes: UUID | None = None


class RecommendationLine(Schema):
    """A recommendation in a list."""

    id: UUID
    number: str
    text: str
    addressee: str
    to_whom: str
    state: str
    since: date
    submitted_on: date | None
    age: int | None
    evidence: int


class Page(Schema):
    recommendations: list[RecommendationLine]
    next_after: str


class EventOut(Schema):
    """One thing that happened. Answers carry motivation, day and decider."""

    number: int
    state: str
    day: date
    note: str
    motivation: str
    decided_on: date | None
    decider: str
    document: str
    recorded_at: datetime
    recorded_by: str


class EvidenceOut(Schema):
    id: UUID
    kind: str
    key: str
    title: str
    said: str
    as_of: str
    source: str
    digest: str


class RecommendationOut(Schema):
    """A recommendation with all that belongs to it."""

    id: UUID
    version: int
    number: str
    text: str
    rationale: str
    addressee: str
    to_whom: str
    gcm: list[str]
    sdg: list[str]
    supersedes: UUID | None
    state: str
    submitted_on: date | None
    signed_by: list[str]
    evidence: list[EvidenceOut]
    events: list[EventOut]


class Edit(Schema):
    """A change: the new values, and those the editor had seen, field by field."""

    seen: dict[str, Any]
    proposed: dict[str, Any]


class Cite(Schema):
    kind: str = ""
    key: str = ""


class Submission(Schema):
    day: str = ""
    how: str = ""


class AnswerIn(Schema):
    """What the UNKT decided: followed, partly_followed or not_followed."""

    verdict: str = ""
    motivation: str = ""
    decided_on: str = ""
    decider: str = ""
    document: str = ""
    why: str = ""


class Withdrawal(Schema):
    reason: str = ""


def _day(text: str, field: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(
            N_('"{text}" is not a day. Write it like 2026-09-21.'),
            field=field,
            code="day_unreadable",
            text=text[:20],
        ) from None


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Refusal(
            N_("The header Idempotency-Key holds a UUID."), code="key_unreadable"
        ) from None


def _told(request: HttpRequest, key: UUID) -> dict[str, Any]:
    file = queries.file_of(queries.recommendation_seen_by(request.user, key))
    row = file.row
    return {
        "id": row.id,
        "version": row.version,
        "number": str(row),
        "text": row.text,
        "rationale": row.rationale,
        "addressee": row.addressee,
        "to_whom": row.to_whom,
        "gcm": row.gcm,
        "sdg": row.sdg,
        "supersedes": row.supersedes_id,
        "state": file.state,
        "submitted_on": file.submitted_on,
        "signed_by": [one.seat for one in file.signatures],
        "evidence": file.evidence,
        "events": [
            {
                "number": one.number,
                "state": one.state,
                "day": one.day,
                "note": one.note,
                "motivation": one.motivation,
                "decided_on": one.decided_on,
                "decider": one.decider,
                "document": one.document,
                "recorded_at": one.created_at,
                "recorded_by": one.created_by.full_name if one.created_by else "",
            }
            for one in file.events
        ],
    }


@router.post("", response={201: RecommendationOut}, summary="Draft a recommendation")
def draft_recommendation(request: HttpRequest, recommendation: RecommendationIn) -> Any:
    """Draft one. The header Idempotency-Key (a UUID) is its key: sent twice, it is one."""
    key = _key(request.headers.get("Idempotency-Key", ""))
    row = actions.draft_recommendation(request.user, id=key, **recommendation.dict())
    return Status(201, _told(request, row.id))


@router.get("", response=Page, summary="The recommendations you may read")
def list_recommendations(request: HttpRequest, state: str = "", after: str = "") -> Any:
    """Return a page, the newest first; `state=awaiting` gives what the UNKT has not answered."""
    access.require_any(request.user, "network.read", "unkt.read")
    lines, more = queries.lines_seen_by(request.user, today_in(), state=state, after=after)
    return {"recommendations": lines, "next_after": more}


@router.get("/{uuid:key}", response=RecommendationOut, summary="One recommendation")
def read_recommendation(request: HttpRequest, key: UUID) -> Any:
    """Return one recommendation with every event; 404 outside your Network."""
    access.require_any(request.user, "network.read", "unkt.read")
    return _told(request, key)


@router.patch("/{uuid:key}", response=RecommendationOut, summary="Change a draft")
def edit_recommendation(request: HttpRequest, key: UUID, edit: Edit) -> Any:
    """Change fields of a draft; 409 with both values where somebody else changed the same."""
    actions.edit_recommendation(request.user, key, edit.seen, edit.proposed)
    return _told(request, key)


@router.post("/{uuid:key}/evidence", response=RecommendationOut, summary="Cite evidence")
def cite_evidence(request: HttpRequest, key: UUID, cite: Cite) -> Any:
    """Add a figure ("<edition>/<number>"), a finding or a dated fact to a draft."""
    actions.cite_evidence(request.user, key, cite.kind, cite.key)
    return _told(request, key)


@router.post("/{uuid:key}/endorse", response=RecommendationOut, summary="Sign as co-chair")
def endorse_recommendation(request: HttpRequest, key: UUID) -> Any:
    """Sign a recommendation as a co-chair."""
    actions.endorse(request.user, key)
    return _told(request, key)


@router.post("/{uuid:key}/submit", response=RecommendationOut, summary="Submit to the UNKT")
def submit_recommendation(request: HttpRequest, key: UUID, submission: Submission) -> Any:
    """Record that an endorsed recommendation went to the UNKT."""
    day = _day(submission.day, "day")
    actions.submit(request.user, key, day=day, how=submission.how)
    return _told(request, key)


@router.post("/{uuid:key}/answer", response=RecommendationOut, summary="The UNKT's answer")
def answer_recommendation(request: HttpRequest, key: UUID, answer: AnswerIn) -> Any:
    """Record the answer. Not followed or partly followed needs its motivation."""
    values = answer.dict() | {"decided_on": _day(answer.decided_on, "decided_on")}
    actions.record_answer(request.user, key, **values)
    return _told(request, key)


@router.post("/{uuid:key}/withdraw", response=RecommendationOut, summary="Withdraw")
def withdraw_recommendation(request: HttpRequest, key: UUID, withdrawal: Withdrawal) -> Any:
    """Withdraw a recommendation that nobody has answered, with the reason."""
    actions.withdraw(request.user, key, withdrawal.reason)
    return _told(request, key)
