"""People over HTTP: same actions, same refusals, same audit log as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import Edit, FieldsIn, FieldsOut, key_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.people import actions, queries
from waystation.registry.people.fields import OPEN, PERSON
from waystation.registry.people.rules.identity import (
    SEALED_FIELDS,
    Contact,
    Identifier,
    Identity,
    Name,
)
from waystation.registry.people.rules.likeness import SHOWN_FROM

router = Router(tags=["people"])
ASKED = PERSON.only("given", "family", "father", *OPEN.names, "note")


class NameIn(Schema):
    given: str = ""
    family: str = ""
    father: str = ""
    kind: Literal["main", "alias", "maiden", "script", "merged"] = "alias"


class Valued(Schema):
    kind: str
    value: str


class FileIn(FieldsIn, table=ASKED):
    """A file to be opened."""

    office: UUID
    aliases: list[NameIn] = []
    birth_date: date | None = None
    contacts: list[Valued] = []
    identifiers: list[Valued] = []
    somebody_else: bool = False


class NameOut(Schema):
    given: str
    family: str
    father: str
    kind: str
    source: str


class ValuedOut(Schema):
    kind: str
    value: str
    source: str


class FileOut(FieldsOut, table=OPEN):
    """A file; ``source`` is the number of the merged file that an entry came from."""

    id: UUID
    number: str
    office: UUID
    version: int
    names: list[NameOut]
    birth_date: date | None
    contacts: list[ValuedOut]
    identifiers: list[ValuedOut]
    note: str
    keep_until: date
    merged_into: UUID | None
    erased_at: datetime | None


class FileLine(FieldsOut, table=OPEN.only("sex", "birth_year", "municipality")):
    """A file in a list."""

    id: UUID
    number: str
    name: str
    office: str


class SearchResultOut(FileLine):
    """A result of a search, and why it fits."""

    other_name: str
    level: int
    why: str


class FilePage(Schema):
    people: list[FileLine]
    next: str


class Results(Schema):
    people: list[SearchResultOut]


class FileChange(Edit):
    """The values that the editor saw, and the new ones. Only the given fields are changed."""

    seen: dict[str, Any] = Field(default_factory=dict)


def _file(user: access.AnyUser, person_id: UUID) -> dict[str, Any]:
    file = queries.person_visible_to(user, person_id, why="api")
    return {
        "id": file.id,
        "number": file.number,
        "office": file.office_id,
        "version": file.version,
        **{name: getattr(file, name) for name in OPEN.names},
        **file.identity.as_json(),
        "keep_until": file.keep_until,
        "merged_into": file.merged_into_id,
        "erased_at": file.erased_at,
    }


@router.get("", response=FilePage, summary="People of the caller's offices, last changed first")
def list_people(request: HttpRequest, after: str = "", limit: int = 50) -> Any:
    """Return one page; pass ``next`` as ``after`` for the following one."""
    rows, following = queries.people_visible_to(
        request.user, after=after, limit=max(1, min(limit, 200))
    )
    return {"people": rows, "next": following}


@router.get("/search", response=Results, summary="Search across spellings")
def search_people(request: HttpRequest, q: str, limit: int = 20) -> Any:
    """Return who fits, best first, and why."""
    return {"people": queries.search(request.user, q, limit=max(1, min(limit, 50)))}


@router.post("", response={201: dict[str, Any]}, summary="Open a file")
def record_person(request: HttpRequest, file: FileIn) -> Any:
    """Open a file in an office. The header Idempotency-Key (a UUID) makes twice once.

    Where files may be of the same person, the answer is 422 with the code ``maybe_known``, and
    ``similar`` lists them (id, number, name, chance). Take one of them, or send the same again with
    ``somebody_else``: true.
    """
    person = actions.record_person(
        request.user,
        file.office,
        key=key_of(request),
        aliases=[Name(**one.dict()) for one in file.aliases],
        birth_date=file.birth_date,
        contacts=[Contact(one.kind, one.value) for one in file.contacts],
        identifiers=[Identifier(one.kind, one.value) for one in file.identifiers],
        somebody_else=file.somebody_else,
        asked_from=SHOWN_FROM,
        **ASKED.read(file.dict()),
    )
    return Status(201, {"id": person.id, "number": person.number})


@router.get("/{uuid:person_id}", response=FileOut, summary="A person's file")
def read_person(request: HttpRequest, person_id: UUID) -> Any:
    """Return the file; the reading is logged."""
    return _file(request.user, person_id)


@router.patch("/{uuid:person_id}", response=FileOut, summary="Change a file")
def change_person(request: HttpRequest, person_id: UUID, change: FileChange) -> Any:
    """Apply the proposed values; a field that changed meanwhile is a conflict with both values."""
    actions.edit_person(request.user, person_id, _domain(change.seen), _domain(change.proposed))
    return _file(request.user, person_id)


def _domain(values: dict[str, Any]) -> dict[str, Any]:
    """Return JSON values as the action takes them. Raises Refusal for an unreadable one."""
    unknown = set(values) - set(OPEN.names) - set(SEALED_FIELDS)
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
    open_values = {name: values[name] for name in OPEN.names if name in values}
    return open_values | {name: getattr(identity, name) for name in sealed}


@router.post("/{uuid:person_id}/merge/{uuid:other_id}", summary="Put another file into this one")
def merge_people(request: HttpRequest, person_id: UUID, other_id: UUID) -> dict[str, Any]:
    """Merge; the answer names the merge, so that it can be undone."""
    return {"merge": actions.merge_people(request.user, person_id, other_id).id}


@router.post("/merges/{uuid:merge_id}/undo", summary="Undo a merge")
def undo_merge(request: HttpRequest, merge_id: UUID) -> dict[str, Any]:
    """Make two files again."""
    merge = actions.undo_merge(request.user, merge_id)
    return {"into": merge.into_id, "merged": merge.merged_id}
