"""Parsers of untrusted text: keys, numbers and JSON, or None if invalid."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any
from uuid import UUID

LONGEST = 9  # digits; fits the smallest integer column of both databases
_DECIMAL = re.compile(r"[0-9]{1,15}(\.[0-9]{1,4})?")
_GROUPED = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")


def key_in(text: object) -> UUID | None:
    """Return the UUID in a text, None for anything else."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def number_in(text: str) -> int | None:
    """Return the integer in a text of ASCII digits, None for anything else."""
    plain = text.isascii() and text.isdigit() and len(text) <= LONGEST
    return int(text) if plain else None


def decimal_in(text: str) -> Decimal | None:
    """Return the number in a text such as "500", "1,250" or "3.5", None for anything else."""
    plain = _GROUPED.sub("", text)
    return Decimal(plain) if _DECIMAL.fullmatch(plain) else None


def json_in(text: str | bytes) -> Any:
    """Return the value of untrusted JSON, None if it is invalid.

    Also None for JSON that is nested too deeply to be parsed, and for texts with NUL or a lone
    surrogate, which no database stores.
    """
    try:
        value = json.loads(text)
        again = json.dumps(value, ensure_ascii=False)
        again.encode()
    except (ValueError, RecursionError):
        return None
    return None if "\\u0000" in again else value
