"""Files that are stored as they were sent: receipts, evidence, papers of a meeting or a referral.

What their first bytes and their parts say must agree with their name; a picture is stored without
what it tells in secret: where it was taken, when, and with what.
"""

from __future__ import annotations

from waystation.foundation.shared import limits
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import pictures, uploads

PICTURES = ("png", "jpg", "jpeg")
limits.preload(__name__)


def ending_of(name: str) -> str:
    """Return the ending of a file's name, in small letters."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def check_attachment(name: str, content: bytes, *, field: str = "file") -> bytes:
    """Return a file as it may be stored, looked at in a process with limits.

    Call it before the transaction: it may take seconds, and nobody else writes meanwhile. Raises
    Refusal for a file that is not what its name says, for a package that unpacks to too much, and
    for a picture that cannot be read.
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
