"""What an upper room gets when a submission is handed to it (settings.FORM_HANDLERS)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Handed:
    """One submission on its way to become a record.

    ``key`` is the submission's own key: the record made from it takes the same, so that
    handing it over twice makes one record. Where the phone corrected what it had sent, and
    that had become a record, ``replaces`` is the record's key and ``before`` the first answers:
    the room changes its record as an editor would who saw those.
    """

    key: UUID
    office_id: UUID
    form: str
    version: str
    received_at: datetime
    answers: dict[str, str]
    repeats: dict[str, list[dict[str, str]]]
    replaces: UUID | None = None
    before: dict[str, str] = field(default_factory=dict)


Handler = Callable[[Any, Handed], tuple[str, UUID]]
"""(user, handed) -> kind and key of the record. Raises Refusal with a sentence to keep."""
