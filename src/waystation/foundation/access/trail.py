"""The chain of the audit trail: what a row's hash covers, how one is added, what is broken.

Everything that is done or read waits for a row to be added: three plain statements that are
planned once, in place of reading and saving two models.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import rfc8785
from django.db import connection

from .models import AuditRow, ChainHead
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


def append(cursor: Any, previous: bytes, entry: Entry) -> None:
    """Write a row after the one with the hash ``previous``, and that the chain now ends with it."""
    digest = link_of(previous, content_of(entry))
    values = zip(FIELDS, (*entry, digest), strict=True)
    cursor.execute(WRITE, [field.get_db_prep_save(one, connection) for field, one in values])
    cursor.execute(MOVE, [entry.number, digest, in_sql(entry.organisation_id)])


def link_of(previous: bytes, row: dict[str, Any]) -> bytes:
    """Return the hash of an audit row: SHA-256 over the previous hash and RFC 8785 JSON."""
    return hashlib.sha256(previous + rfc8785.dumps(row)).digest()


def content_of(row: AuditRow | Entry) -> dict[str, Any]:
    """Return what the hash of an audit row covers."""
    return {
        "organisation": str(row.organisation_id),
        "number": row.number,
        "at": row.at.astimezone(UTC).isoformat(),
        "office": str(row.office_id) if row.office_id else None,
        "user": str(row.user_id) if row.user_id else None,
        "door": row.door,
        "verb": row.verb,
        "subject_kind": row.subject_kind,
        "subject": str(row.subject_id) if row.subject_id else None,
        "detail": row.detail,
    }


def problems_of_the_trail(organisation_id: UUID) -> list[str]:
    """Walk one organisation's chain and name the first broken row, and a cut-off tail.

    Reads in slices; memory does not grow with the trail.
    """
    previous, number = bytes(32), 0
    rows = AuditRow.objects.filter(organisation_id=organisation_id).order_by("number")
    for row in rows.iterator(chunk_size=5000):
        number += 1
        if row.number != number:
            return [f"Row {number} is missing: the next one there is {row.number}."]
        if link_of(previous, content_of(row)) != bytes(row.digest):
            return [
                f"Row {number} ({row.verb} at {row.at.isoformat()}) does not fit "
                "the chain: it, or the row before it, was altered."
            ]
        previous = bytes(row.digest)
    head = ChainHead.objects.filter(organisation_id=organisation_id).first()
    if head and (head.number != number or bytes(head.digest) != previous):
        return [
            f"The chain ends at row {number}, but its head says {head.number}: the tail was cut."
        ]
    return []
