"""Per-process cache of the lists, per language.

A changed list changes the Stamp, which is checked once per request, and outside requests at most
once a second.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils import translation

from waystation.foundation.access import queries as access

if TYPE_CHECKING:
    from .code_lists import KnownCode
    from .municipalities import Place

STAMP = "SELECT value FROM reference_stamp WHERE id = 1"
SECONDS_BETWEEN_LOOKS = 1.0


class Memory:
    """The cached lists for one stamp; a changed stamp starts a new cache."""

    def __init__(self, stamp: UUID | None) -> None:
        self.stamp = stamp
        self.lists: dict[str, dict[str, KnownCode]] = {}
        self.labels: dict[tuple[str, str], Mapping[str, str]] = {}
        self.places: dict[str, tuple[Place, ...]] = {}
        self.overview: dict[str, list[dict[str, Any]]] = {}
        self.boundaries: dict[str, Any] | None = None
        self.documents: dict[tuple[str, str], Any] = {}


class Process:
    """What this process remembers, and when it last asked for the stamp."""

    memory = Memory(None)
    looked_at = 0.0


def look_again(**_: Any) -> None:
    """Ask the database for the stamp at the next question."""
    Process.looked_at = 0.0


def forget() -> None:
    """Forget what this process remembers of the lists."""
    Process.memory = Memory(None)
    Process.looked_at = 0.0


def current_memory() -> Memory:
    """Return the cache of the current lists."""
    moment = time.monotonic()
    if Process.looked_at and moment - Process.looked_at < SECONDS_BETWEEN_LOOKS:
        return Process.memory
    stamp = next((value for (value,) in access.ask(STAMP)), None)
    if stamp is None or stamp != Process.memory.stamp:
        Process.memory = Memory(stamp)
    Process.looked_at = moment
    return Process.memory


def stamp_of_lists() -> str:
    """Return the current stamp of the lists, for caches of what is computed from them."""
    return str(current_memory().stamp)


def current_language() -> str:
    """Return the code of the reader's language in small letters."""
    return (translation.get_language() or settings.LANGUAGE_CODE).lower()
