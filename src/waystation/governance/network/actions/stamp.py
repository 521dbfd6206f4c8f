"""The common fields of new records of the Network, and their audit-log entries."""

from __future__ import annotations

from typing import Any, TypeVar

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.periods import now

R = TypeVar("R", bound=OfficeRecord)


def stamp_of_new(place: OfficeRecord, user: Any) -> dict[str, Any]:
    """Return organisation, office, times and author for a new record, like those of ``place``."""
    moment = now()
    return {
        "organisation_id": place.organisation_id,
        "office_id": place.office_id,
        "created_at": moment,
        "created_by": user,
        "changed_at": moment,
    }


def log(user: Any, verb: str, row: OfficeRecord, **detail: Any) -> None:
    """Log an action on a record, without a user if the program did it."""
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
    place: OfficeRecord, user: Any, model: type[R], verb: str, /, *told: str, **values: Any
) -> R:
    """Add a record in the scope of ``place``, with its audit-log entry and the details ``told``."""
    row = model(**stamp_of_new(place, user), **values)
    row.save(force_insert=True)
    log(user, verb, row, **{name: getattr(row, name) for name in told})
    return row


def change(user: Any, verb: str, row: OfficeRecord, /, *told: str, **values: Any) -> None:
    """Edit a record as one version, with its audit-log entry and the details ``told``."""
    for name, value in values.items():
        setattr(row, name, value)
    row.touch()
    row.save()
    log(user, verb, row, fields=list(told or values))
