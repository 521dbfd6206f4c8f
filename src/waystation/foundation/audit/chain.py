"""The hash chain of the audit log: what an entry's digest covers, appending, and checking.

An entry's digest is a keyed BLAKE2b (RFC 7693) of the previous entry's digest and of its own
columns as text, in a fixed order with a separator. The database itself assembles that text, so that
checking a row takes one fetch and one hash. The first byte of a digest is the FORMAT of the text.
The key is in keys.py: without it nobody can forge the digest of an altered row; the signed heads
(heads.py) reveal a log that was truncated, or rewritten with the key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections

from .keys import entry_key
from .models import ChainHead, Entry, in_json
from .prepared import in_sql, prepared_cursor

FORMAT = b"\x01"
FIRST = bytes(32)
"""The digest that the first entry of a log follows."""
SEPARATOR = "\x1f"
BATCH = 5000
LAST = 2**62
MOST_NAMED = 20


class NewEntry(NamedTuple):
    """An entry to be written; its fields are named like those of Entry."""

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
    records: str


END = "SELECT number, digest FROM audit_chainhead WHERE organisation_id = %s"
WRITE = """
    INSERT INTO audit_entry (
        organisation_id, number, at, office_id, user_id,
        channel, verb, subject_kind, subject_id, detail, records, digest
    ) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
MOVE = "UPDATE audit_chainhead SET number = %s, digest = %s WHERE organisation_id = %s"
FIELDS = [
    next(field for field in Entry._meta.fields if field.attname == name)
    for name in (*NewEntry._fields, "digest")
]


def end_of(cursor: Any, organisation_id: UUID) -> tuple[int, bytes]:
    """Return the number and digest of the last entry, locked until the transaction ends."""
    alone = connection.vendor == "sqlite"  # SQLite has only one writer
    cursor.execute(END if alone else f"{END} FOR UPDATE", [in_sql(organisation_id)])
    if (found := cursor.fetchone()) is None:
        raise ValueError("There is no such organisation: its audit log has no beginning.")
    return found[0], bytes(found[1])


def append(cursor: Any, previous: bytes, entry: NewEntry) -> None:
    """Write an entry after the one with the digest ``previous``, and update the chain's head."""
    digest = digest_of(previous, entry)
    values = zip(FIELDS, (*entry, digest), strict=True)
    here = connections[DEFAULT_DB_ALIAS]  # itself: each field would look it up anew
    line = [field.get_db_prep_save(one, here) for field, one in values]
    head = [entry.number, digest, in_sql(entry.organisation_id)]
    if here.vendor == "postgresql":  # one way to the database less
        cursor.execute(f"WITH moved AS ({MOVE}) {WRITE}", [*head, *line])
        return
    cursor.execute(WRITE, line)
    cursor.execute(MOVE, head)


def digest_of(previous: bytes, entry: Entry | NewEntry) -> bytes:
    """Return the digest of an entry that follows the one with the digest ``previous``."""
    key = entry_key(entry.organisation_id)
    content = previous + content_of(entry).encode()
    return FORMAT + hashlib.blake2b(content, key=key, digest_size=32).digest()


def content_of(entry: Entry | NewEntry) -> str:
    """Return the text that an entry's digest covers: the same as TEXT produces in the database.

    Raises ValueError if a part contains the separator: two entries could have the same text.
    """
    parts = (
        str(entry.number),
        entry.at.astimezone(UTC).replace(tzinfo=None).isoformat(" "),
        *(_hex(key) for key in (entry.office_id, entry.user_id)),
        entry.channel,
        entry.verb,
        entry.subject_kind,
        _hex(entry.subject_id),
        entry.records,
        in_json(entry.detail),
    )
    text = SEPARATOR.join(parts)
    if text.count(SEPARATOR) != len(parts) - 1:
        raise ValueError("Channel, verb and kind of an audit entry hold no control characters.")
    return text


def _hex(key: UUID | str | None) -> str:
    if isinstance(key, UUID):
        return key.hex
    return UUID(key).hex if key else ""


COLUMNS = (
    "number", "at", "office_id", "user_id", "channel", "verb", "subject_kind", "subject_id",
    "records", "detail",
)  # fmt: skip
KEYS = {"office_id", "user_id", "subject_id"}


