"""Consents and subject access over HTTP, below the URLs of people."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.pages.api import key_of
from waystation.registry.privacy import actions, queries

PREFIX = "people"
router = Router(tags=["people"])


class ConsentIn(Schema):
    """A yes or a no to the text of that number."""

    purpose: str
    recipient: str
    fields_shared: list[str]
    language: str
    text_number: int
    how: str
    giver: str = "self"
    agreed: bool = True
    expires_on: date | None = None


@router.get("/{uuid:person_id}/consents", summary="What the person agreed to")
def list_consents(request: HttpRequest, person_id: UUID) -> dict[str, Any]:
    """Return every consent with the state that counts today."""
    found = queries.consents_of(request.user, person_id)
    return {
        "consents": [
            {
                "id": one.id,
                "purpose": one.purpose,
                "recipient": one.recipient,
                "fields": one.fields,
                "state": one.state,
                "given_at": one.given_at,
                "expires_on": one.expires_on,
                "withdrawn_at": one.withdrawn_at,
                "text": one.text,
                "text_number": one.text_number,
            }
            for one in found
        ]
    }


@router.post("/{uuid:person_id}/consents", response={201: dict[str, Any]}, summary="Record consent")
def record_consent(request: HttpRequest, person_id: UUID, consent: ConsentIn) -> Any:
    """Record a yes or a no to that text. The header Idempotency-Key (a UUID) makes twice once."""
    values = consent.dict(exclude={"fields_shared"})
    made = actions.record_consent(
        request.user,
        person_id,
        key=key_of(request),
        fields=consent.fields_shared,
        **values,
    )
    return Status(201, {"id": made.id, "state": made.state})


@router.post("/consents/{uuid:consent_id}/withdraw", summary="Withdraw consent")
def withdraw_consent(request: HttpRequest, consent_id: UUID) -> dict[str, Any]:
    """Withdraw a consent; twice is once."""
    return {"state": actions.withdraw_consent(request.user, consent_id).state}


@router.get("/{uuid:person_id}/export", summary="Everything that is kept about a person")
def export_person(request: HttpRequest, person_id: UUID) -> dict[str, Any]:
    """Return the subject-access export."""
    return queries.export_of(request.user, person_id)
