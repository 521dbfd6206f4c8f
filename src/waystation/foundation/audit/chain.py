"""The chain of the audit log: what an entry's digest covers, how one is added, what is broken.

Every action and every read of a personal file adds an entry: three plain statements that are
planned once, in place of reading and saving two models.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import rfc8785
from django.db import connection

from .models import ChainHead, Entry
from .prepared import in_sql


class NewEntry(NamedTuple):
    """An entry about to be written; its parts are named as those of Entry."""

    organisation_id: UUID
    number: int
    at: datetime
    office_id: UUID | None
    user_id: UUID | None
    channel: str
    verb: str
    subject_kind: str
    subject_id: UUID | None
    detail: dict[str, Any]


END = "SELECT number, digest FROM audit_chainhead WHERE organisation_id = %s"
WRITE = """
    INSERT INTO audit_entry (
        organisation_id, number, at, office_id, user_id,
        channel, verb, subject_kind, subject_id, detail, digest
    ) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
MOVE = "UPDATE audit_chainhead SET number = %s, digest = %s WHERE organisation_id = %s"
FIELDS = [
    next(field for field in Entry._meta.fields if field.attname == name)
    for name in (*NewEntry._fields, "digest")
]


def end_of(cursor: Any, organisation_id: UUID) -> tuple[int, bytes]:
    """Return number and digest of the last entry; locked until the transaction ends."""
    alone = connection.vendor == "sqlite"  # SQLite has one writer at a time
    cursor.execute(END if alone else f"{END} FOR UPDATE", [in_sql(organisation_id)])
    if (found := cursor.fetchone()) is None:
        raise ValueError("There is no such organisation: its audit log has no beginning.")
    return found[0], bytes(found[1])


def append(cursor: Any, previous: bytes, entry: NewEntry) -> None:
    """Write an entry after the one with the digest ``previous``, and move the chain's head."""
    digest = digest_of(previous, content_of(entry))
    values = zip(FIELDS, (*entry, digest), strict=True)
    cursor.execute(WRITE, [field.get_db_prep_save(one, connection) for field, one in values])
    cursor.execute(MOVE, [entry.number, digest, in_sql(entry.organisation_id)])


def digest_of(previous: bytes, content: dict[str, Any]) -> bytes:
    """Return an entry's digest: SHA-256 over the previous digest and the RFC 8785 JSON."""
    return hashlib.sha256(previous + rfc8785.dumps(content)).digest()


def content_of(entry: Entry | NewEntry) -> dict[str, Any]:
    """Return what the digest of an entry covers."""
    return {
        "organisation": str(entry.organisation_id),
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(),
        "office": str(entry.office_id) if entry.office_id else None,
        "user": str(entry.user_id) if entry.user_id else None,
        "channel": entry.channel,
        "verb": entry.verb,
        "subject_kind": entry.subject_kind,
        "subject": str(entry.subject_id) if entry.subject_id else None,
        "detail": entry.detail,
    }


def problems_of_chain(organisation_id: UUID) -> list[str]:
    """Walk one organisation's chain and name the first broken entry, and a cut-off tail.

    Reads in slices; memory does not grow with the log.
    """
    previous, number = bytes(32), 0
    entries = Entry.objects.filter(organisation_id=organisation_id).order_by("number")
    for entry in entries.iterator(chunk_size=5000):
        number += 1
        if entry.number != number:
            return [f"Entry {number} is missing: the next one is {entry.number}."]
        if digest_of(previous, content_of(entry)) != bytes(entry.digest):
            return [
                f"Entry {number} ({entry.verb} at {entry.at.isoformat()}) does not fit "
                "the chain: it, or the entry before it, was altered."
            ]
        previous = bytes(entry.digest)
    head = ChainHead.objects.filter(organisation_id=organisation_id).first()
    if head and (head.number != number or bytes(head.digest) != previous):
        return [
            f"The chain ends at entry {number}, but its head says {head.number}: the tail was cut."
        ]
    return []
