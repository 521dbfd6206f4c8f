"""Allowed file types of receipts and evidence."""

from __future__ import annotations

from waystation.foundation.documents import attachments
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

KINDS = ("pdf", *attachments.PICTURES)
MOST_FILES = 5  # for each criterion


def refusal_of_file(name: str, size: int) -> Refusal | None:
    """Refuse a file of another kind, an empty one and one that is too large."""
    if attachments.ending_of(name) not in KINDS or not size:
        return Refusal(N_("Choose a PDF, PNG or JPEG file."), field="file", code="file_kind")
    if size > attachments.MOST_BYTES:
        return Refusal(
            N_("The file has more than {most} MB. Scan it with a lower resolution."),
            field="file",
            code="file_size",
            most=attachments.MOST_BYTES // 1024 // 1024,
        )
    return None
