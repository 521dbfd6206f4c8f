"""Primary keys generated in Python: UUIDv7, ordered by time, the same on every database."""

from __future__ import annotations

from uuid import UUID

import uuid6


def new_key() -> UUID:
    """Return a new UUIDv7 (RFC 9562, section 5.7)."""
    return UUID(int=uuid6.uuid7().int)
