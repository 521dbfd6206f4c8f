"""Which papers may be filed, and which are late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from waystation.foundation.documents import attachments, uploads
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

LARGEST_BYTES = 25 * 1024 * 1024


def plain_name(file_name: str) -> str:
    """Return a file's name without the folders that some browsers send with it."""
    return file_name.rpartition("/")[2].rpartition("\\")[2][:200]


def refusal_of_meeting(state: str) -> Refusal | None:
    """Refuse a paper for a cancelled meeting."""
    if state != "cancelled":
        return None
    return Refusal(
        N_("This meeting is cancelled. File the paper for another one."), code="cancelled"
    )


def refusal_of_file(file_name: str, content: bytes) -> Refusal | None:
    """Say why a file cannot be a paper of a meeting."""
    if not file_name and not content:
        return Refusal(N_("Choose a file."), field="file", code="file_missing")
    if not content:
        return Refusal(N_("This file is empty."), field="file", code="empty")
    if len(content) > LARGEST_BYTES:
        return Refusal(
            N_("This file is larger than {most} MB. Shorten it, or split it."),
            field="file",
            code="too_large",
            most=LARGEST_BYTES // 1024 // 1024,
        )
    kind = attachments.ending_of(file_name)
    if kind not in attachments.MEDIA:
        return Refusal(
            N_("Send one of these: {kinds}."),
            field="file",
            code="kind",
            kinds=", ".join(sorted(attachments.MEDIA)),
        )
    if not uploads.is_kind(content, kind):
        return Refusal(
            N_("This file is not what its name says. Save it again as {kind}."),
            field="file",
            code="not_what_it_says",
            kind=kind,
        )
    return None


def refusal_of_names(values: Mapping[str, Any]) -> Refusal | None:
    """Say why a paper cannot be filed (ToR 61: no data about people in Network papers)."""
    if not values["names_nobody"]:
        return Refusal(
            N_(
                "Papers of the Network must not contain data about identifiable people. "
                "Remove such data, then confirm."
            ),
            field="names_nobody",
            code="names_somebody",
        )
    return None


def check_paper(file_name: str, content: bytes) -> bytes:
    """Return a paper as it is filed. Raises Refusal (see ``attachments.check_attachment``)."""
    kind = attachments.ending_of(file_name)
    if (
        kind not in attachments.MEDIA
        or not uploads.is_kind(content, kind)
        or len(content) > LARGEST_BYTES
    ):
        return content  # refused in its own words by ``refusal_of_file``
    return attachments.check_attachment(file_name, content)


def is_late(distributed_on: date, due_on: date) -> bool:
    """Return whether a paper was sent after its due day. A late paper remains late."""
    return distributed_on > due_on
