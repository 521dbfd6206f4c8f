"""Skills profiles and job titles over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, File, Router, Schema, Status
from ninja.files import UploadedFile

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import Edit, FieldsIn, FieldsOut, key_of
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import actions, queries
from .fields import PROFILE
from .sections import SECTIONS, section_named
from .transitions import PROFILE_WORKFLOW

router = Router(tags=["skills"])
MOST = 200


class SkillsProfileIn(FieldsIn, table=PROFILE):
    """The wishes of a person, with which a profile is opened."""

    person_id: UUID | None = None


class SkillsProfileLine(FieldsOut, table=PROFILE.without("constraints")):
    """A profile in a list: without what is sealed."""

    id: UUID
    person_id: UUID
    office_id: UUID
    state: str
    agreed: bool
    confirm_by: date
    confirmed_at: datetime
    version: int

    @staticmethod
    def resolve_agreed(profile: Any) -> bool:
        return queries.is_agreed(profile)

    @staticmethod
    def resolve_confirm_by(profile: Any) -> date:
        return queries.last_day_of(profile)


class SkillsProfileOut(SkillsProfileLine):
    """A profile with all its sections; each line has its key and its values."""

    constraints: str
    sections: dict[str, list[dict[str, Any]]]

    @staticmethod
    def resolve_constraints(profile: Any) -> str:
        return read_sealed(profile, "constraints")

    @staticmethod
    def resolve_sections(profile: Any) -> dict[str, list[dict[str, Any]]]:
        return {
            section.name: [
                _line(line, section.table) for line in queries.lines_of(profile, section)
            ]
            for section in SECTIONS.values()
        }


class ValuesIn(Schema):
    """The values of a line, by the names of its section's fields."""

    values: dict[str, Any] = {}


class SkillsLineOut(Schema):
    id: UUID
    values: dict[str, Any]


class ProposalOut(Schema):
    """A line suggested by a CV; add it with its values if it is right."""

    section: str
    values: dict[str, Any]
    words: str


class ProposalsOut(Schema):
    """``from_data``: taken from the data of a Europass file, not found in text.

    ``left_out`` says in words what was left out.
    """

    from_data: bool
    lines: list[ProposalOut]
    left_out: list[str]


SkillsStep = Enum("SkillsStep", {name: name for name in PROFILE_WORKFLOW.transitions})  # type: ignore[misc]


def _line(line: Any, table: FieldTable) -> dict[str, Any]:
    return {"id": line.id, "values": values_of(line, table)}


def _read(table: FieldTable, given: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(given) - set(table.names))
    if unknown:
        raise Refusal(
            N_("This record has no field {fields}. It has: {known}."),
            code="unknown_field",
            fields=", ".join(unknown)[:200],
            known=", ".join(sorted(table.names)),
        )
    return table.read(given)


@router.get(
    "/profiles", response=list[SkillsProfileLine], summary="The skills profiles of your offices"
)
def list_skills_profiles(
    request: HttpRequest, person_id: UUID | None = None, state: str = ""
) -> Any:
    """Return the profiles of your offices, the last changed first."""
    user = access.require(request.user, "skill.read")
    rows = queries.profiles_visible_to(user).order_by("-changed_at", "-id")
    rows = rows.filter(person_id=person_id) if person_id else rows
    return (rows.filter(state=state) if state else rows)[:MOST]


@router.post("/profiles", response={201: SkillsProfileOut}, summary="Open a skills profile")
def open_skills_profile(request: HttpRequest, profile: SkillsProfileIn) -> Any:
    """Open the profile of a person who agrees. The header Idempotency-Key makes twice once."""
    user = access.require(request.user, "skill.record")
    key = key_of(request)
    if profile.person_id is None:
        raise Refusal(N_("Say whose profile it is."), field="person_id", code="missing")
    values = PROFILE.read(profile.dict())
    made = actions.open_profile(user, profile.person_id, key=key, **values)
    return Status(201, queries.profile_visible_to(user, made.id))


@router.get("/profiles/{uuid:profile_id}", response=SkillsProfileOut, summary="One skills profile")
def read_skills_profile(request: HttpRequest, profile_id: UUID) -> Any:
    """Return one profile with all its sections; 404 outside your offices."""
    access.require(request.user, "skill.read")
    return queries.profile_visible_to(request.user, profile_id)


@router.patch("/profiles/{uuid:profile_id}", response=SkillsProfileOut, summary="Change the wishes")
def edit_skills_profile(request: HttpRequest, profile_id: UUID, edit: Edit) -> Any:
    """Edit the preferences; 409 with both values if somebody else changed the same field."""
    access.require(request.user, "skill.record")
    seen, proposed = edit.read(PROFILE)
    actions.edit_profile(request.user, profile_id, seen, proposed)
    return queries.profile_visible_to(request.user, profile_id)


