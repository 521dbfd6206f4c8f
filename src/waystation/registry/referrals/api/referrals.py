"""Referrals of the office over HTTP."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import Edit, FieldsIn, FieldsOut, Text, key_of
from waystation.foundation.records.sealed import read_sealed
from waystation.registry.referrals import actions, queries
from waystation.registry.referrals.fields import ANSWER, INCOMING, REFERRAL
from waystation.registry.referrals.transitions import REFERRAL_WORKFLOW

router = Router(tags=["referrals"])


class ReferralIn(FieldsIn, table=REFERRAL):
    """A referral as it is drafted; the partner is that of the service where one is named."""

    person_id: UUID
    service_id: UUID | None = None
    entity_id: UUID | None = None
    follows_id: UUID | None = None


class ReferralLine(FieldsOut, table=REFERRAL.only(*REFERRAL.open_names)):
    """A referral in a list: nothing that is sealed."""

    id: UUID
    number: str
    direction: str
    office_id: UUID
    entity_id: UUID
    service_id: UUID | None
    person_id: UUID | None
    follows_id: UUID | None
    state: str
    basis: str
    outcome: str
    sent_at: datetime | None
    due_at: datetime | None
    answered_at: datetime | None
    version: int


class DisclosedAnswer(Schema):
    label: str
    value: str


class ReferralOut(ReferralLine):
    """One referral, with its questions, disclosed data and notes."""

    summary: str
    profile: str
    disclosed: list[DisclosedAnswer]
    notes: list[dict[str, Any]]

    @staticmethod
    def resolve_summary(referral: Any) -> str:
        return read_sealed(referral, "summary")

    @staticmethod
    def resolve_profile(referral: Any) -> str:
        return read_sealed(referral, "profile")

    @staticmethod
    def resolve_disclosed(referral: Any) -> list[dict[str, str]]:
        told = (
            queries.incoming_in_words(referral)
            if referral.direction == "in"
            else queries.in_words(queries.disclosed_items(referral))
        )
        return [{"label": label, "value": value} for label, value in told]

    @staticmethod
    def resolve_notes(referral: Any) -> list[dict[str, Any]]:
        return notes_as_data(referral)


class SendIn(FieldsIn, table=ANSWER):
    """The person's answer, and which text was read to them."""

    language: Text = ""
    text_number: int = 0
    consent_id: UUID | None = None


class IncomingIn(FieldsIn, table=INCOMING):
    """A referral to us as it is recorded."""

    need: Text = ""
    priority: Text = "normal"
    office_id: UUID | None = None
    entity_id: UUID | None = None


class StepIn(Schema):
    """What a step asks; the other fields are left out."""

    note: Text = ""
    outcome: Text = ""
    decline_reason: Text = ""


class ReferralPage(Schema):
    referrals: list[ReferralLine]
    next_after: str


class UnansweredOut(Schema):
    entity_id: UUID
    name: str
    waiting: int
    late: int
    oldest: datetime


class LinkIn(Schema):
    email: Text = ""


class LinkOut(Schema):
    """A guest link; its code is returned once, here."""

    id: UUID
    address: str
    code: str
    expires_at: datetime


Step = Enum("Step", {name: name for name in REFERRAL_WORKFLOW.transitions})  # type: ignore[misc]
INCOMING_FIELDS = REFERRAL.only("need", "priority")


def notes_as_data(referral: Any) -> list[dict[str, Any]]:
    """Return the notes of a referral as plain values."""
    return [
        {"at": one.at.isoformat(), "step": one.step, "text": one.text, "by": one.by}
        for one in queries.notes_of(referral)
    ]


def step_values(given: StepIn) -> dict[str, Any]:
    """Return the values sent with a transition."""
    return given.dict()


@router.get("", response=ReferralPage, summary="The referrals of your offices")
def list_referrals(request: HttpRequest, after: UUID | None = None, limit: int = 50) -> Any:
    """Return a page of referrals, latest first; send `next_after` back as `after`."""
    user = access.require(request.user, "referral.read")
    limit = min(max(limit, 1), 200)
    rows = queries.referrals_visible_to(user).order_by("-id")
    if after is not None:
        rows = rows.filter(id__lt=after)
    found = list(rows[: limit + 1])
    more = str(found[limit - 1].id) if len(found) > limit else ""
    return {"referrals": found[:limit], "next_after": more}


