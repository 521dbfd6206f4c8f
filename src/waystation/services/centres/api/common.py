"""Paging of the API's lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def mark_after(found: Sequence[Any], limit: int) -> str:
    """Return where the next page begins, empty on the last one. ``found`` holds one more."""
    if len(found) <= limit:
        return ""
    last = found[limit - 1]
    return f"{last.day.isoformat()}_{last.id}"