@router.post(
    "/profiles/{uuid:profile_id}/confirm", response=SkillsProfileOut, summary="Confirm a profile"
)
def confirm_skills_profile(request: HttpRequest, profile_id: UUID) -> Any:
    """Record that the person confirmed the whole profile today."""
    access.require(request.user, "skill.record")
    actions.confirm_profile(request.user, profile_id)
    return queries.profile_visible_to(request.user, profile_id)


@router.post(
    "/profiles/{uuid:profile_id}/lines/{section}",
    response={201: SkillsLineOut},
    summary="Add to a section of a profile",
)
def add_skills_line(request: HttpRequest, profile_id: UUID, section: str, line: ValuesIn) -> Any:
    """Add an occupation, a skill, a language … The header Idempotency-Key makes twice once."""
    user = access.require(request.user, "skill.record")
    key = key_of(request)
    table = section_named(section).table
    values = _read(table, line.values)
    made = actions.add_line(user, profile_id, section, key=key, **values)
    return Status(201, _line(made, table))


@router.post("/profiles/{uuid:profile_id}/cv", response=ProposalsOut, summary="Read a CV")
def read_skills_cv(
    request: HttpRequest, profile_id: UUID, file: File[UploadedFile | None] = None
) -> Any:
    """Return what a CV proposes for the profile. Nothing is written, the file is not stored."""
    user = access.require(request.user, "skill.record")
    name, content = (file.name or "", file.read()) if file is not None else ("", b"")
    return queries.proposals_of_cv(user, profile_id, name, content)


@router.get("/lines/{section}/{uuid:line_id}", response=SkillsLineOut, summary="One line")
def read_skills_line(request: HttpRequest, section: str, line_id: UUID) -> Any:
    """Return one line of a profile; 404 outside your offices."""
    user = access.require(request.user, "skill.read")
    found = section_named(section)
    return _line(queries.line_visible_to(user, found, line_id), found.table)


@router.patch("/lines/{section}/{uuid:line_id}", response=SkillsLineOut, summary="Change a line")
def edit_skills_line(request: HttpRequest, section: str, line_id: UUID, edit: Edit) -> Any:
    """Change a line; 409 with both values where somebody else changed the same."""
    user = access.require(request.user, "skill.record")
    table = section_named(section).table
    seen, proposed = edit.read(table)
    return _line(actions.edit_line(user, section, line_id, seen, proposed), table)


@router.delete("/lines/{section}/{uuid:line_id}", response={204: None}, summary="Remove a line")
def remove_skills_line(request: HttpRequest, section: str, line_id: UUID) -> Any:
    """Delete a line of a profile."""
    actions.remove_line(access.require(request.user, "skill.record"), section, line_id)
    return Status(204, None)


@router.post(
    "/profiles/{uuid:profile_id}/{transition}",
    response=SkillsProfileOut,
    summary="Close, open again",
)
def change_skills_profile_state(
    request: HttpRequest, profile_id: UUID, transition: SkillsStep
) -> Any:
    """Close a profile, or open it again."""
    user = access.require(request.user, "skill.record")
    actions.change_profile_state(user, profile_id, transition.value)
    return queries.profile_visible_to(user, profile_id)


class TitlesIn(Schema):
    """Titles to code, and in which language the occupations are named: en, sq, sr."""

    titles: list[str] = []
    most: int = Field(5, ge=1, le=20)
    language: str = Field("en", max_length=12)


class ChoiceOut(Schema):
    code: str
    name: str
    score: float
    label: str


class CodingOut(Schema):
    """``verdict``: accepted (with its code), ask (a person chooses), or none (nothing is near)."""

    title: str
    verdict: str
    code: str
    name: str
    choices: list[ChoiceOut]


class PairIn(Schema):
    """The meaning of a title. The rule requires both, after the permission check."""

    title: str = ""
    code: str = ""


class PairOut(Schema):
    title: str
    code: str


@router.post("/titles", response=list[CodingOut], summary="Code job titles to ISCO-08")
def code_titles(request: HttpRequest, asked: TitlesIn) -> Any:
    """Return one coding for each title, in their order."""
    found = queries.code_titles(request.user, asked.titles, most=asked.most)
    return [queries.as_data(one, asked.language) for one in found]


@router.post("/titles/confirmed", response=PairOut, summary="Confirm what a title means")
def confirm_title(request: HttpRequest, pair: PairIn) -> Any:
    """Record that a title means an occupation; it is accepted without asking from then on."""
    return actions.confirm_title(request.user, pair.title, pair.code)
