"""What stands in text that somebody typed into an address: a key, a number, or neither."""

from __future__ import annotations

from uuid import UUID

LONGEST = 9  # digits; fits the smallest integer column of both databases


def key_in(text: object) -> UUID | None:
    """Return the key that a text is, None for anything else."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def number_in(text: str) -> int | None:
    """Return the whole number that a text is, in ASCII digits; None for anything else."""
    plain = text.isascii() and text.isdigit() and len(text) <= LONGEST
    return int(text) if plain else None
