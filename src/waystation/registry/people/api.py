"""People through the API: the same actions, the same refusals, the same trail."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.records import plain
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.people import actions, queries
from waystation.registry.people.rules.identity import (
    PLAIN_FIELDS,
    SEALED_FIELDS,
    Contact,
    Identifier,
    Identity,
    Name,
)

router = Router(tags=["people"])


class NameIn(Schema):
    given: str = ""
    family: str = ""
    father: str = ""
    kind: Literal["main", "alias", "maiden", "script", "merged"] = "alias"


class Valued(Schema):
    kind: str
    value: str


class FileIn(Schema):
    """A file to be opened. ``id`` is the client's own key: sent twice, it is one file."""

    id: UUID | None = None
    office: UUID
    given: str = ""
    family: str = ""
    father: str = ""
    aliases: list[NameIn] = []
    birth_date: date | None = None
    birth_year: int | None = None
    sex: str = ""
    community: str = ""
    nationality: str = ""
    municipality: str = ""
    migration_status: str = ""
    languages: list[str] = []
    contacts: list[Valued] = []
    identifiers: list[Valued] = []
    note: str = ""
    somebody_else: bool = False


class FileChange(Schema):
    """What the editor saw, and what it should be. Only the fields named are touched."""

    seen: dict[str, Any] = Field(default_factory=dict)
    proposed: dict[str, Any]


def _line(one: Any) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": one.number,
        "name": one.name,
        "sex": one.sex,
        "birth_year": one.birth_year,
        "municipality": one.municipality,
        "office": one.office,
    }


def _file(user: access.Anyone, person_id: UUID) -> dict[str, Any]:
    file = queries.person_seen_by(user, person_id, why="api")
    return {
        "id": file.id,
        "number": file.number,
        "office": file.office_id,
        "version": file.version,
        **{name: getattr(file, name) for name in PLAIN_FIELDS},
        **file.identity.as_json(),
        "keep_until": file.keep_until,
        "merged_into": file.merged_into_id,
        "erased_at": file.erased_at,
    }


@router.get("", summary="People of the caller's offices, last changed first")
def list_people(request: HttpRequest, after: str = "", limit: int = 50) -> dict[str, Any]:
    """Return one page; pass ``next`` as ``after`` for the following one."""
    rows, following = queries.people_seen_by(
        request.user, after=after, limit=max(1, min(limit, 200))
    )
    return {"people": [_line(row) for row in rows], "next": following}


@router.get("/search", summary="Search across spellings")
def search_people(request: HttpRequest, q: str, limit: int = 20) -> dict[str, Any]:
    """Return who fits, best first, and why."""
    found = queries.search(request.user, q, limit=max(1, min(limit, 50)))
    return {
        "people": [
            {**_line(one), "other_name": one.other_name, "level": one.level, "why": one.why}
            for one in found
        ]
    }


@router.post("", response={201: dict[str, Any]}, summary="Open a file")
def record_person(request: HttpRequest, file: FileIn) -> Any:
    """Open a file in an office; the header Idempotency-Key may stand in place of ``id``."""
    values = file.dict(exclude={"id", "office", "aliases", "contacts", "identifiers"})
    person = actions.record_person(
        request.user,
        file.office,
        id=file.id or plain.key(request.headers.get("Idempotency-Key", ""), "id"),
        aliases=[Name(**one.dict()) for one in file.aliases],
        contacts=[Contact(one.kind, one.value) for one in file.contacts],
        identifiers=[Identifier(one.kind, one.value) for one in file.identifiers],
        **values,
    )
    return Status(201, {"id": person.id, "number": person.number})


@router.get("/{uuid:person_id}", summary="A person's file")
def read_person(request: HttpRequest, person_id: UUID) -> dict[str, Any]:
    """Return the file; that it was read is written down."""
    return _file(request.user, person_id)


@router.patch("/{uuid:person_id}", summary="Change a file")
def change_person(request: HttpRequest, person_id: UUID, change: FileChange) -> dict[str, Any]:
    """Apply the proposed values; a field that changed meanwhile is a conflict with both values."""
    actions.edit_person(request.user, person_id, _domain(change.seen), _domain(change.proposed))
    return _file(request.user, person_id)


def _domain(values: dict[str, Any]) -> dict[str, Any]:
    """Return JSON values as the action takes them. Raises Refusal for an unreadable one."""
    unknown = set(values) - set(PLAIN_FIELDS) - set(SEALED_FIELDS)
    sealed = {name: values[name] for name in SEALED_FIELDS if name in values}
    try:
        identity = Identity.from_json({"names": [], **sealed})
    except (TypeError, ValueError, AttributeError):
        unknown = unknown or set(sealed)
    if unknown:
        raise Refusal(
            N_("The field {name} is not known, or its value cannot be read."),
            code="unreadable",
            field=sorted(unknown)[0],
            name=sorted(unknown)[0],
        )
    open_values = {name: values[name] for name in PLAIN_FIELDS if name in values}
    return open_values | {name: getattr(identity, name) for name in sealed}


@router.post("/{uuid:person_id}/merge/{uuid:gone_id}", summary="Put another file into this one")
def merge_people(request: HttpRequest, person_id: UUID, gone_id: UUID) -> dict[str, Any]:
    """Merge; the answer names the merge, so that it can be undone."""
    return {"merge": actions.merge_people(request.user, person_id, gone_id).id}


@router.post("/merges/{uuid:merge_id}/undo", summary="Undo a merge")
def undo_merge(request: HttpRequest, merge_id: UUID) -> dict[str, Any]:
    """Make two files again."""
    merged = actions.undo_merge(request.user, merge_id)
    return {"kept": merged.kept_id, "gone": merged.gone_id}
