"""The diaspora over HTTP: members without names, calls with matches, contributions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import FieldsIn, FieldsOut, key_of

from . import actions, queries
from .fields import CALL, CONTRIBUTION, MEMBER

router = Router(tags=["diaspora"])
MOST = 200


class MemberLine(FieldsOut, table=MEMBER.without("name", "email")):
    """A member in a list: without what is sealed."""

    id: UUID
    created_at: datetime
    by_public: bool


class CallOut(FieldsOut, table=CALL):
    """A call for contributions."""

    id: UUID
    state: str


class MatchOut(Schema):
    """A matching member, with the reasons."""

    member_id: UUID
    reasons: list[str]
    answered: bool


class ContributionIn(FieldsIn, table=CONTRIBUTION):
    """A contribution as it is sent."""

    office_id: UUID | None = None
    member_id: UUID | None = None
    call_id: UUID | None = None


class ContributionOut(FieldsOut, table=CONTRIBUTION):
    """A contribution, and its result."""

    id: UUID
    member_id: UUID | None
    call_id: UUID | None
    result: str
    state: str


@router.get("/members", response=list[MemberLine], summary="Who registered")
def list_members(request: HttpRequest, country: str = "") -> Any:
    """Return the members of your offices without their names, the newest first."""
    user = access.require(request.user, "diaspora.read")
    rows = queries.members_visible_to(user).order_by("-created_at", "-id")
    return (rows.filter(country=country) if country else rows)[:MOST]


@router.get("/calls", response=list[CallOut], summary="Calls for contributions")
def list_calls(request: HttpRequest) -> Any:
    """Return the calls of your offices, the newest first."""
    user = access.require(request.user, "diaspora.read")
    return queries.calls_visible_to(user).order_by("-opens_on", "-id")[:MOST]


@router.get("/calls/{uuid:call_id}/matches", response=list[MatchOut], summary="Whom a call suits")
def list_matches(request: HttpRequest, call_id: UUID) -> Any:
    """Return the members that match a call, best first, each with the reasons."""
    user = access.require(request.user, "diaspora.read")
    found = queries.members_for(user, queries.call_visible_to(user, call_id))
    return [{**one, "member_id": one["member"].id} for one in found]


@router.get("/contributions", response=list[ContributionOut], summary="Contributions")
def list_contributions(request: HttpRequest) -> Any:
    """Return the contributions of your offices, the newest first."""
    user = access.require(request.user, "diaspora.read")
    return queries.contributions_visible_to(user).order_by("-day", "-id")[:MOST]


@router.post("/contributions", response={201: ContributionOut}, summary="Record a contribution")
def record_contribution(request: HttpRequest, contribution: ContributionIn) -> Any:
    """Record a contribution. The header Idempotency-Key (a UUID) is its key."""
    user = access.require(request.user, "diaspora.record")
    given = contribution.dict()
    key = key_of(request)
    office = given["office_id"] or access.offices_where(user, "diaspora.record")[0]
    made = actions.record_contribution(
        user,
        office,
        member=given["member_id"],
        call=given["call_id"],
        key=key,
        **CONTRIBUTION.read(given),
    )
    return Status(201, made)
