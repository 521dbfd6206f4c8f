"""Fact sheets over HTTP: valid editions, their languages, and publishing."""

from __future__ import annotations

from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import Edit, FieldsIn, FieldsOut, key_of

from . import actions, queries
from .fields import EDITION, SHEET, TEXT
from .transitions import EDITION_WORKFLOW

router = Router(tags=["factsheets"])


class SheetIn(FieldsIn, table=SHEET):
    """The topic and the title of a sheet."""

    office_id: UUID


class SheetOut(FieldsOut, table=SHEET):
    id: UUID
    office_id: UUID


class EditionIn(FieldsIn, table=EDITION):
    """The validity and the source of a draft."""


class LanguageOut(Schema):
    """The state of an edition in a language.

    It is original, translated, unreviewed (by machine or a draft), outdated or missing.

    Every sheet should exist in the languages that are ``expected``.
    """

    language: str
    state: str
    expected: bool


class EditionOut(FieldsOut, table=EDITION):
    id: UUID
    sheet_id: UUID
    number: int
    state: str
    languages: list[LanguageOut]

    @staticmethod
    def resolve_languages(edition: Any) -> Any:
        return queries.languages_of(edition)


class TextOut(FieldsOut, table=TEXT):
    language: str
    version: int


EditionStep = Enum("EditionStep", {name: name for name in EDITION_WORKFLOW.transitions})  # type: ignore[misc]


class NothingAsked(Schema):
    """These steps ask nothing."""


@router.get("/sheets", response=list[SheetOut], summary="The fact sheets")
def list_sheets(request: HttpRequest) -> Any:
    """Return the fact sheets of the organisation, by topic."""
    user = access.require(request.user, "factsheet.read")
    return queries.sheets_visible_to(user).order_by("topic")


@router.post("/sheets", response={201: SheetOut}, summary="Begin a fact sheet")
def record_sheet(request: HttpRequest, sheet: SheetIn) -> Any:
    """Begin the sheet of a topic. The header Idempotency-Key (a UUID) is its key."""
    given = sheet.dict()
    office = given.pop("office_id")
    key = key_of(request)
    return Status(201, actions.record_sheet(request.user, office, key=key, **SHEET.read(given)))


@router.get(
    "/sheets/{uuid:sheet_id}/editions", response=list[EditionOut], summary="Editions of a sheet"
)
def list_editions_of_sheet(request: HttpRequest, sheet_id: UUID) -> Any:
    """Return the editions of a sheet, the newest first."""
    access.require(request.user, "factsheet.read")
    sheet = queries.sheet_visible_to(request.user, sheet_id)
    return queries.editions_visible_to(request.user).filter(sheet=sheet)


@router.post(
    "/sheets/{uuid:sheet_id}/editions", response={201: EditionOut}, summary="Draft an edition"
)
def draft_edition(request: HttpRequest, sheet_id: UUID, edition: EditionIn) -> Any:
    """Begin the next edition of a sheet with the texts of the one before."""
    values = EDITION.read(edition.dict())
    return Status(201, actions.draft_edition(request.user, sheet_id, **values))


@router.get("/editions/{uuid:edition_id}/texts/{language}", response=TextOut, summary="One text")
def read_text(request: HttpRequest, edition_id: UUID, language: str) -> Any:
    """Return an edition in a language; 404 if it is missing."""
    access.require(request.user, "factsheet.read")
    edition = queries.edition_visible_to(request.user, edition_id)
    text = queries.language_version(edition, language).text
    if text is None:
        raise queries.not_seen()
    return text


@router.patch("/editions/{uuid:edition_id}/texts/{language}", response=TextOut, summary="Write it")
def write_text(request: HttpRequest, edition_id: UUID, language: str, edit: Edit) -> Any:
    """Write an edition in a language; 409 with both values where somebody changed the same."""
    seen, proposed = edit.read(TEXT)
    return actions.write_text(request.user, edition_id, language, seen, proposed)


@router.post(
    "/editions/{uuid:edition_id}/texts/{language}/review",
    response=TextOut,
    summary="Confirm a translation",
)
def review_text(
    request: HttpRequest, edition_id: UUID, language: str, nothing: NothingAsked
) -> Any:
    """Confirm a translation that was made by machine or as a draft; not by its writer."""
    return actions.review_text(request.user, edition_id, language)


@router.post(
    "/editions/{uuid:edition_id}/{transition}", response=EditionOut, summary="Publish an edition"
)
def change_edition_state(
    request: HttpRequest, edition_id: UUID, transition: EditionStep, nothing: NothingAsked
) -> Any:
    """Publish a draft, or drop it."""
    return actions.change_edition_state(request.user, edition_id, transition.value)
