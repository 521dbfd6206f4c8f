"""Allowed file types of receipts and evidence."""

from __future__ import annotations

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

MEDIA = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}
MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 5  # for each criterion


def refusal_of_file(name: str, size: int) -> Refusal | None:
    """Refuse a file of another kind, an empty one and one that is too large."""
    if name.rpartition(".")[2].lower() not in MEDIA or not size:
        return Refusal(N_("Choose a PDF, PNG or JPEG file."), field="file", code="file_kind")
    if size > MOST_BYTES:
        return Refusal(
            N_("The file has more than {most} MB. Scan it with a lower resolution."),
            field="file",
            code="file_size",
            most=MOST_BYTES // 1024 // 1024,
        )
    return None
