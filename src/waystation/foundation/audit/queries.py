"""Queries of the audit chain: its head, and changes since an entry.

These check no permissions: pages read the log through ``access.queries``.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from .chain import END
from .chain import problems_of_chain as problems_of_chain
from .models import Entry as Entry
from .prepared import as_key as as_key
from .prepared import ask as ask
from .prepared import in_sql as in_sql
from .prepared import prepared_cursor as prepared_cursor


def last_actor(record: Any, verb: str) -> UUID | None:
    """Return who did something with an office's record last; None for guests and the system."""
    rows = Entry.objects.filter(
        organisation_id=record.organisation_id, subject_id=record.pk, verb=verb
    )
    return rows.order_by("-number").values_list("user_id", flat=True).first()


def chain_head(organisation_id: UUID) -> tuple[int, str]:
    """Return the number and digest of an organisation's last entry."""
    for number, digest in ask(END, in_sql(organisation_id)):  # queried often
        return number, bytes(digest).hex()
    return 0, bytes(32).hex()


def chain_digest(organisation_id: UUID, number: int) -> str | None:
    """Return the digest of entry ``number``, or None if it does not exist."""
    if number == 0:
        return bytes(32).hex()
    digest = (
        Entry.objects.filter(organisation_id=organisation_id, number=number)
        .values_list("digest", flat=True)
        .first()
    )
    return bytes(digest).hex() if digest is not None else None


def changes_since(organisation_id: UUID, number: int) -> dict[str, set[UUID]]:
    """Return the records written after entry ``number``: kind -> keys.

    Numbers are assigned under a lock, so they are the order of commits and none is missed. Entries
    of reading (verbs that end in ".read") are left out.
    """
    entries = (
        Entry.objects.filter(
            organisation_id=organisation_id, number__gt=number, subject_id__isnull=False
        )
        .exclude(verb__endswith=".read")
        .values_list("subject_kind", "subject_id")
    )
    changed: dict[str, set[UUID]] = {}
    for kind, key in entries.iterator(chunk_size=5000):
        if key is not None:
            changed.setdefault(kind, set()).add(key)
    return changed
