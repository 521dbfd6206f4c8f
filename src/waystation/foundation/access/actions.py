"""What is done to accounts, and the one place where the audit trail is written."""

from __future__ import annotations

import hashlib
from contextvars import ContextVar
from datetime import date
from typing import Any
from uuid import UUID

import rfc8785
from django.conf import settings
from django.db import transaction

from waystation.foundation.shared import sealing
from waystation.foundation.shared.periods import now, today_in

from .models import AuditRow, ChainHead, DataKey, Membership, Office, Organisation, User

DOOR: ContextVar[str] = ContextVar("door", default="system")
"""Which door the present work came through: page, api, phone, command, admin or system."""


def link_of(previous: bytes, row: dict[str, Any]) -> bytes:
    """Return the hash of an audit row: SHA-256 over the previous hash and RFC 8785 JSON."""
    return hashlib.sha256(previous + rfc8785.dumps(row)).digest()


def content_of(row: AuditRow) -> dict[str, Any]:
    """Return what the hash of an audit row covers."""
    return {
        "organisation": str(row.organisation_id),
        "number": row.number,
        "at": row.at.isoformat(),
        "office": str(row.office_id) if row.office_id else None,
        "user": str(row.user_id) if row.user_id else None,
        "door": row.door,
        "verb": row.verb,
        "subject_kind": row.subject_kind,
        "subject": str(row.subject_id) if row.subject_id else None,
        "detail": row.detail,
    }


def log(
    user: User | None,
    verb: str,
    subject_kind: str,
    subject_id: UUID | None,
    *,
    organisation_id: UUID | None = None,
    office_id: UUID | None = None,
    **detail: Any,
) -> AuditRow:
    """Write down that ``user`` did ``verb`` to a record, in the caller's own transaction.

    If this row cannot be written, the caller's work is not done either. ``detail`` must be
    plain JSON and must hold no personal data: field names and codes, never names of people.
    """
    organisation = organisation_id or (user.organisation_id if user else None)
    if organisation is None:
        raise ValueError("An audit row needs an organisation.")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("The audit trail is written inside the action's transaction.")
    ChainHead.objects.get_or_create(organisation_id=organisation)
    head = ChainHead.objects.select_for_update().get(organisation_id=organisation)
    row = AuditRow(
        organisation_id=organisation,
        number=head.number + 1,
        at=now(),
        office_id=office_id,
        user_id=user.id if user else None,
        door=DOOR.get(),
        verb=verb,
        subject_kind=subject_kind,
        subject_id=subject_id,
        detail=detail,
    )
    row.digest = link_of(bytes(head.digest), content_of(row))
    row.save(force_insert=True)
    head.number, head.digest = row.number, row.digest
    head.save(update_fields=["number", "digest"])
    return row


@transaction.atomic
def open_organisation(key: str, name: str) -> Organisation:
    """Found an organisation with its own data key. Does nothing if it is there already."""
    there = Organisation.objects.filter(key=key).first()
    if there:
        return there
    organisation = Organisation.objects.create(key=key, name=name)
    master = sealing.Keyring("house", settings.MASTER_KEY)
    wrapped = master.seal(
        sealing.new_key(), table="access_datakey", column="wrapped", row=str(organisation.id)
    )
    DataKey.objects.create(organisation=organisation, wrapped=wrapped)
    log(
        None,
        "organisation.open",
        "access.Organisation",
        organisation.id,
        organisation_id=organisation.id,
    )
    return organisation


@transaction.atomic
def open_office(organisation: Organisation, key: str, name: str, opened_on: date) -> Office:
    """Open an office of the organisation. Does nothing if it is there already."""
    office, made = Office.objects.get_or_create(
        organisation=organisation, key=key, defaults={"name": name, "opened_on": opened_on}
    )
    if made:
        log(
            None,
            "office.open",
            "access.Office",
            office.id,
            organisation_id=organisation.id,
            office_id=office.id,
        )
    return office


@transaction.atomic
def give_role(
    by: User | None, user: User, office: Office, role: str, starts_on: date | None = None
) -> Membership:
    """Give ``user`` a role in an office from a day on. Does nothing if they hold it."""
    membership, made = Membership.objects.get_or_create(
        user=user, office=office, role=role, defaults={"starts_on": starts_on or today_in()}
    )
    if made:
        log(
            by,
            "role.give",
            "access.Membership",
            membership.id,
            organisation_id=user.organisation_id,
            office_id=office.id,
            role=role,
        )
    return membership
