"""Feedback over HTTP."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import FieldsIn, FieldsOut, Text, key_of
from waystation.foundation.records.sealed import read_sealed

from . import actions, queries
from .fields import ENTRY, REMEDY
from .transitions import FEEDBACK_WORKFLOW, REMEDY_WORKFLOW

router = Router(tags=["feedback"])
MOST = 200


class FeedbackIn(FieldsIn, table=ENTRY):
    """The feedback; ``staff_id`` and ``entity_id`` are the colleague and organisation concerned."""

    office_id: UUID
    staff_id: UUID | None = None
    entity_id: UUID | None = None
    record_id: UUID | None = None


class FeedbackSaved(Schema):
    """The saved feedback, and the secret part of the URL of its answer."""

    id: UUID
    due_on: date | None
    secret: str


class FeedbackLine(FieldsOut, table=ENTRY.only(*ENTRY.open_names)):
    """Feedback in a list: without what is sealed."""

    id: UUID
    office_id: UUID
    received_on: date
    due_on: date | None
    state: str
    outcome: str


class FeedbackOut(FeedbackLine):
    text: str
    answer: str

    @staticmethod
    def resolve_text(entry: Any) -> str:
        return read_sealed(entry, "text")

    @staticmethod
    def resolve_answer(entry: Any) -> str:
        return read_sealed(entry, "answer")


class AnswerIn(Schema):
    """What an answer asks; the other steps ask nothing."""

    outcome: Text = ""
    answer: Text = ""


class RemedyIn(FieldsIn, table=REMEDY):
    """The requested remedy."""


class RemedyOut(Schema):
    """A remedy: requested, agreed and provided, and whether the person confirms it."""

    id: UUID
    entry_id: UUID
    state: str
    currency: str
    money_asked: Decimal | None
    money_agreed: Decimal | None
    money_given: Decimal | None
    due_on: date | None
    given_on: date | None
    confirmed_on: date | None
    confirmed_by_person: bool


class RemedyStepIn(Schema):
    """The fields of the transitions of a remedy; each uses its own part."""

    agreed: Text = ""
    money_agreed: Decimal | None = None
    due_on: date | None = None
    given_on: date | None = None
    money_given: Decimal | None = None
    refusal: Text = ""


RemedyStep = Enum("RemedyStep", {name: name for name in REMEDY_WORKFLOW.transitions})  # type: ignore[misc]
FeedbackStep = Enum("FeedbackStep", {name: name for name in FEEDBACK_WORKFLOW.transitions})  # type: ignore[misc]


@router.get("/entries", response=list[FeedbackLine], summary="The feedback you may read")
def list_feedback(request: HttpRequest) -> Any:
    """Return feedback, newest first, without feedback about the user."""
    user = access.require(request.user, "feedback.read")
    return queries.entries_visible_to(user).order_by("-received_on", "-id")[:MOST]


@router.post("/entries", response={201: FeedbackSaved}, summary="Take down feedback")
def record_feedback(request: HttpRequest, entry: FeedbackIn) -> Any:
    """Record feedback. The header Idempotency-Key (a UUID) is its key."""
    given = entry.dict()
    office, staff = given.pop("office_id"), given.pop("staff_id")
    about = {"entity": given.pop("entity_id"), "record_id": given.pop("record_id")}
    key = key_of(request)
    values = ENTRY.read(given)
    saved = actions.record_feedback(request.user, office, key=key, staff=staff, **about, **values)
    secret = queries.secret_of(saved)
    return Status(201, {"id": saved.id, "due_on": saved.due_on, "secret": secret})


@router.get("/entries/{uuid:entry_id}", response=FeedbackOut, summary="One entry")
def read_feedback(request: HttpRequest, entry_id: UUID) -> Any:
    """Return one entry; 404 for what you may not read."""
    access.require(request.user, "feedback.read")
    return queries.open_entry(request.user, entry_id)


@router.post(
    "/entries/{uuid:entry_id}/remedies", response={201: RemedyOut}, summary="Ask for a remedy"
)
def ask_remedy(request: HttpRequest, entry_id: UUID, remedy: RemedyIn) -> Any:
    """Record the requested remedy. The header Idempotency-Key makes the request idempotent."""
    access.require(request.user, "feedback.handle")
    key = key_of(request)
    values = REMEDY.read(remedy.dict())
    return Status(201, actions.ask_remedy(request.user, entry_id, key=key, **values))


@router.post("/entries/{uuid:entry_id}/{transition}", response=FeedbackOut, summary="Answer it")
def change_feedback_state(
    request: HttpRequest, entry_id: UUID, transition: FeedbackStep, said: AnswerIn
) -> Any:
    """Take up, answer, hand on or reopen."""
    asked = FEEDBACK_WORKFLOW.transitions[transition.value].asks.names
    values = {name: value for name, value in said.dict().items() if name in asked}
    return actions.change_feedback_state(request.user, entry_id, transition.value, **values)


@router.get("/remedies", response=list[RemedyOut], summary="The remedies you may read")
def list_remedies(request: HttpRequest) -> Any:
    """Return remedies, the latest first."""
    user = access.require(request.user, "feedback.read")
    return queries.remedies_visible_to(user).order_by("-asked_on", "-id")[:MOST]


@router.post(
    "/remedies/{uuid:remedy_id}/{transition}", response=RemedyOut, summary="Agree, give, confirm"
)
def change_remedy_state(
    request: HttpRequest, remedy_id: UUID, transition: RemedyStep, said: RemedyStepIn
) -> Any:
    """Record that a remedy was agreed, refused, given, confirmed or not received."""
    asked = REMEDY_WORKFLOW.transitions[transition.value].asks.names
    values = {name: value for name, value in said.dict().items() if name in asked}
    return actions.change_remedy_state(request.user, remedy_id, transition.value, **values)
