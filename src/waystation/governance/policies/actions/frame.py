"""The common frame of this app's writes: normalised values, the log entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_

R = TypeVar("R", bound=OfficeRecord)


def tidy_values(table: FieldTable, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a table: texts without blanks around them, lists in order."""
    found = table.complete(values)
    return {
        name: value.strip()
        if isinstance(value, str)
        else sorted(set(value))
        if isinstance(value, list)
        else value
        for name, value in found.items()
    }


def refuse_values(table: FieldTable, values: Mapping[str, Any], *more: Refusal | None) -> None:
    """Raise all that is wrong with the values of a table."""
    refuse([*table.refusals(values), *more])


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


def add(me: Any, row: R, verb: str, **detail: Any) -> R:
    """Save a new record with its entry in the log."""
    row.save(force_insert=True)
    log(me, verb, row, **detail)
    return row


def save(me: Any, row: R, verb: str, *fields: str, **detail: Any) -> R:
    """Save a change as one edit with its entry in the log."""
    row.touch()
    row.save()
    log(me, verb, row, **({"fields": sorted(fields)} if fields else {}), **detail)
    return row


def one_among(chosen: str, field: str, rows: Any) -> Any:
    """Return the key of a chosen record among ``rows``, None for no choice. Raises Refusal."""
    if not chosen:
        return None
    key = key_in(str(chosen))
    if key is None or not rows.filter(id=key).exists():
        raise Refusal(N_("Choose one from the list."), field=field, code="choice_unknown")
    return key


def as_text(day: date | None) -> str:
    """Return a day for the log."""
    return day.isoformat() if day else ""
