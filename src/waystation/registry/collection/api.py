"""Forms, what was sent, and what was corrected, over HTTP: as on the pages, with their refusals."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from waystation.analysis.xforms.answers import SENTENCES
from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
from waystation.foundation.pages.api import FieldsIn, FieldsOut
from waystation.registry.collection import actions, queries
from waystation.registry.collection.fields import CORRECTION, FORM, LINE, LOG, LOG_COLUMNS
from waystation.registry.collection.rules import cleaning_file

router = Router(tags=["collection"])
MOST_ROWS = 500


class FormLine(FieldsOut, table=FORM.without("office__name")):
    """A form in a list. `key` is the form id that phones know."""

    id: UUID
    is_open: bool


class VersionOut(Schema):
    """One edition of a form: `draft`, or `published` and then unchanged for ever."""

    id: UUID
    form_id: UUID
    name: str
    state: str
    published_at: datetime | None
    notes: list[Any]
    missing_files: list[str]

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


class Column(Schema):
    """A question of the table: which published versions ask it, and what they changed of it."""

    key: str
    label: str
    type: str
    versions: list[str]
    changes: list[str]


class Row(Schema):
    """One submission, or one row of a repetition; `answers` by the keys of the columns."""

    submission_id: UUID
    instance_id: str
    received_at: datetime
    version: str
    state: str
    missing_files: list[str]
    row: str = ""
    parent: str = ""
    answers: dict[str, str]


class TableOut(Schema):
    """Answers as a table. Repetitions are tables of their own: ask with `repeat`."""

    columns: list[Column]
    rows: list[Row]
    repeats: list[str]
    next_after: str


class Correction(FieldsOut, table=LINE):
    """One line of the cleaning log: what was, what it became, why, who."""

    id: UUID


class SubmissionOut(Schema):
    """One submission: raw and cleaned answers, what is wrong with it, what was corrected."""

    id: UUID
    form_id: UUID
    instance_id: str
    version: str
    received_at: datetime
    state: str
    sentence: str
    subject_kind: str
    subject_id: UUID | None
    is_removed: bool
    supersedes: UUID | None  # the first one, where the phone corrected what it had sent
    superseded_by: UUID | None
    rival_of: UUID | None  # what it corrects as well, where another correction came first
    problems: list[str]
    raw: dict[str, Any]
    cleaned: dict[str, Any]
    attachments: list[str]
    missing_files: list[str]
    files_asked_at: datetime | None
    corrections: list[Correction]


class CorrectionIn(FieldsIn, table=CORRECTION):
    """A correction by hand. `old`, where given, is the answer that the corrector saw."""

    kind: str = "change"
    old: str | None = None


class LogColumns(FieldsIn, table=LOG_COLUMNS):
    """What the columns of a log are called, where it is not what the program expects."""


class LogOut(FieldsOut, table=LOG):
    """A cleaning log and what became of its lines."""

    id: UUID
    not_applied: list[dict[str, str]]


def _form(request: HttpRequest, form_id: UUID, permission: str = "form.read") -> Any:
    access.require(request.user, permission)
    found = queries.form_seen_by(request.user, form_id)
    access.require(request.user, permission, found.office_id)
    return found


@router.get("/forms", response=list[FormLine], summary="The forms of your offices")
def list_forms(request: HttpRequest) -> Any:
    """Return the forms you may see, by title."""
    rows = queries.forms_seen_by(access.require(request.user, "form.read"))
    return [row | {"is_open": row["state"] == "open"} for row in rows]


@router.post("/forms", response={201: VersionOut}, summary="Upload an XLSForm as a draft")
def upload_form(
    request: HttpRequest,
    office_id: Form[UUID],
    file: File[UploadedFile],
    media: File[list[UploadedFile]] = [],  # noqa: B006  ninja reads the default, nobody changes it
) -> Any:
    """Upload a form definition (.xlsx or XForm .xml) with its lists; it becomes the draft.

    What is wrong is named with row and column. The same upload again is the same draft.
    """
    files = {one.name or "": one.read() for one in media}
    version = actions.upload_form(
        access.signed_in(request.user), office_id, file.name or "form", file.read(), files
    )
    return Status(201, version)


@router.get("/forms/{uuid:form_id}", response=FormOut, summary="One form and its versions")
def read_form(request: HttpRequest, form_id: UUID) -> Any:
    """Return a form; 404 outside your offices."""
    found = _form(request, form_id)
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
    """Stop taking submissions. What was sent stays."""
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


@router.get("/forms/{uuid:form_id}/answers", response=TableOut, summary="Answers as a table")
def list_answers(
    request: HttpRequest,
    form_id: UUID,
    repeat: str = "",
    raw: bool = False,
    after: UUID | None = None,
    limit: int = 50,
) -> Any:
    """Return a page of answers, the newest first: cleaned, or with `raw` as they came."""
    found = _form(request, form_id, "submission.read")
    limit = min(max(limit, 1), MOST_ROWS)
    repeat, columns, repeats = queries.columns_of(found, repeat)
    rows = [
        {
            "submission_id": one.id,
            "instance_id": one.instance_id,
            "received_at": one.created_at,
            "version": one.form_version.name,
            "state": one.state,
            "missing_files": one.missing_files,
            "row": row.get("_row", "") if repeat else "",
            "parent": row.get("_parent", "") if repeat else "",
            "answers": {column.key: column.answer(one.form_version_id, row) for column in columns},
        }
        for one, row in queries.rows_of(
            request.user, found, repeat=repeat, cleaned=not raw, after=after, limit=limit
        )
    ]
    queries.note_reading(request.user, found, "form_answers.read", len(rows))
    mark = queries.next_page(request.user, found, after, limit)
    return {
        "columns": [
            {
                "key": column.key,
                "label": column.question.label,
                "type": column.question.bind.type,
                "versions": column.versions,
                "changes": [in_words(change) for change in column.changes],
            }
            for column in columns
        ],
        "rows": rows,
        "repeats": repeats,
        "next_after": str(mark or ""),
    }


def _sentence(problem: dict[str, Any]) -> str:
    values = {"message": "", "column": "", "type": "", **problem}
    return str(SENTENCES[problem["kind"]]).format(**values).strip()


def _corrections(request: HttpRequest, submission: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            **{name: getattr(line, name, "") for name in LINE.names},
            "state": row.state,
            "why_not": row.why_not,
        }
        for row, line in queries.cleaning_of(request.user, submission)
    ]


@router.get("/submissions/{uuid:submission_id}", response=SubmissionOut, summary="One submission")
def read_submission(request: HttpRequest, submission_id: UUID) -> Any:
    """Return a submission; that it was read is written down. 404 outside your offices."""
    access.require(request.user, "submission.read")
    found = queries.open_submission(request.user, submission_id)
    return {
        "id": found.id,
        "form_id": found.form_id,
        "instance_id": found.instance_id,
        "version": found.form_version.name,
        "received_at": found.created_at,
        "state": found.state,
        "sentence": found.sentence,
        "subject_kind": found.subject_kind,
        "subject_id": found.subject_id,
        "is_removed": found.is_removed,
        "supersedes": found.supersedes_id,
        "superseded_by": queries.corrected_by(found),
        "rival_of": found.rival_of_id,
        "problems": [_sentence(problem) for problem in found.problems],
        "raw": queries.answers_of(found, cleaned=False),
        "cleaned": queries.answers_of(found),
        "attachments": list(found.attachments.order_by("name").values_list("name", flat=True)),
        "missing_files": found.missing_files,
        "files_asked_at": found.files_asked_at,
        "corrections": _corrections(request, found),
    }


@router.get("/submissions/{uuid:submission_id}/xml", summary="The XML as it came")
def read_submission_xml(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Return what the phone sent, byte for byte."""
    access.require(request.user, "submission.read")
    found = queries.open_submission(request.user, submission_id)
    return HttpResponse(queries.raw_xml(request.user, found), content_type="application/xml")


