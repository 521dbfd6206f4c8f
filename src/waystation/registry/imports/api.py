"""Imports over HTTP: upload a sheet, map it, validate it, load it, undo it."""

from __future__ import annotations

from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import FieldsOut, Text
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import actions, queries
from .fields import UPLOAD
from .transitions import OFFERED, PERMISSION, UNDER_WAY

router = Router(tags=["imports"])


class UploadLine(FieldsOut, table=UPLOAD):
    """An import: its file, how far it is, how many rows were recorded, known before or wrong."""

    id: UUID
    office_id: UUID
    sheet: str
    state: str
    done: int
    fresh: int
    deleted: int
    withdrawn: int


class UploadOut(UploadLine):
    """An import with what its columns mean: field -> place of the column, and for every row."""

    headings: list[str]
    columns: dict[str, int]
    constants: dict[str, Any]
    day_order: str


class ColumnsIn(Schema):
    """Which column each field is read from: its heading, or its place from 0 on."""

    columns: dict[str, int | Text | None] = {}
    constants: dict[str, Text] = {}
    day_order: Text = "dmy"


class MeaningOut(Schema):
    """A text of a column, how often it is there, the answer that is proposed or chosen."""

    text: str
    count: int
    answer: str
    certain: bool


class FieldMeaningsOut(Schema):
    field: str
    column: str
    answers: list[str]
    texts: list[MeaningOut]


class AnswersIn(Schema):
    """The answer for each text, by field. Omitted ones are taken from the suggestions."""

    answers: dict[str, dict[str, Text]] = {}


class ProblemOut(Schema):
    """An error in a row, with the row number of the spreadsheet."""

    row: int
    column: str
    text: str
    sentence: str

    @staticmethod
    def resolve_sentence(problem: Any) -> str:
        sentence: str = problem.in_words
        return sentence


UploadStep = Enum("UploadStep", {name: name for name in sorted({*OFFERED, *UNDER_WAY.values()})})  # type: ignore[misc]


def _own(request: HttpRequest, upload_id: UUID) -> Any:
    return queries.upload_visible_to(access.require(request.user, PERMISSION), upload_id)


@router.get("/uploads", response=list[UploadLine], summary="The imports of your offices")
def list_uploads(request: HttpRequest) -> Any:
    """Return the imports of your offices, the latest first; at most 500."""
    return queries.uploads_visible_to(access.require(request.user, PERMISSION))[:500]


@router.post("/uploads", response={201: UploadOut}, summary="Upload a sheet")
def upload_sheet(
    request: HttpRequest,
    office_id: Form[UUID | None] = None,
    sheet: Form[str] = "visits",
    file: File[UploadedFile | None] = None,
) -> Any:
    """Upload an Excel or CSV file (multipart/form-data). Nothing is recorded yet.

    The columns are proposed by their headings, or as they were read the last time.
    """
    user = access.require(request.user, PERMISSION)
    if office_id is None:
        raise Refusal(N_("Choose the office."), field="office_id", code="office")
    if file is None:
        raise Refusal(N_("Choose a file first."), field="file", code="no_file")
    return Status(
        201, actions.upload_sheet(user, office_id, sheet, file.name or "sheet", file.read())
    )


@router.get("/uploads/{uuid:upload_id}", response=UploadOut, summary="How far an import is")
def read_upload(request: HttpRequest, upload_id: UUID) -> Any:
    """Return an import; ask again while its state is checking, loading or undoing."""
    return _own(request, upload_id)


@router.post(
    "/uploads/{uuid:upload_id}/columns", response=UploadOut, summary="Say what columns hold"
)
def choose_upload_columns(request: HttpRequest, upload_id: UUID, given: ColumnsIn) -> Any:
    """Say which column each field is read from, and what every row says that no column does."""
    upload = _own(request, upload_id)
    chosen = {name: _place(upload, name, one) for name, one in given.columns.items()}
    return actions.choose_columns(
        request.user,
        upload_id,
        chosen=chosen or upload.columns,
        constants={**upload.constants, **given.constants},
        day_order=given.day_order,
    )


def _place(upload: Any, name: str, given: int | str | None) -> int | None:
    if given is None or isinstance(given, int):
        return given
    if given not in upload.headings:
        raise Refusal(
            N_("The sheet has no column “{heading}”."),
            field=f"column_{name}",
            code="column_unknown",
            heading=given[:60],
        )
    place: int = upload.headings.index(given)
    return place


@router.get(
    "/uploads/{uuid:upload_id}/texts", response=list[FieldMeaningsOut], summary="Texts to answer"
)
def list_upload_texts(request: HttpRequest, upload_id: UUID) -> Any:
    """Return the texts of each column of answers, with the answer that is proposed for each."""
    upload = queries.whole(_own(request, upload_id))
    importer = queries.importer_of(upload.sheet)
    return [
        {
            "field": field.name,
            "column": upload.headings[upload.columns[field.name]],
            "answers": list(queries.answers_of(importer, field)),
            "texts": texts,
        }
        for field, texts in queries.texts_to_answer(upload, queries.sheet_of(upload))
    ]


@router.post("/uploads/{uuid:upload_id}/texts", response=UploadOut, summary="Say what texts mean")
def choose_upload_answers(request: HttpRequest, upload_id: UUID, given: AnswersIn) -> Any:
    """Say which answer each text means; "" leaves it open, "-" is no answer."""
    upload = queries.whole(_own(request, upload_id))
    queries.require_mapped(request.user, upload)
    answers = {
        field.name: {one.text: one.answer for one in texts} | given.answers.get(field.name, {})
        for field, texts in queries.texts_to_answer(upload, queries.sheet_of(upload))
    }
    return actions.choose_answers(request.user, upload_id, answers)


@router.get(
    "/uploads/{uuid:upload_id}/problems", response=list[ProblemOut], summary="What is wrong"
)
def list_upload_problems(request: HttpRequest, upload_id: UUID) -> Any:
    """Return the errors that the check found, each with its row and its column."""
    return queries.problems_of(queries.whole(_own(request, upload_id)))


@router.post(
    "/uploads/{uuid:upload_id}/{step}", response=UploadOut, summary="Check, import, undo, discard"
)
def change_upload_state(request: HttpRequest, upload_id: UUID, step: UploadStep) -> Any:
    """Begin the check, the import or the undoing, which go on by themselves; or discard."""
    _own(request, upload_id)
    if step.value in UNDER_WAY.values():
        return actions.begin(request.user, upload_id, step.value)
    return actions.change_upload_state(request.user, upload_id, step.value)
