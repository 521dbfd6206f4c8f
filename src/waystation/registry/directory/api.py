"""The directory of services over HTTP."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import Edit, FieldsIn, FieldsOut, key_of
from waystation.foundation.shared.periods import today_in
from waystation.registry.directory import actions, queries
from waystation.registry.directory.fields import SERVICE
from waystation.registry.directory.rules import Wanted, is_stale
from waystation.registry.directory.transitions import SERVICE_WORKFLOW

PREFIX = "services"
router = Router(tags=["services"])


class ServiceIn(FieldsIn, table=SERVICE):
    """A service as it is sent; codes are those of the reference lists."""

    entity_id: UUID


class ServiceOut(FieldsOut, table=SERVICE):
    """A service of the directory."""

    id: UUID
    entity_id: UUID
    organisation: str
    state: str
    version: int
    confirmed_on: date | None
    stale: bool

    @staticmethod
    def resolve_organisation(service: Any) -> str:
        return str(service.entity.name)

    @staticmethod
    def resolve_stale(service: Any) -> bool:
        return is_stale(service.confirmed_on, today_in())


class MatchOut(Schema):
    service: ServiceOut
    score: int
    reasons: list[str]
    cautions: list[str]


Step = Enum("Step", {name: name for name in SERVICE_WORKFLOW.transitions})  # type: ignore[misc]


@router.get("", response=list[ServiceOut], summary="The services of partners")
def list_services(request: HttpRequest, q: str = "", limit: int = 200) -> Any:
    """Return the directory, by name; `q` searches names of services and organisations."""
    access.require(request.user, "service.read")
    return queries.services_visible_to(request.user, words=q)[: min(max(limit, 1), 500)]


@router.get("/near", response=list[MatchOut], summary="Find a service near a place")
def find_services(
    request: HttpRequest, kind: str = "", place: str = "", person_id: UUID | None = None
) -> Any:
    """Return what matches, the best first, with reasons; of a person, language and age count."""
    user = access.require(request.user, "service.read")
    wanted = Wanted(kind, place)
    if person_id is not None:
        wanted = queries.wanted_for(user, person_id, kind, place)
    return [
        {
            "service": one.service,
            "score": one.fit.score,
            "reasons": one.fit.reasons,
            "cautions": one.fit.cautions,
        }
        for one in queries.service_matches(user, wanted)
    ]


@router.post("", response={201: ServiceOut}, summary="Enter a service")
def record_service(request: HttpRequest, service: ServiceIn) -> Any:
    """Enter a service of an organisation. The header Idempotency-Key makes twice once."""
    user = access.require(request.user, "service.record")
    key = key_of(request)
    office = access.offices_where(user, "service.record")[0]
    values = SERVICE.read(service.dict())
    return Status(201, actions.record_service(user, office, service.entity_id, key=key, **values))


@router.get("/{uuid:service_id}", response=ServiceOut, summary="One service")
def read_service(request: HttpRequest, service_id: UUID) -> Any:
    """Return one service of the directory."""
    access.require(request.user, "service.read")
    return queries.service_visible_to(request.user, service_id)


@router.patch("/{uuid:service_id}", response=ServiceOut, summary="Change a service")
def edit_service(request: HttpRequest, service_id: UUID, edit: Edit) -> Any:
    """Change an entry; 409 with both values where somebody else changed the same."""
    seen, proposed = edit.read(SERVICE)
    return actions.edit_service(request.user, service_id, seen, proposed)


@router.post("/{uuid:service_id}/confirm", response=ServiceOut, summary="Confirm an entry")
def confirm_service(request: HttpRequest, service_id: UUID) -> Any:
    """Record that the partner confirmed the entry today."""
    return actions.confirm_service(request.user, service_id)


@router.post("/{uuid:service_id}/{transition}", response=ServiceOut, summary="Withdraw or offer")
def change_service_state(request: HttpRequest, service_id: UUID, transition: Step) -> Any:
    """Take a service out of the directory, or offer it again."""
    return actions.change_service_state(request.user, service_id, transition.value)