@router.post(
    "/submissions/{uuid:submission_id}/resolve", response=SubmissionOut, summary="Accept it"
)
def resolve_submission(request: HttpRequest, submission_id: UUID) -> Any:
    """Accept a submission that was held or refused, and hand it on again."""
    access.require(request.user, "submission.resolve")
    actions.accept_submission(access.signed_in(request.user), submission_id)
    return read_submission(request, submission_id)


@router.post(
    "/submissions/{uuid:submission_id}/set-aside", response=SubmissionOut, summary="Set it aside"
)
def set_aside_submission(request: HttpRequest, submission_id: UUID) -> Any:
    """Leave the second of two corrections of the same submission out for good."""
    access.require(request.user, "submission.resolve")
    actions.set_aside_submission(access.signed_in(request.user), submission_id)
    return read_submission(request, submission_id)


@router.post(
    "/submissions/{uuid:submission_id}/ask-for-files",
    response=SubmissionOut,
    summary="Ask for missing files",
)
def ask_for_files(request: HttpRequest, submission_id: UUID) -> Any:
    """Ask who sent a submission, by e-mail, to send the files that are missing."""
    actions.ask_for_files(access.signed_in(request.user), submission_id)
    return read_submission(request, submission_id)


@router.get(
    "/submissions/{uuid:submission_id}/corrections",
    response=list[Correction],
    summary="What was corrected in a submission",
)
def list_corrections(request: HttpRequest, submission_id: UUID) -> Any:
    """Return the lines of the cleaning log about a submission, in order."""
    access.require(request.user, "submission.read")
    return _corrections(request, queries.open_submission(request.user, submission_id))


