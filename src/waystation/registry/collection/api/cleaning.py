"""Manual corrections and cleaning logs over HTTP."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import FieldsIn, FieldsOut
from waystation.registry.collection import actions, queries
from waystation.registry.collection.fields import CORRECTION, LOG, LOG_COLUMNS
from waystation.registry.collection.rules import cleaning_file

from .forms import form_of
from .submissions import Correction, corrections_of

router = Router()


class CorrectionIn(FieldsIn, table=CORRECTION):
    """A correction by hand. `old`, where given, is the answer that the corrector saw."""

    kind: str = "change"
    old: str | None = None


class LogColumns(FieldsIn, table=LOG_COLUMNS):
    """The column names of a log, if they differ from the default ones."""


class LogOut(FieldsOut, table=LOG):
    """A cleaning log and what became of its lines."""

    id: UUID
    not_applied: list[dict[str, str]]


@router.get(
    "/submissions/{uuid:submission_id}/corrections",
    response=list[Correction],
    summary="What was corrected in a submission",
)
def list_corrections(request: HttpRequest, submission_id: UUID) -> Any:
    """Return the lines of the cleaning log about a submission, in order."""
    access.require(request.user, "submission.read")
    return corrections_of(request, queries.open_submission(request.user, submission_id))


@router.post(
    "/submissions/{uuid:submission_id}/corrections",
    response={201: list[Correction]},
    summary="Correct an answer",
)
def correct_answer(request: HttpRequest, submission_id: UUID, correction: CorrectionIn) -> Any:
    """Correct one answer; the raw data remain. Returns all corrections of the submission."""
    user = access.require(request.user, "submission.clean")
    actions.correct_answer(user, submission_id, **correction.dict())
    return Status(201, list_corrections(request, submission_id))


@router.post("/corrections/{uuid:line_id}/undo", response=list[Correction], summary="Take back")
def undo_correction(request: HttpRequest, line_id: UUID) -> Any:
    """Undo a correction: the answers are as they would be without it."""
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
    found = form_of(request, form_id, "submission.read")
    logs = queries.cleaning_logs_visible_to(request.user, found)
    return [_log(request, log) for log in logs.order_by("-id")]


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
    found = form_of(request, form_id, "submission.clean")
    content = file.read()
    named = {part: column for part, column in columns.dict().items() if column}
    lines = cleaning_file.read_safely(file.name or "log.csv", content, named)
    user = access.signed_in(request.user)
    digest = hashlib.sha256(content).hexdigest()
    actions.load_cleaning_log(user, found.id, file.name or "log.csv", digest, lines)
    return Status(201, list_cleaning_logs(request, form_id))
