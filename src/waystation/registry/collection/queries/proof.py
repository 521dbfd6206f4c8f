"""The submissions behind a figure, and who has read them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.audit import actions as audit
from waystation.registry.collection.models import CleaningLine, Form, Submission

from .submissions import submissions_visible_to


def provenance(
    user: AnyUser, form: Form, rows: QuerySet[Submission] | None = None
) -> dict[str, str]:
    """Return hashes of the submissions and corrections behind a figure.

    They are those of all submissions of the form, or of ``rows``, which the caller has filtered.
    Raises NotAllowed.
    """
    access.require(user, "submission.read", form.office_id)
    if rows is None:
        rows = submissions_visible_to(user, form)
    submissions = hashlib.sha256()
    for instance, digest in rows.order_by("instance_id").values_list("instance_id", "digest"):
        submissions.update(f"{instance} {digest}\n".encode())
    cleaning = hashlib.sha256()
    lines = CleaningLine.objects.filter(submission__in=rows, state="applied")
    for instance, log, number, question, kind in lines.order_by("log_id", "number").values_list(
        "instance", "log__digest", "number", "question", "kind"
    ):
        cleaning.update(f"{log} {number} {instance} {question} {kind}\n".encode())
    versions = rows.values_list("form_version__name", flat=True).distinct()
    return {
        "submissions": submissions.hexdigest(),
        "cleaning": cleaning.hexdigest(),
        "form_versions": ", ".join(sorted(set(versions))),
    }


def submission_count(user: AnyUser, key: str) -> int:
    """Return how many submissions of a form the user may see."""
    rows = access.scoped(Submission.objects.all(), user, "submission.read")
    return rows.filter(form__key=key, is_superseded=False).count()


def problems_visible_to(user: AnyUser, form: Form) -> Iterator[list[dict[str, Any]]]:
    """Yield the problems of each submission of a form, without answers."""
    rows = submissions_visible_to(user, form).order_by("id")
    yield from rows.values_list("problems", flat=True).iterator(chunk_size=2000)


@transaction.atomic
def note_reading(user: AnyUser, form: Form, verb: str, rows: int) -> None:
    """Log that answers of a form were read or exported. Raises NotAllowed."""
    reader = access.require(user, "submission.read", form.office_id)
    audit.log(reader, verb, "collection.Form", form.id, office_id=form.office_id, rows=rows)
