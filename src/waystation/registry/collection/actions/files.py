"""The files that come with a submission, each kept once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.sealing import Keyring
from waystation.foundation.shared.words import N_
from waystation.registry.collection.models import Attachment, Submission

MOST_ATTACHMENTS = 60


@dataclass(frozen=True)
class ReceivedFile:
    """A file that came with a submission."""

    content: bytes
    content_type: str = "application/octet-stream"


def attach(submission: Submission, files: Mapping[str, ReceivedFile], ring: Keyring) -> int:
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
