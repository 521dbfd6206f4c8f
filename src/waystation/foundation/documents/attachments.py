"""Files stored as uploaded: receipts, evidence, papers of a meeting or a referral.

Their first bytes and their parts must match their extension. Pictures are stored without metadata:
where, when and with which device they were taken.
"""

from __future__ import annotations

from waystation.foundation.shared import limits
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import pictures, uploads

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "txt": "text/plain",
    "csv": "text/csv",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
PICTURES = ("png", "jpg", "jpeg")
EVIDENCE = ("pdf", "docx", "xlsx", *PICTURES)
MOST_BYTES = 10 * 1024 * 1024
limits.preload(__name__)


def ending_of(name: str) -> str:
    """Return a file name's extension in lower case."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def refusal_of_evidence(name: str, size: int, field: str = "file") -> Refusal | None:
    """Refuse a document of another kind, an empty one and one of more than ``MOST_BYTES``."""
    if ending_of(name) not in EVIDENCE or not size:
        return Refusal(
            N_("Choose a PDF, Word, Excel, PNG or JPEG file."), field=field, code="file_kind"
        )
    if size > MOST_BYTES:
        return Refusal(
            N_("The file has more than {most} MB."),
            field=field,
            code="file_size",
            most=MOST_BYTES // uploads.MEGABYTE,
        )
    return None


def check_attachment(name: str, content: bytes, *, field: str = "file") -> bytes:
    """Return a file as it may be stored, after checking it in a process with limits.

    Call it before the transaction: it may take seconds, during which it would block other writers.
    Raises Refusal for a file that does not match its extension, for an archive that unpacks to too
    much, and for a picture that cannot be read.
    """
    kind, short = ending_of(name), name[-80:]
    if not uploads.is_kind(content, kind):
        raise Refusal(
            N_("This file is not what its name says. Save it again as {kind}."),
            field=field,
            code="file_kind",
            kind=kind,
        )
    try:
        if kind in uploads.HOLDS:
            limits.run(uploads.refuse_wrong_package, short, content, kind, name=short)
        if kind in PICTURES:
            clean = pictures.without_metadata
            return limits.run(clean, short, content, name=short, limits=pictures.LIMITS)
    except Refusal as refusal:
        if refusal.field is not None:
            refusal.field = field
        raise
    return content
