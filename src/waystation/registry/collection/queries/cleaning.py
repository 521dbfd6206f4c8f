"""Corrections: the loaded logs, their lines, and those that could not be applied."""

from __future__ import annotations

import json
from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.words import N_
from waystation.registry.collection.fields import CORRECTION_STATES
from waystation.registry.collection.models import CleaningLine, CleaningLog, Form, Submission
from waystation.registry.collection.rules.cleaning import Line

from .forms import not_seen
from .proof import note_reading


def opened_line(line: CleaningLine, organisation_id: UUID) -> Line:
    """Return a line of the cleaning log with its sealed values."""
    ring = access.keyring(organisation_id)
    values = json.loads(
        ring.open(
            bytes(line.sealed), table="collection_cleaningline", column="sealed", row=str(line.id)
        )
    )
    return Line(
        number=line.number,
        instance=line.instance,
        question=line.question,
        kind=line.kind,  # type: ignore[arg-type]
        old=values["old"],
        new=values["new"],
        reason=values["reason"],
        who=line.who,
    )


def cleaning_of(user: AnyUser, submission: Submission) -> list[tuple[CleaningLine, Line]]:
    """Return the lines of the cleaning log about a submission, in order."""
    access.require(user, "submission.read", submission.office_id)
    lines = submission.cleaning.select_related("log").order_by("log_id", "number")
    return [(line, opened_line(line, submission.organisation_id)) for line in lines]


def cleaning_logs_visible_to(user: AnyUser, form: Form) -> QuerySet[CleaningLog]:
    """Return the cleaning logs of a form with what became of their lines."""
    rows = access.scoped(CleaningLog.objects.filter(form=form), user, "submission.read")
    counts = {
        f"{code}_count": Count("lines", filter=Q(lines__state=code))
        for code, _word in CORRECTION_STATES
    }
    return rows.annotate(line_count=Count("lines"), **counts)


def cleaning_log_visible_to(user: AnyUser, log_id: UUID) -> CleaningLog:
    """Return one cleaning log. Raises NotSeen."""
    rows = access.scoped(CleaningLog.objects.select_related("form"), user, "submission.read")
    found = rows.filter(id=log_id).first()
    if found is None:
        raise not_seen(N_("cleaning log"))
    return found


def lines_of(user: AnyUser, log: CleaningLog) -> QuerySet[CleaningLine]:
    """Return all lines of a log, whatever became of them, in order."""
    access.require(user, "submission.read", log.office_id)
    return log.lines.order_by("number")


def open_lines(
    user: AnyUser, log: CleaningLog, keys: Collection[UUID]
) -> dict[UUID, tuple[CleaningLine, Line]]:
    """Return lines of a log with their decrypted values, by key, and log that they were read."""
    rows = lines_of(user, log).filter(id__in=keys)
    found = rows.select_related("submission__form_version", "undone_by")
    if found:
        note_reading(user, log.form, "form_answers.read", len(found))
    return {line.id: (line, opened_line(line, log.organisation_id)) for line in found}


def lines_not_applied(user: AnyUser, log: CleaningLog) -> QuerySet[CleaningLine]:
    """Return the lines of a log that could not be applied, each with its reason, in order."""
    access.require(user, "submission.read", log.office_id)
    return log.lines.filter(state="not_applied").order_by("number")
