"""Submissions are kept as they came, checked, and handed on."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from waystation.analysis.xforms.answers import (
    Problem,
    Tables,
    problems_of,
    read_submission,
    tables_of,
)
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal, Refusals
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.sealing import Keyring
from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries
from waystation.registry.collection.models import (
    AppUser,
    Attachment,
    Form,
    FormVersion,
    RawXml,
    Submission,
)
from waystation.registry.collection.rules.handing import Handed

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

logger = logging.getLogger(__name__)
MOST_ATTACHMENTS = 60


@dataclass(frozen=True)
class Came:
    """A file that came with a submission."""

    content: bytes
    content_type: str = "application/octet-stream"


def receive_submission(
    user: User,
    content: bytes,
    files: Mapping[str, Came] | None = None,
    app_user: AppUser | None = None,
) -> tuple[Submission, bool]:
    """Keep a submission once, with its files; return it and whether it is new.

    The same instance id with the same bytes is the same submission: new files are added to
    it. What breaks the form's rules is kept and marked. One that names another as its
    deprecatedID corrects that one: the first stays as it came, the new one counts. Raises
    Refusal if it cannot be read, NotSeen for an unknown form, version or first submission,
    Conflict for other bytes under a known id, or where the first was corrected already.
    """
    reading = read_submission(content)
    form, version = form_of(user, reading.form_id, reading.version, app_user)
    user = access.require(user, "submission.send", form.office_id)
    ring = access.keyring(form.organisation_id)
    digest = ring.digest("submission", content, 32).hex()
    there = find(form, reading.instance_id, digest)
    made = False
    if there is None:
        if not form.is_open:
            raise Refusal(
                N_("The form “{title}” is closed. Keep the answers and ask the office."),
                code="form_closed",
                title=form.title,
            )
        # Before the transaction: a costly rule must not keep anybody else from writing.
        definition = queries.definition_of(version)
        tables = tables_of(definition, reading.root)
        problems = problems_of(definition, reading.root)
    with transaction.atomic():
        if there is None:
            first = corrected(user, form, reading.deprecated_id) if reading.deprecated_id else None
            try:
                with transaction.atomic():
                    there = keep(
                        user, form, version, app_user, reading.instance_id, digest, content,
                        tables, problems, ring, first,
                    )  # fmt: skip
                    made = True
            except IntegrityError:  # another request brought it in this very moment
                there = find(form, reading.instance_id, digest)
                if there is None:
                    raise
        added = attach(there, files or {}, ring)
        if made and there.state == "kept":
            hand_over(user, there, form)
        if made or added:
            audit.log(
                user,
                "submission.receive" if made else "submission.attach",
                "collection.Submission",
                there.id,
                office_id=form.office_id,
                files=added,
            )
    return there, made


def form_of(
    user: User, key: str, version_name: str, app_user: AppUser | None
) -> tuple[Form, FormVersion]:
    rows = access.scoped(Form.objects.all(), user, "form.read").filter(key=key)
    if app_user is not None:
        rows = rows.filter(office_id=app_user.office_id)
    form = rows.first()
    if form is None:
        raise NotSeen(
            N_("This office has no form “{key}”. Get the list of forms again on the phone."),
            code="form_unknown",
            key=key,
        )
    published = form.versions.filter(state="published").defer("xml", "workbook")
    version = published.filter(name=version_name).first()
    if version is None:
        raise NotSeen(
            N_(
                "Version “{name}” of the form “{key}” was never published here. Download the "
                "form again; the answers stay on the phone."
            ),
            code="form_version_unknown",
            name=version_name,
            key=key,
        )
    return form, version


def corrected(user: User, form: Form, instance_id: str) -> Submission:
    """Return the submission that the phone corrects, held until it is marked.

    Raises NotSeen if it is not here, Conflict if another corrected it, NotAllowed for a phone
    that sends in somebody else's name.
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
    if first.is_superseded:
        raise Conflict(
            N_("This submission was corrected already. Ask the office to correct it here."),
            code="corrected_already",
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


def keep(
    user: User,
    form: Form,
    version: FormVersion,
    app_user: AppUser | None,
    instance_id: str,
    digest: str,
    content: bytes,
    tables: Tables,
    problems: list[Problem],
    ring: Keyring,
    first: Submission | None = None,
) -> Submission:
    key, stamp = new_key(), now()
    if first is not None:
        first.is_superseded, first.changed_at = True, stamp
        first.version += 1
        first.save(update_fields=["is_superseded", "changed_at", "version"])
        audit.log(
            user, "submission.superseded", "collection.Submission", first.id,
            office_id=form.office_id, by=str(key),
        )  # fmt: skip
    row = str(key)
    submission = Submission.objects.create(
        id=key,
        organisation_id=form.organisation_id,
        office_id=form.office_id,
        form=form,
        form_version=version,
        app_user=app_user,
        instance_id=instance_id,
        digest=digest,
        sealed=ring.seal(
            queries.pack(tables.as_json()), table="collection_submission", column="sealed", row=row
        ),
        problems=[problem.as_json() for problem in problems],
        state="held" if problems else "kept",
        supersedes=first,
        created_at=stamp,
        created_by=user,
        changed_at=stamp,
    )
    RawXml.objects.create(
        submission=submission,
        sealed=ring.seal(
            zlib.compress(content, 6), table="collection_rawxml", column="sealed", row=row
        ),
    )
    return submission


def attach(submission: Submission, files: Mapping[str, Came], ring: Keyring) -> int:
    """Keep the files that are not there yet; return how many. Raises Conflict, Refusal."""
    if not files:
        return 0
    there = dict(submission.attachments.values_list("name", "digest"))
    added = 0
    for given, came in files.items():
        name = PurePath(given.replace("\\", "/")).name[:150]
        digest = ring.digest("attachment", came.content, 32).hex()
        if name in there:
            if there[name] != digest:
                raise Conflict(
                    N_("Another file {name} was already received with this submission."),
                    code="attachment_differs",
                    name=name,
                )
            continue
        if len(there) >= MOST_ATTACHMENTS:
            raise Refusal(
                N_("A submission may carry at most {most} files."),
                code="too_many_files",
                most=MOST_ATTACHMENTS,
            )
        key = new_key()
        _, made = Attachment.objects.get_or_create(
            submission=submission,
            name=name,
            defaults={
                "id": key,
                "content_type": came.content_type[:100],
                "size": len(came.content),
                "digest": digest,
                "sealed": ring.seal(
                    came.content, table="collection_attachment", column="sealed", row=str(key)
                ),
                "received_at": now(),
            },
        )
        there[name] = digest
        added += made
    return added


def hand_over(user: User, submission: Submission, form: Form) -> None:
    """Give a submission to the room that makes a record of it, if one asked for this form.

    A refusal is kept with its sentence. A failure of ours is kept too: nothing is lost, and
    an officer can try again.
    """
    path = queries.handler_of(form)
    if not path:
        return
    answers = queries.answers_of(submission)
    first = submission.supersedes
    while first is not None and first.subject_id is None:  # that one never became a record
        first = first.supersedes
    handed = Handed(
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
            kind, key = import_string(path)(user, handed)
        changes = {"state": "handled", "subject_kind": kind, "subject_id": key, "sentence": ""}
    except Refusal as refusal:
        every = refusal.all if isinstance(refusal, Refusals) else [refusal]
        sentences = " ".join(dict.fromkeys(one.in_english() for one in every))
        changes = {"state": "refused", "sentence": sentences[:500]}
    except Exception:
        logger.exception("The handler %s failed on submission %s.", path, submission.id)
        sentence = N_("The record could not be made because of a fault here. Try again.")
        changes = {"state": "refused", "sentence": sentence}
    for name, value in changes.items():
        setattr(submission, name, value)
    submission.changed_at = now()
    submission.version += 1
    submission.save(update_fields=[*changes, "changed_at", "version"])


def resolve_submission(user: User, submission_id: UUID) -> Submission:
    """Accept a submission that was held or refused, and hand it on (again).

    Raises NotSeen, NotAllowed; Refusal if there is nothing to resolve.
    """
    with transaction.atomic():
        rows = access.scoped(Submission.objects.select_for_update(), user, "submission.read")
        submission = rows.filter(id=submission_id).first()
        if submission is None:
            raise queries.not_seen(N_("submission"))
        user = access.require(user, "submission.resolve", submission.office_id)
        if submission.is_superseded or submission.state not in {"held", "refused"}:
            raise Refusal(N_("There is nothing to resolve here."), code="nothing_to_resolve")
        submission.state, submission.sentence = "kept", ""
        submission.changed_at = now()
        submission.version += 1
        submission.save(update_fields=["state", "sentence", "changed_at", "version"])
        hand_over(user, submission, submission.form)
        audit.log(
            user, "submission.resolve", "collection.Submission", submission.id,
            office_id=submission.office_id,
        )  # fmt: skip
    return submission
