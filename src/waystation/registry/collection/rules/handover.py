"""The input of a form handler: one submission that is to become a record of another app."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Handover:
    """One submission that is to become a record.

    ``key`` is the submission's own key: the record gets the same one, so that handing it over twice
    makes one record. If the phone corrected a submission that had become a record, ``replaces`` is
    that record's key and ``before`` the first answers: the handler edits the record like an editor
    who saw those.
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
