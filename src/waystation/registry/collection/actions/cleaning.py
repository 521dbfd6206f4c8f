"""Applying and undoing corrections, and reporting failed ones; raw data never change."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.sealing import Keyring
from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries
from waystation.registry.collection.fields import CORRECTION_KINDS
from waystation.registry.collection.models import CleaningLine, CleaningLog, Form, Submission
from waystation.registry.collection.rules.cleaning import (
    Line,
    after,
    answer_in,
    apply_in,
    refusal_in,
    same_value,
)

if TYPE_CHECKING:
    from waystation.foundation.access.models import User


def load_cleaning_log(
    user: User, form_id: UUID, name: str, digest: str, lines: Iterable[Line]
) -> CleaningLog:
    """Apply a cleaning log to the submissions of a form, idempotently.

    A line that cannot be applied is stored with the reason. Raises NotSeen, NotAllowed.
    """
    with transaction.atomic():
        form = queries.form_visible_to(user, form_id)
        user = access.require(user, "submission.clean", form.office_id)
        there = CleaningLog.objects.filter(form=form, digest=digest).first()
        if there is not None:
            return there
        log = new_log(user, form, name, digest)
        by_instance: dict[str, list[Line]] = {}
        order = list(lines)
        for line in order:
            by_instance.setdefault(line.instance.removeprefix("uuid:"), []).append(line)
        found = {
            submission.instance_id.removeprefix("uuid:"): submission
            for submission in queries.submissions_visible_to(user, form)
            .filter(instance_id__in=with_and_without_prefix(by_instance))
            .select_related("form_version")
        }
        ring = access.keyring(form.organisation_id)
        rows: list[CleaningLine] = []
        for instance, group in by_instance.items():
            rows += apply_to(found.get(instance), group, log, ring, user)
        CleaningLine.objects.bulk_create(rows, batch_size=200)
        audit.log(
            user, "cleaning.load", "collection.CleaningLog", log.id,
            office_id=form.office_id,
            lines=len(rows),
            applied=sum(row.state == "applied" for row in rows),
        )  # fmt: skip
    return log


def with_and_without_prefix(instances: Iterable[str]) -> list[str]:
    return [name for one in instances for name in (one, f"uuid:{one}")]


def new_log(user: User, form: Form, name: str, digest: str) -> CleaningLog:
    log = CleaningLog.begin(user, form.office_id, form=form, name=name[:150], digest=digest)
    log.save(force_insert=True)
    return log


def apply_to(
    submission: Submission | None,
    lines: list[Line],
    log: CleaningLog,
    ring: Keyring,
    user: User,
) -> list[CleaningLine]:
    """Apply the lines of one submission in their order and return them as rows."""
    rows = []
    stamp = now()
    if submission is None:
        sentence = N_("There is no submission with this id in the form.")
        return [as_row(line, log, None, ring, "not_applied", sentence, None) for line in lines]
    definition = queries.definition_of(submission.form_version)
    tables = queries.answers_of(submission, ring=ring)
    removed = submission.is_removed
    for line in lines:
        refusal = refusal_in(line, tables, definition)
        if line.kind == "note":
            rows.append(as_row(line, log, submission, ring, "noted", "", None))
        elif refusal is not None:
            reason = refusal.in_english()
            rows.append(as_row(line, log, submission, ring, "not_applied", reason, None))
        else:
            tables = apply_in(line, tables, definition)
            removed |= line.kind == "remove"
            rows.append(as_row(line, log, submission, ring, "applied", "", stamp))
    if any(row.state == "applied" for row in rows):
        store(submission, tables, removed, ring)
    return rows


def as_row(
    line: Line,
    log: CleaningLog,
    submission: Submission | None,
    ring: Keyring,
    state: str,
    why_not: str,
    applied_at: Any,
) -> CleaningLine:
    key = new_key()
    values = json.dumps({"old": line.old, "new": line.new, "reason": line.reason}).encode()
    return CleaningLine(
        id=key,
        log=log,
        submission=submission,
        number=line.number,
        instance=line.instance[:150],
        question=line.question,
        kind=line.kind,
        sealed=ring.seal(values, table="collection_cleaningline", column="sealed", row=str(key)),
        who=line.who[:100],
        state=state,
        why_not=why_not[:300],
        applied_at=applied_at,
    )


def store(submission: Submission, tables: dict[str, Any], removed: bool, ring: Keyring) -> None:
    submission.cleaned = ring.seal(
        queries.pack(tables),
        table="collection_submission",
        column="cleaned",
        row=str(submission.id),
    )
    submission.is_removed = removed or submission.rival_of_id is not None
    submission.touch()
    submission.save(update_fields=["cleaned", "is_removed", "changed_at", "version"])


def correct_answer(
    user: User,
    submission_id: UUID,
    *,
    question: str = "",
    kind: str = "change",
    new: str = "",
    reason: str = "",
    old: str | None = None,
) -> CleaningLine:
    """Correct one answer by hand, or remove the whole submission from the figures.

    ``old`` is the answer the corrector saw; another one by now is a Conflict. Raises NotSeen,
    NotAllowed, and Refusal for a new value that the form would not take.
    """
    with transaction.atomic():
        submission = lock_submission(user, submission_id)
        if not reason.strip():
            raise Refusal(
                N_("Say why the answer is corrected: the log is read by others."),
                field="reason",
                code="reason_missing",
            )
        if kind not in dict(CORRECTION_KINDS):
            raise Refusal(
                N_("Choose what to do with the answer."), field="kind", code="kind_unknown"
            )
        definition = queries.definition_of(submission.form_version)
        tables = queries.answers_of(submission)
        current = answer_in(tables, question, definition)
        if old is not None and kind != "remove" and not same_value(old, current):
            raise Conflict(
                N_("Someone else has since corrected this answer to “{answer}”."),
                fields={question: (current, new)},
                code="edited_meanwhile",
                answer=current or "–",
            )
        line = Line(
            number=1,
            instance=submission.instance_id,
            question=question,
            kind=kind,  # type: ignore[arg-type]
            old=current if old is None else old,
            new=new,
            reason=reason.strip()[:1000],
            who=user.full_name,
        )
        refusal = refusal_in(line, tables, definition)
        if refusal is not None:
            refusal.field = "new"
            raise refusal
        ring = access.keyring(submission.organisation_id)
        log = new_log(user, submission.form, N_("By hand"), "")
        row = as_row(line, log, submission, ring, "applied", "", now())
        row.save(force_insert=True)
        fresh = apply_in(line, tables, definition)
        store(submission, fresh, submission.is_removed or kind == "remove", ring)
        audit.log(
            user, "submission.clean", "collection.Submission", submission.id,
            office_id=submission.office_id, fields=[question] if question else [],
        )  # fmt: skip
    return row


def lock_submission(user: User, submission_id: UUID) -> Submission:
    rows = access.scoped(Submission.objects.select_for_update(), user, "submission.read")
    submission = rows.filter(id=submission_id).first()
    if submission is None:
        raise queries.not_seen(N_("submission"))
    access.require(user, "submission.clean", submission.office_id)
    if submission.is_superseded:
        raise Refusal(
            N_("The phone has sent a corrected version of this. Correct that one."),
            field="new",
            code="superseded",
        )
    return submission


def undo_line(user: User, line_id: UUID) -> CleaningLine:
    """Undo a correction: the answers are as they would be without it.

    Raises NotSeen, NotAllowed; Refusal if a later correction depends on it.
    """
    with transaction.atomic():
        line = CleaningLine.objects.filter(id=line_id, submission__isnull=False).first()
        if line is None or line.submission_id is None:
            raise queries.not_seen(N_("correction"))
        submission = lock_submission(user, line.submission_id)
        if line.state == "undone":
            return line
        if line.state != "applied":
            raise Refusal(N_("This line was not applied, so there is nothing to undo."))
        others = [
            queries.opened_line(one, submission.organisation_id)
            for one in submission.cleaning.filter(state="applied")
            .exclude(id=line.id)
            .order_by("log_id", "number")
        ]
        raw = queries.answers_of(submission, cleaned=False)
        definition = queries.definition_of(submission.form_version)
        try:
            fresh, removed = after(raw, others, definition)
        except Refusal:
            raise Refusal(
                N_("A later correction builds on this one. Undo that one first."),
                code="later_correction",
            ) from None
        stamp = now()
        line.state, line.undone_at, line.undone_by = "undone", stamp, user
        line.save(update_fields=["state", "undone_at", "undone_by"])
        ring = access.keyring(submission.organisation_id)
        store(submission, fresh, removed, ring)
        audit.log(
            user, "cleaning.undo", "collection.Submission", submission.id,
            office_id=submission.office_id, fields=[line.question],
        )  # fmt: skip
    return line
