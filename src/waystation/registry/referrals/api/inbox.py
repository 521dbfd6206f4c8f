"""The partner's inbox over HTTP: referrals to the organisation of the user."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import FieldsIn, Text, key_of
from waystation.registry.referrals import actions, queries
from waystation.registry.referrals.fields import INCOMING

from .referrals import INCOMING_FIELDS, DisclosedAnswer, StepIn, notes_as_data, step_values

router = Router(tags=["referrals"])


class InboxLine(Schema):
    """A referral as a partner lists it: nothing that says who it is."""

    id: UUID
    number: str
    direction: str
    office_id: UUID
    need: str
    priority: str
    state: str
    sent_at: datetime | None
    due_at: datetime | None


class InboxOut(InboxLine):
    """One referral with the data that the person agreed to share."""

    disclosed: list[DisclosedAnswer]
    files: list[dict[str, Any]]
    notes: list[dict[str, Any]]

    @staticmethod
    def resolve_disclosed(referral: Any) -> list[dict[str, str]]:
        told = queries.content_for_partner(referral)
        return [{"label": label, "value": value} for label, value in told]

    @staticmethod
    def resolve_files(referral: Any) -> list[dict[str, Any]]:
        return [one.__dict__ for one in queries.files_for_partner(referral)]

    @staticmethod
    def resolve_notes(referral: Any) -> list[dict[str, Any]]:
        return notes_as_data(referral)


class Ended(Schema):
    """A referral that was answered: its number and its state."""

    id: UUID
    number: str
    state: str


class OutgoingIn(FieldsIn, table=INCOMING):
    """A referral to an office, as a partner sends it."""

    need: Text = ""
    priority: Text = "normal"
    office_id: UUID


@router.get("/inbox", response=list[InboxLine], summary="Referrals to your organisation")
def list_inbox(request: HttpRequest, limit: int = 100) -> Any:
    """Return the referrals to and from your organisation that you may read now."""
    user = access.require(request.user, "referral.answer")
    return queries.inbox_of(user)[: min(max(limit, 1), 200)]


@router.get("/inbox/{uuid:referral_id}", response=InboxOut, summary="One referral to you")
def read_inbox_referral(request: HttpRequest, referral_id: UUID) -> Any:
    """Return one referral to your organisation; the reading is logged."""
    access.require(request.user, "referral.answer")
    return queries.open_inbox_referral(request.user, referral_id)


@router.post("/inbox", response={201: InboxOut}, summary="Refer a person to an office")
def refer_to_office(request: HttpRequest, referral: OutgoingIn) -> Any:
    """Send a referral to an office, as the organisation that you speak for."""
    given = referral.dict()
    values = INCOMING.read(given) | INCOMING_FIELDS.read(given)
    key = key_of(request)
    return Status(201, actions.send_to_office(request.user, referral.office_id, key=key, **values))


@router.post("/inbox/{uuid:referral_id}/{step}", response=Ended, summary="Answer a referral to you")
def answer_inbox_referral(request: HttpRequest, referral_id: UUID, step: str, given: StepIn) -> Any:
    """Accept, decline, ask for more or close; of your own referrals: answer or cancel."""
    access.require(request.user, "referral.answer")
    return actions.answer_referral(request.user, referral_id, step, **step_values(given))