def _text(vendor: str) -> str:
    """Return the SQL of an entry's text: what :func:`content_of` returns for a row."""
    if vendor == "sqlite":
        parts = [f"ifnull({one}, '')" if one in KEYS else one for one in COLUMNS]
        return f"CAST(concat_ws('{SEPARATOR}', {', '.join(parts)}) AS BLOB)"
    written = {one: f"replace(coalesce({one}::text, ''), '-', '')" for one in KEYS}
    written["number"] = "number::text"
    written["at"] = (
        "replace(to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), '.000000', '')"
    )
    parts = [written.get(one, one) for one in COLUMNS]
    return f"convert_to(concat_ws('{SEPARATOR}', {', '.join(parts)}), 'UTF8')"


def walk(
    organisation_id: UUID, after: int = 0, upto: int = LAST
) -> Iterator[list[tuple[int, Any, Any, str]]]:
    """Yield an organisation's entries in batches: number, digest, text, records."""
    query = (
        f"SELECT number, digest, {_text(connection.vendor)}, records FROM audit_entry "  # noqa: S608
        f"WHERE organisation_id = %s AND number > %s AND number <= %s ORDER BY number LIMIT {BATCH}"
    )
    while True:
        with prepared_cursor() as cursor:
            cursor.execute(query, [in_sql(organisation_id), after, upto])
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        after = rows[-1][0]


class Walked(NamedTuple):
    """The result of walking a chain."""

    problems: list[str]
    number: int
    digest: bytes


def walk_chain(
    organisation_id: UUID,
    take: Any = None,
    *,
    after: int = 0,
    upto: int = LAST,
    previous: bytes | None = None,
) -> Walked:
    """Check every entry against the one before it; return the first problems.

    ``take(number, records)`` is called for each entry that names records. With ``after`` it begins
    behind that entry, whose digest is ``previous`` (as stored if None), and ends with ``upto``.
    Reads in batches; memory use does not grow with the log.
    """
    key, problems = entry_key(organisation_id), list[str]()
    number, blake = after, hashlib.blake2b
    previous = previous if previous is not None else _digest_at(organisation_id, after)
    for rows in walk(organisation_id, after, upto):
        for found, stored, text, records in rows:
            number += 1
            digest = bytes(stored)
            if found != number:
                problems.append(_missing(number, found))
                number = found
            elif digest != FORMAT + blake(previous + text, key=key, digest_size=32).digest():
                problems.append(_altered_sentence(organisation_id, number))
            previous = digest
            if records and take is not None:
                take(number, records)
    return Walked(_first(problems), number, previous)


def _digest_at(organisation_id: UUID, number: int) -> bytes:
    if number == 0:
        return FIRST
    entries = Entry.objects.filter(organisation_id=organisation_id, number=number)
    return bytes(entries.values_list("digest", flat=True).first() or b"")


def _missing(first: int, next_one: int) -> str:
    if next_one == first + 1:
        return f"Entry {first} is missing: the next one is {next_one}."
    return f"Entry {first} is missing, and all up to {next_one - 1}."


def _altered_sentence(organisation_id: UUID, number: int) -> str:
    entry = Entry.objects.filter(organisation_id=organisation_id, number=number).first()
    what = f"{entry.verb} at {entry.at.isoformat()}" if entry else "gone meanwhile"
    return (
        f"Entry {number} ({what}) does not fit the chain: "
        "it, or the digest of the entry before it, was altered."
    )


def _first(problems: list[str]) -> list[str]:
    if len(problems) <= MOST_NAMED:
        return problems
    return [*problems[:MOST_NAMED], f"… and {len(problems) - MOST_NAMED} more."]


def problems_of_end(organisation_id: UUID, found: Walked) -> list[str]:
    """Return problems if the chain does not end where its head says."""
    head = ChainHead.objects.filter(organisation_id=organisation_id).first()
    if head is None:
        return ["The chain has no head."]
    if head.number > found.number:
        return [
            f"The chain ends at entry {found.number}, but its head says {head.number}: "
            "the tail was cut."
        ]
    if head.number < found.number or bytes(head.digest) != found.digest:
        return [
            f"The chain ends at entry {found.number}, but its head says {head.number} "
            "with another digest: the head was rewritten."
        ]
    return []


def problems_of_chain(organisation_id: UUID) -> list[str]:
    """Walk one organisation's chain: report broken entries, and a truncated tail."""
    walked = walk_chain(organisation_id)
    return [*walked.problems, *problems_of_end(organisation_id, walked)]
