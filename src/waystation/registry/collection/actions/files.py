"""Attachments of submissions: stored once, carried over to corrections, requested if missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.sealing import Keyring
from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries
from waystation.registry.collection.models import Attachment, Submission
from waystation.registry.collection.rules.files import stored_name

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

MOST_ATTACHMENTS = 500  # a phone sends them in several requests
ASKED_AGAIN_AFTER = timedelta(minutes=10)  # a double click is one request


@dataclass(frozen=True)
class ReceivedFile:
    """A file that came with a submission."""

    content: bytes
    content_type: str = "application/octet-stream"


def attach(submission: Submission, files: Mapping[str, ReceivedFile], ring: Keyring) -> int:
    """Store the attachments that are new; return how many. Raises Conflict, Refusal.

    A file carried over from the first submission is replaced by one that is sent.
    """
    if not files:
        return 0
    there = {one.name: one for one in submission.attachments.defer("sealed")}
    added = 0
    for given, received in files.items():
        name = stored_name(given)
        digest = ring.digest("attachment", received.content, 32).hex()
        known = there.get(name)
        if known is not None and known.digest == digest:
            continue
        if known is not None and not known.carried:
            raise Conflict(
                N_("Another file {name} was already received with this submission."),
                code="attachment_differs",
                name=name,
            )
        if known is not None:
            known.delete()
        elif len(there) >= MOST_ATTACHMENTS:
            raise Refusal(
                N_("A submission may carry at most {most} files."),
                code="too_many_files",
                most=MOST_ATTACHMENTS,
            )
        there[name], made = _keep(submission, name, received, digest, ring)
        added += made
    return added


def _keep(
    submission: Submission,
    name: str,
    received: ReceivedFile,
    digest: str,
    ring: Keyring,
    *,
    carried: bool = False,
) -> tuple[Attachment, bool]:
    key = new_key()
    return Attachment.objects.get_or_create(
        submission=submission,
        name=name,
        defaults={
            "id": key,
            "content_type": received.content_type[:100],
            "size": len(received.content),
            "digest": digest,
            "sealed": ring.seal(
                received.content, table="collection_attachment", column="sealed", row=str(key)
            ),
            "received_at": now(),
            "carried": carried,
        },
    )


def carry_on(submission: Submission, ring: Keyring) -> int:
    """Carry attachments that a corrected submission names over from the one that it corrects.

    A phone need not resend unchanged pictures. Return how many were carried over.
    """
    carried = 0
    for name in missing_from(submission):
        for first in _earlier(submission):
            found = first.attachments.filter(name=name).first()
            if found is not None:
                content = queries.open_attachment(found, ring)
                received = ReceivedFile(content, found.content_type)
                _keep(submission, name, received, found.digest, ring, carried=True)
                carried += 1
                break
    return carried


def _earlier(submission: Submission) -> Iterator[Submission]:
    first = submission.supersedes or submission.rival_of
    while first is not None:  # each is corrected once, so this ends
        yield first
        first = first.supersedes or first.rival_of


def missing_from(submission: Submission) -> list[str]:
    """Return the files that the answers name and that are not there."""
    there = set(submission.attachments.values_list("name", flat=True))
    return [name for name in submission.missing_files if name not in there]


def note_missing(submission: Submission, ring: Keyring) -> None:
    """Store which files are still missing, here and in what corrects this submission."""
    waiting = [submission]
    for one in waiting:
        carry_on(one, ring)
        missing = missing_from(one)
        if missing != one.missing_files:
            one.missing_files = missing
            one.touch()
            one.save(update_fields=["missing_files", "changed_at", "version"])
        later = Submission.objects.filter(Q(supersedes=one) | Q(rival_of=one)).order_by("id")
        waiting += [each for each in later if each not in waiting]


@transaction.atomic
def ask_for_files(user: User, submission_id: UUID) -> Submission:
    """Ask who sent a submission, by e-mail, to send the files that are missing.

    Raises NotSeen, NotAllowed; Refusal where none is missing.
    """
    rows = access.scoped(Submission.objects.select_for_update(), user, "submission.read")
    submission = rows.filter(id=submission_id).first()
    if submission is None:
        raise queries.not_seen(N_("submission"))
    me = access.require(user, "submission.resolve", submission.office_id)
    if not submission.missing_files:
        raise Refusal(N_("Every file of this submission has arrived."), code="no_file_missing")
    moment, before = now(), submission.files_asked_at
    if before is not None and moment - before < ASKED_AGAIN_AFTER:
        return submission
    submission.files_asked_at = moment
    submission.touch()
    submission.save(update_fields=["files_asked_at", "changed_at", "version"])
    letter = Delivery.begin(
        me,
        submission.office_id,
        kind="files",
        subject_kind="collection.Submission",
        subject_id=submission.id,
        batch_id=new_key(),
        recipient_kind="access.User",
        recipient_id=submission.created_by_id,
        sent_on=today_in(),
    )
    messaging.post(me, submission.office_id, [letter], page="collection:forms")
    audit.log(
        me,
        "submission.ask_files",
        "collection.Submission",
        submission.id,
        office_id=submission.office_id,
        files=len(submission.missing_files),
    )
    return submission
