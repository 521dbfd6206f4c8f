"""Turning submissions into records of other apps, at once or when an officer accepts them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries
from waystation.registry.collection.models import Form, Submission
from waystation.registry.collection.rules.handover import Handover
from waystation.registry.collection.transitions import SUBMISSION_WORKFLOW

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

logger = logging.getLogger(__name__)


def hand_over(user: User, submission: Submission, form: Form) -> bool:
    """Hand a submission to the app that handles this form; return whether there is one.

    A refusal is stored with its sentence. An internal error is stored too, so that nothing is lost
    and an officer can retry.
    """
    path = queries.handler_of(form)
    if not path:
        return False
    answers = queries.answers_of(submission)
    first = submission.supersedes
    while first is not None and first.subject_id is None:  # that one never became a record
        first = first.supersedes
    handover = Handover(
        key=submission.id,
        replaces=first.subject_id if first is not None else None,
        before=queries.answers_of(first, cleaned=False)["main"] if first is not None else {},
        office_id=submission.office_id,
        form=form.key,
        version=submission.form_version.name,
        received_at=submission.created_at,
        answers=answers["main"],
        repeats=answers["repeats"],
    )
    changes: dict[str, Any]
    try:
        with transaction.atomic():
            kind, key = import_string(path)(user, handover)
        changes = {"state": "handled", "subject_kind": kind, "subject_id": key, "sentence": ""}
    except Refusal as refusal:
        sentences = " ".join(dict.fromkeys(one.in_english() for one in refusal.all))
        changes = {"state": "refused", "sentence": sentences[:500]}
    except Exception:
        logger.exception("The handler %s failed on submission %s.", path, submission.id)
        sentence = N_("The record could not be made because of a fault here. Try again.")
        changes = {"state": "refused", "sentence": sentence}
    for name, value in changes.items():
        setattr(submission, name, value)
    submission.touch()
    submission.save(update_fields=[*changes, "changed_at", "version"])
    return True


@transaction.atomic
def accept_submission(user: User, submission_id: UUID) -> Submission:
    """Accept a submission that was held or refused, and hand it on (again).

    Raises NotSeen, NotAllowed; Refusal if there is nothing to resolve.
    """
    visible = access.scoped(Submission.objects.all(), user, "submission.read")
    submission: Submission = SUBMISSION_WORKFLOW.perform(user, visible, submission_id, "accept")
    if submission.rival_of is not None:
        _let_count(user, submission)
    if hand_over(user, submission, submission.form):
        audit.log(
            user,
            "submission.hand_over",
            "collection.Submission",
            submission.id,
            office_id=submission.office_id,
            to=submission.state,
        )
    return submission


def _let_count(user: User, submission: Submission) -> None:
    """Count the second of two corrections in place of the first, which remains as received."""
    last = submission.rival_of
    while last is not None and (later := Submission.objects.filter(supersedes=last).first()):
        last = later
    if last is None:
        return
    last.is_superseded = True
    last.touch()
    last.save(update_fields=["is_superseded", "changed_at", "version"])
    submission.supersedes, submission.rival_of, submission.is_removed = last, None, False
    submission.touch()
    submission.save()
    audit.log(
        user,
        "submission.superseded",
        "collection.Submission",
        last.id,
        office_id=last.office_id,
        by=str(submission.id),
    )


def set_aside_submission(user: User, submission_id: UUID) -> Submission:
    """Leave the second of two corrections out for good. Raises NotSeen, NotAllowed, Refusal."""
    visible = access.scoped(Submission.objects.all(), user, "submission.read")
    found: Submission = SUBMISSION_WORKFLOW.perform(user, visible, submission_id, "set_aside")
    return found
