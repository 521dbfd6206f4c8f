"""The table of answers, and single submissions, over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
from waystation.foundation.pages.api import FieldsOut
from waystation.registry.collection import actions, queries
from waystation.registry.collection.fields import LINE
from waystation.registry.collection.rules.columns import AnswerCells
from waystation.registry.collection.sentences import (
    columns_for_reader,
    definition_for_reader,
    sentence_of,
)

from .forms import form_of

router = Router()


MOST_ROWS = 500


class Column(Schema):
    """A question of the table, with the published versions that ask it and their changes."""

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
    """One line of the cleaning log: old value, new value, reason, user."""

    id: UUID


class SubmissionOut(Schema):
    """One submission: raw and cleaned answers, problems and corrections."""

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
    supersedes: UUID | None  # the first submission, if the phone corrected it
    superseded_by: UUID | None
    rival_of: UUID | None  # the submission that it also corrects, if another correction came first
    problems: list[str]
    raw: dict[str, Any]
    cleaned: dict[str, Any]
    attachments: list[str]
    missing_files: list[str]
    files_asked_at: datetime | None
    corrections: list[Correction]


@router.get("/forms/{uuid:form_id}/answers", response=TableOut, summary="Answers as a table")
def list_answers(
    request: HttpRequest,
    form_id: UUID,
    repeat: str = "",
    raw: bool = False,
    labels: bool = False,
    after: UUID | None = None,
    limit: int = 50,
) -> Any:
    """Return a page of answers, the newest first: cleaned, or with `raw` as they came.

    With `labels`, choices are their labels. These and the labels of columns are in the language
    that is asked for where the form has it.
    """
    found = form_of(request, form_id, "submission.read")
    limit = min(max(limit, 1), MOST_ROWS)
    repeat, columns, repeats = columns_for_reader(found, repeat)
    names, keys = queries.version_names(found), [one.key for one in columns]
    answers = AnswerCells(columns, in_words=labels)
    rows = [
        {
            "submission_id": one.id,
            "instance_id": one.instance_id,
            "received_at": one.created_at,
            "version": names[one.form_version_id],
            "state": one.state,
            "missing_files": one.missing_files,
            "row": row.get("_row", "") if repeat else "",
            "parent": row.get("_parent", "") if repeat else "",
            "answers": dict(zip(keys, answers.cells(one.form_version_id, row), strict=True)),
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


def corrections_of(request: HttpRequest, submission: Any) -> list[dict[str, Any]]:
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
    """Return a submission; the reading is logged. 404 outside your offices."""
    access.require(request.user, "submission.read")
    found = queries.open_submission(request.user, submission_id)
    definition = definition_for_reader(found.form_version)
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
        "problems": [sentence_of(problem, definition) for problem in found.problems],
        "raw": queries.answers_of(found, cleaned=False),
        "cleaned": queries.answers_of(found),
        "attachments": list(found.attachments.order_by("name").values_list("name", flat=True)),
        "missing_files": found.missing_files,
        "files_asked_at": found.files_asked_at,
        "corrections": corrections_of(request, found),
    }


@router.get("/submissions/{uuid:submission_id}/xml", summary="The XML as it came")
def read_submission_xml(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Return the raw XML of the submission, byte for byte."""
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
