"""Forms and their versions over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import FieldsOut
from waystation.registry.collection import actions, queries
from waystation.registry.collection.fields import FORM
from waystation.registry.collection.sentences import note_in_words

router = Router()


class FormLine(FieldsOut, table=FORM.without("office__name")):
    """A form in a list. `key` is the form id that phones know."""

    id: UUID
    is_open: bool


class VersionOut(Schema):
    """One version of a form: `draft`, or `published` and then immutable."""

    id: UUID
    form_id: UUID
    name: str
    state: str
    published_at: datetime | None
    notes: list[str]
    missing_files: list[str]

    @staticmethod
    def resolve_notes(version: Any) -> list[str]:
        return [note_in_words(note) for note in version.notes]

    @staticmethod
    def resolve_missing_files(version: Any) -> list[str]:
        there = {file.name for file in version.files.all()}
        return [name for name in version.media if name not in there]


class FormOut(Schema):
    """A form with its editions, the newest first, and how many submissions are in each state."""

    id: UUID
    key: str
    title: str
    is_open: bool
    versions: list[VersionOut]
    states: dict[str, int]


def form_of(request: HttpRequest, form_id: UUID, permission: str = "form.read") -> Any:
    access.require(request.user, permission)
    found = queries.form_visible_to(request.user, form_id)
    access.require(request.user, permission, found.office_id)
    return found


@router.get("/forms", response=list[FormLine], summary="The forms of your offices")
def list_forms(request: HttpRequest) -> Any:
    """Return the forms you may see, by title."""
    visible = queries.forms_visible_to(access.require(request.user, "form.read"))
    rows = visible.order_by("title", "id").values("id", "state", *FORM.names)
    return [row | {"is_open": row["state"] == "open"} for row in rows]


@router.post("/forms", response={201: VersionOut}, summary="Upload an XLSForm as a draft")
def upload_form(
    request: HttpRequest,
    office_id: Form[UUID],
    file: File[UploadedFile],
    media: File[list[UploadedFile]] = [],  # noqa: B006  ninja reads the default, nobody changes it
) -> Any:
    """Upload a form (.xlsx, .xls, .ods, .csv, .md; XForm .xml) and its lists as the draft.

    Errors are reported with row and column. Repeating the upload gives the same draft.
    """
    files = {one.name or "": one.read() for one in media}
    version = actions.upload_form(
        access.signed_in(request.user), office_id, file.name or "form", file.read(), files
    )
    return Status(201, version)


@router.get("/forms/{uuid:form_id}", response=FormOut, summary="One form and its versions")
def read_form(request: HttpRequest, form_id: UUID) -> Any:
    """Return a form; 404 outside your offices."""
    found = form_of(request, form_id)
    return {
        "id": found.id,
        "key": found.key,
        "title": found.title,
        "is_open": found.is_open,
        "versions": queries.versions_of(request.user, found),
        "states": queries.submission_states(request.user, found),
    }


@router.post("/forms/{uuid:form_id}/close", response=FormOut, summary="Take no more")
def close_form(request: HttpRequest, form_id: UUID) -> Any:
    """Stop accepting submissions. Existing ones remain."""
    actions.change_form_state(access.signed_in(request.user), form_id, "close")
    return read_form(request, form_id)


@router.post("/forms/{uuid:form_id}/open", response=FormOut, summary="Take submissions again")
def reopen_form(request: HttpRequest, form_id: UUID) -> Any:
    """Take submissions again."""
    actions.change_form_state(access.signed_in(request.user), form_id, "open")
    return read_form(request, form_id)


@router.post("/versions/{uuid:version_id}/publish", response=VersionOut, summary="Publish a draft")
def publish_form_version(request: HttpRequest, version_id: UUID) -> Any:
    """Publish a draft: from now on phones get it. Twice is once."""
    return actions.publish_version(access.signed_in(request.user), version_id)


@router.post("/versions/{uuid:version_id}/discard", response={204: None}, summary="Discard a draft")
def discard_form_draft(request: HttpRequest, version_id: UUID) -> Any:
    """Delete a draft with its files. A published version is refused."""
    actions.discard_draft(access.signed_in(request.user), version_id)
    return Status(204, None)
