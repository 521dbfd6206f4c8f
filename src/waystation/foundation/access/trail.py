"""How a row comes to the end of the audit trail.

Everything that is done or read waits for it: three plain statements that are planned once, in
place of reading and saving two models.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from .models import AuditRow
from .prepared import in_sql


class Entry(NamedTuple):
    """A row that is about to be written; its parts are named as those of AuditRow."""

    organisation_id: UUID
    number: int
    at: datetime
    office_id: UUID | None
    user_id: UUID | None
    door: str
    verb: str
    subject_kind: str
    subject_id: UUID | None
    detail: dict[str, Any]


END = "SELECT number, digest FROM access_chainhead WHERE organisation_id = %s"
WRITE = """
    INSERT INTO access_auditrow (
        organisation_id, number, at, office_id, user_id,
        door, verb, subject_kind, subject_id, detail, digest
    ) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
MOVE = "UPDATE access_chainhead SET number = %s, digest = %s WHERE organisation_id = %s"
FIELDS = [
    next(field for field in AuditRow._meta.fields if field.attname == name)
    for name in (*Entry._fields, "digest")
]


def end_of(cursor: Any, organisation_id: UUID) -> tuple[int, bytes]:
    """Return number and hash of the last row, nobody else's to move until the transaction ends."""
    alone = connection.vendor == "sqlite"  # whoever writes there is
    cursor.execute(END if alone else f"{END} FOR UPDATE", [in_sql(organisation_id)])
    if (found := cursor.fetchone()) is None:
        raise ValueError("There is no such organisation: its audit trail has no beginning.")
    return found[0], bytes(found[1])


def append(cursor: Any, entry: Entry, digest: bytes) -> None:
    """Write a row, and that the chain now ends with it."""
    values = zip(FIELDS, (*entry, digest), strict=True)
    cursor.execute(WRITE, [field.get_db_prep_save(one, connection) for field, one in values])
    cursor.execute(MOVE, [entry.number, digest, in_sql(entry.organisation_id)])
