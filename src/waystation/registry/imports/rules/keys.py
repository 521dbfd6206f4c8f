"""The key of a row: the same row of an office always becomes the same record."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from uuid import UUID, uuid5

from .columns import fold_text, normalise_text

SPACE = UUID("0197c0de-5a1e-7000-8000-6d1cda7e0001")


def content_of(cells: Mapping[str, str]) -> bytes:
    """Return a digest of what a row says, whatever the order of its columns."""
    written = sorted(
        (fold_text(name), normalise_text(text)) for name, text in cells.items() if text
    )
    text = "\x1e".join(f"{name}\x1f{value}" for name, value in written)
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def key_of(office: UUID, kind: str, number: str, content: bytes, occurrence: int) -> UUID:
    """Return the key of a row's record.

    A row with a number of its own is identified by it; another one by its content, and the second
    of two equal rows as the second.
    """
    mark = f"number {normalise_text(number)}" if number else f"content {content.hex()} {occurrence}"
    return uuid5(SPACE, f"{office} {kind} {mark}")
