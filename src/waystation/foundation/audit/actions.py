"""Writing the audit log, within the transaction of the action."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction

from waystation.foundation.shared.periods import now

from . import chain, content
from .models import ChainHead
from .prepared import prepared_cursor

CHANNEL: ContextVar[str] = ContextVar("channel", default="system")
"""The origin of the current work: page, api, phone, command, admin, task or system."""


class Actor(Protocol):
    """The user who acts: an account of an organisation."""

    id: UUID
    organisation_id: UUID


@contextmanager
def channel(name: str) -> Iterator[None]:
    """Record this channel in every entry written within the context."""
    token = CHANNEL.set(name)
    try:
        yield
    finally:
        CHANNEL.reset(token)


def log(
    user: Actor | None,
    verb: str,
    subject_kind: str,
    subject_id: UUID | None,
    *,
    organisation_id: UUID | None = None,
    office_id: UUID | None = None,
    **detail: Any,
) -> int:
    """Record that ``user`` did ``verb`` to a record, in the caller's own transaction.

    Returns the entry's number. If the entry cannot be written, the caller's work is rolled back.
    The entry also carries a digest of every record that the transaction has written so far
    (content.py): write first, log last. ``detail`` must be plain JSON without personal data: field
    names and codes, never names of people. Raises ValueError without an organisation, RuntimeError
    outside a transaction.
    """
    organisation = organisation_id or (user.organisation_id if user else None)
    if organisation is None:
        raise ValueError("An audit entry needs an organisation.")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("The audit log is written inside the action's transaction.")
    with prepared_cursor() as cursor:
        records = content.lines_of_pending(cursor, organisation)
        number, previous = chain.end_of(cursor, organisation)
        entry = chain.NewEntry(
            organisation,
            number + 1,
            now(),
            office_id,
            user.id if user else None,
            CHANNEL.get(),
            verb,
            subject_kind,
            subject_id,
            detail,
            records,
        )
        chain.append(cursor, previous, entry)
    return entry.number


def open_chain(organisation_id: UUID) -> None:
    """Create the audit log of a new organisation."""
    ChainHead.objects.create(organisation_id=organisation_id)