@router.get("/unanswered", response=list[UnansweredOut], summary="Who owes an answer")
def list_unanswered(request: HttpRequest) -> Any:
    """List the partners that have not answered, most overdue first."""
    user = access.require(request.user, "referral.read")
    return queries.unanswered_by_partner(user)


@router.post("", response={201: ReferralOut}, summary="Draft a referral")
def draft_referral(request: HttpRequest, referral: ReferralIn) -> Any:
    """Draft a referral; nothing is sent. The header Idempotency-Key makes twice once."""
    key = key_of(request)
    made = actions.draft_referral(
        request.user,
        referral.person_id,
        service=referral.service_id,
        entity=referral.entity_id,
        follows=referral.follows_id,
        key=key,
        **REFERRAL.read(referral.dict()),
    )
    return Status(201, made)


@router.post("/received", response={201: ReferralOut}, summary="Record a referral to us")
def receive_referral(request: HttpRequest, referral: IncomingIn) -> Any:
    """Record a referral that came by telephone or on paper; the time to answer runs."""
    user = access.require(request.user, "referral.send", referral.office_id)
    given = referral.dict()
    values = INCOMING.read(given) | INCOMING_FIELDS.read(given)
    key = key_of(request)
    office = referral.office_id or access.offices_where(user, "referral.send")[0]
    made = actions.receive_referral(user, office, referral.entity_id, key=key, **values)
    return Status(201, made)


@router.get("/{uuid:referral_id}", response=ReferralOut, summary="One referral")
def read_referral(request: HttpRequest, referral_id: UUID) -> Any:
    """Return one referral; 404 outside your offices. The reading is logged."""
    access.require(request.user, "referral.read")
    return queries.open_referral(request.user, referral_id)


@router.patch("/{uuid:referral_id}", response=ReferralOut, summary="Change a draft")
def edit_referral(request: HttpRequest, referral_id: UUID, edit: Edit) -> Any:
    """Change a draft; 409 with both values where somebody else changed the same."""
    seen, proposed = edit.read(REFERRAL)
    return actions.edit_referral(request.user, referral_id, seen, proposed)


@router.post("/{uuid:referral_id}/consent", response=ReferralOut, summary="Record consent and send")
def send_referral(request: HttpRequest, referral_id: UUID, answer: SendIn) -> Any:
    """Record the person's answer to the text of that number; after a yes, send."""
    return actions.answer_and_send(
        request.user,
        referral_id,
        language=answer.language,
        text_number=answer.text_number,
        key=answer.consent_id,
        **ANSWER.read(answer.dict()),
    )


@router.post("/{uuid:referral_id}/link", response={201: LinkOut}, summary="Make a sealed link")
def make_referral_link(request: HttpRequest, referral_id: UUID, link: LinkIn) -> Any:
    """Make a link for a partner without an account; an earlier one is revoked."""
    made = actions.make_link(request.user, referral_id, link.email)
    address = queries.letters.link_address(made.link.id)
    return Status(
        201,
        {
            "id": made.link.id,
            "address": address,
            "code": made.code,
            "expires_at": made.link.expires_at,
        },
    )


@router.post("/links/{uuid:link_id}/revoke", summary="Revoke a sealed link")
def revoke_referral_link(request: HttpRequest, link_id: UUID) -> dict[str, Any]:
    """Close a link at once; twice is once."""
    link = actions.revoke_link(request.user, link_id)
    return {"id": link.id, "revoked_at": link.revoked_at}


@router.post(
    "/{uuid:referral_id}/{transition}", response=ReferralOut, summary="Take a step with a referral"
)
def change_referral_state(
    request: HttpRequest, referral_id: UUID, transition: Step, given: StepIn
) -> Any:
    """Send, accept, decline, ask, answer, close, confirm, contradict or cancel."""
    return actions.change_referral_state(
        request.user, referral_id, transition.value, **step_values(given)
    )
