"""Writing a record together with its entry in the audit log."""

from __future__ import annotations

from typing import Any, TypeVar

from waystation.foundation.access.models import User
from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.audit import actions as audit

R = TypeVar("R", bound=OfficeRecord)


def log(user: User | None, verb: str, row: OfficeRecord, /, **detail: Any) -> None:
    """Log an action on a record, without a user if a guest or the system did it."""
    audit.log(
        user,
        verb,
        row._meta.label,
        row.pk,
        organisation_id=row.organisation_id,
        office_id=row.office_id,
        **detail,
    )


def add(
    user: User | None, verb: str, row: R, /, about: OfficeRecord | None = None, **detail: Any
) -> R:
    """Insert a new record (``Model.begin``) and log it: as its own, or as one ``about`` another."""
    row.save(force_insert=True)
    log(user, verb, about or row, **detail)
    return row


def save(user: User | None, verb: str, row: R, /, **detail: Any) -> R:
    """Save a change of a record as one edit and log it."""
    row.touch()
    row.save()
    log(user, verb, row, **detail)
    return row