@router.post(
    "/submissions/{uuid:submission_id}/corrections",
    response={201: list[Correction]},
    summary="Correct an answer",
)
def correct_answer(request: HttpRequest, submission_id: UUID, correction: CorrectionIn) -> Any:
    """Correct one answer by hand; what was sent stays. Returns every line of the submission."""
    user = access.require(request.user, "submission.clean")
    actions.correct_answer(user, submission_id, **correction.dict())
    return Status(201, list_corrections(request, submission_id))


@router.post("/corrections/{uuid:line_id}/undo", response=list[Correction], summary="Take back")
def undo_correction(request: HttpRequest, line_id: UUID) -> Any:
    """Take a correction back: the answers are what they were without it."""
    user = access.require(request.user, "submission.clean")
    line = actions.undo_line(user, line_id)
    return list_corrections(request, line.submission_id) if line.submission_id else []


def _log(request: HttpRequest, log: Any) -> dict[str, Any]:
    not_applied = queries.lines_not_applied(request.user, log)
    return {
        "id": log.id,
        **{name: getattr(log, name) for name in LOG.names},
        "not_applied": [
            {"line": str(one.number), "instance": one.instance, "why_not": one.why_not}
            for one in not_applied
        ],
    }


@router.get(
    "/forms/{uuid:form_id}/cleaning", response=list[LogOut], summary="The cleaning logs of a form"
)
def list_cleaning_logs(request: HttpRequest, form_id: UUID) -> Any:
    """Return the cleaning logs of a form, with every line that could not be applied."""
    found = _form(request, form_id, "submission.read")
    return [_log(request, log) for log in queries.cleaning_logs_seen_by(request.user, found)]


@router.post(
    "/forms/{uuid:form_id}/cleaning", response={201: list[LogOut]}, summary="Load a cleaning log"
)
def load_cleaning_log(
    request: HttpRequest,
    form_id: UUID,
    file: File[UploadedFile],
    columns: Form[LogColumns],
) -> Any:
    """Apply a cleaning log (CSV or Excel); the same file again changes nothing."""
    found = _form(request, form_id, "submission.clean")
    content = file.read()
    named = {part: column for part, column in columns.dict().items() if column}
    lines = cleaning_file.read_safely(file.name or "log.csv", content, named)
    user = access.signed_in(request.user)
    digest = hashlib.sha256(content).hexdigest()
    actions.load_cleaning_log(user, found.id, file.name or "log.csv", digest, lines)
    return Status(201, list_cleaning_logs(request, form_id))
