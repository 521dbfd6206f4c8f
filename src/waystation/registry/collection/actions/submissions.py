"""Storing submissions as received, validating them against their form, and handing them over."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from waystation.analysis.xforms.answers import Problem, Tables, check, read_submission
from waystation.analysis.xforms.digits import with_ascii_digits
from waystation.analysis.xforms.submission import refuse_without_id
from waystation.foundation.access import queries as access
from waystation.foundation.access.records import save_all
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.sealing import Keyring
from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries
from waystation.registry.collection.models import AppUser, Form, FormVersion, RawXml, Submission
from waystation.registry.collection.rules.files import files_in

from .files import ReceivedFile, attach, note_missing
from .handover import hand_over

if TYPE_CHECKING:
    from waystation.foundation.access.models import User


CORRECTED_TWICE = N_(
    "Another phone corrected the same submission first. Compare both: accept this one if it is "
    "right, or set it aside."
)


def receive_submission(
    user: User,
    content: bytes,
    files: Mapping[str, ReceivedFile] | None = None,
    app_user: AppUser | None = None,
) -> tuple[Submission, bool]:
    """Store a submission once, with its files; return it and whether it is new.

    The same instance id with the same bytes is the same submission: new files are added to it. An
    invalid submission is stored and marked. One with another's id as its deprecatedID corrects that
    one: the first remains unchanged, and the new one counts. A second correction of the same
    submission is stored, held and not counted until the office decides. Raises Refusal if it cannot
    be parsed, NotSeen for an unknown form, version or first submission, Conflict for other bytes
    under a known id.
    """
    reading = read_submission(content)
    form, version, definition = queries.form_to_fill(
        user, reading.form_id, reading.version, app_user
    )
    user = access.require(user, "submission.send", form.office_id)
    ring = access.keyring(form.organisation_id)
    digest = ring.digest("submission", content, 32).hex()
    refuse_without_id(definition, reading)
    reading.instance_id = reading.instance_id or f"digest:{digest}"  # the same bytes are the same
    files = files or {}
    there = None
    if reading.deprecated_id or not form.is_open:  # else the unique instance id tells
        there = find(form, reading.instance_id, digest)
    if there is None and form.is_open:
        # Before the transaction: a costly rule must not keep anybody else from writing, and on
        # SQLite everybody waits for whoever writes.
        root = with_ascii_digits(definition, reading.root)
        tables, problems = check(definition, root, in_place=True)
        made, raw = prepare(
            user, form, version, app_user, reading.instance_id, digest, content, tables, problems,
            files_in(definition, tables), ring,
        )  # fmt: skip
        try:
            with transaction.atomic():
                first = None
                if reading.deprecated_id:
                    first = corrected_submission(user, form, reading.deprecated_id)
                    correct(user, first, made)
                save_all(made, raw)
                added = attach(made, files, ring)
                if added or first is not None:
                    note_missing(made, ring)
                if made.state == "kept":
                    hand_over(user, made, form)
                _log(user, "submission.receive", made, added)
                return made, True
        except IntegrityError:  # already stored, unless something else is wrong
            if find(form, reading.instance_id, digest) is None:
                raise
    with transaction.atomic():
        there = find(form, reading.instance_id, digest)
        if there is None:
            raise Refusal(
                N_("The form “{title}” is closed. Do not delete the answers; ask the office."),
                code="form_closed",
                title=form.title,
            )
        added = attach(there, files, ring)
        if added:
            note_missing(there, ring)
            _log(user, "submission.attach", there, added)
    return there, False


def _log(user: User, verb: str, submission: Submission, files: int) -> None:
    audit.log(
        user,
        verb,
        "collection.Submission",
        submission.id,
        office_id=submission.office_id,
        files=files,
    )


def corrected_submission(user: User, form: Form, instance_id: str) -> Submission:
    """Return the submission that the phone corrects, locked until it is marked.

    Raises NotSeen if it does not exist, NotAllowed for a phone of another person.
    """
    first = (
        Submission.objects.select_for_update()
        .filter(organisation_id=form.organisation_id, form=form, instance_id=instance_id)
        .first()
    )
    if first is None:
        raise NotSeen(
            N_("The submission that this one corrects has not arrived. Send that one first."),
            code="deprecated_unknown",
        )
    if first.created_by_id != user.id:
        raise NotAllowed(
            N_("Only who sent a form may correct it on the phone. Ask the office to correct it."),
            code="not_the_sender",
        )
    return first


def find(form: Form, instance_id: str, digest: str) -> Submission | None:
    """Return the submission of this id if its bytes are the same. Raises Conflict if not."""
    there = Submission.objects.filter(
        organisation_id=form.organisation_id, instance_id=instance_id
    ).first()
    if there is not None and (there.digest != digest or there.form_id != form.id):
        raise Conflict(
            N_("A different submission was already received under this instance id."),
            code="instance_differs",
        )
    return there


def prepare(
    user: User,
    form: Form,
    version: FormVersion,
    app_user: AppUser | None,
    instance_id: str,
    digest: str,
    content: bytes,
    tables: Tables,
    problems: list[Problem],
    named: set[str],
    ring: Keyring,
) -> tuple[Submission, RawXml]:
    """Return a new submission and its XML, sealed and not saved yet."""
    key = new_key()
    row = str(key)
    submission = Submission.begin(
        user,
        form.office_id,
        key,
        form=form,
        form_version=version,
        app_user=app_user,
        instance_id=instance_id,
        digest=digest,
        sealed=ring.seal(
            queries.pack(tables.as_json()), table="collection_submission", column="sealed", row=row
        ),
        problems=[problem.as_json() for problem in problems],
        missing_files=sorted(named),
        state="held" if problems else "kept",
    )
    raw = RawXml(
        submission=submission,
        sealed=ring.seal(
            zlib.compress(content, queries.COMPRESSION),
            table="collection_rawxml",
            column="sealed",
            row=row,
        ),
    )
    return submission, raw


def correct(user: User, first: Submission, made: Submission) -> None:
    """Let a new submission, not saved yet, correct the first.

    Of two corrections the first counts until the office decides; the second is stored as well, and
    so is what the second phone corrects in it later.
    """
    is_late = first.is_superseded
    rival = first if is_late else first.rival_of
    while rival is not None and rival.rival_of is not None:
        rival = rival.rival_of
    if not is_late:
        first.is_superseded = True
        first.touch()
        first.save(update_fields=["is_superseded", "changed_at", "version"])
        audit.log(
            user, "submission.superseded", "collection.Submission", first.id,
            office_id=made.office_id, by=str(made.id),
        )  # fmt: skip
        made.supersedes = first
    if rival is not None:
        made.state, made.sentence, made.is_removed = "held", CORRECTED_TWICE, True
        made.rival_of = rival
