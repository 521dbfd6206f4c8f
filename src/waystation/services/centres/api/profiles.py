"""Daily profiles over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import Edit, FieldsIn, FieldsOut, key_of
from waystation.services.centres import actions, queries
from waystation.services.centres.fields import PROFILE

from .common import mark_after

router = Router()


class ProfileIn(FieldsIn, table=PROFILE):
    """A daily profile as it is sent; without a day it is today's. Answers may be "declined"."""

    office_id: UUID | None = None
    person_id: UUID
    day: date | None = None


class ProfileLine(FieldsOut, table=PROFILE.without("skills")):
    """A profile in a list: without the person's own words, which are opened one by one."""

    id: UUID
    office_id: UUID
    version: int
    person_id: UUID
    day: date


class ProfileOut(ProfileLine):
    """One profile, with the skills in the person's own words."""

    skills: str

    @staticmethod
    def resolve_skills(profile: Any) -> str:
        return queries.skills_of(profile)


class ProfilePage(Schema):
    profiles: list[ProfileLine]
    next_after: str


@router.post("/profiles", response={201: ProfileOut}, summary="Record a daily profile")
def record_profile(request: HttpRequest, profile: ProfileIn) -> Any:
    """Record a profile, at most one per person and day. Idempotency-Key (a UUID) is its key."""
    key = key_of(request)
    given = profile.dict()
    office_id, person_id = given.pop("office_id"), given.pop("person_id")
    if office_id is None:
        return Status(201, actions.record_profile_of(request.user, person_id, key=key, **given))
    return Status(
        201, actions.record_profile(request.user, office_id, person_id=person_id, key=key, **given)
    )


@router.get("/profiles", response=ProfilePage, summary="The daily profiles of your offices")
def list_profiles(request: HttpRequest, after: str = "", limit: int = 50) -> Any:
    """Return a page of profiles, latest first; send `next_after` back as `after` for the next."""
    user = access.require(request.user, "visit.read")
    limit = min(max(limit, 1), 200)
    found = queries.profiles_after(user, after, limit + 1)
    return {"profiles": found[:limit], "next_after": mark_after(found, limit)}


@router.get("/profiles/{uuid:profile_id}", response=ProfileOut, summary="One daily profile")
def read_profile(request: HttpRequest, profile_id: UUID) -> Any:
    """Return one profile; 404 outside your offices."""
    access.require(request.user, "visit.read")
    return queries.open_profile(request.user, profile_id)


@router.patch("/profiles/{uuid:profile_id}", response=ProfileOut, summary="Change a profile")
def edit_profile(request: HttpRequest, profile_id: UUID, edit: Edit) -> Any:
    """Change answers of a profile; 409 with both values where somebody else changed the same."""
    seen, proposed = edit.read(PROFILE)
    return actions.edit_profile(request.user, profile_id, seen, proposed)
