"""What a text from outside is: a key, a number, JSON, or none of them."""

from __future__ import annotations

import json
from typing import Any
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


def json_in(text: str | bytes) -> Any:
    """Return what JSON from outside says, None for anything else.

    None also for JSON that is nested too deeply to be read, and for texts with NUL or half a
    surrogate, which no database stores.
    """
    try:
        found = json.loads(text)
        again = json.dumps(found, ensure_ascii=False)
        again.encode()
    except (ValueError, RecursionError):
        return None
    return None if "\\u0000" in again else found
