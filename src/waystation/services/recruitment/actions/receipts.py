"""Receipts and evidence: uploaded files, validated, sealed, and logged when opened."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.documents import attachments
from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.services.recruitment import queries
from waystation.services.recruitment.models import Cost
from waystation.services.recruitment.rules.files import refusal_of_file

from .fees import follow_fees


def checked_file(name: str, content: bytes, field: str = "file") -> bytes:
    """Return a file as it may be stored. Call it before the transaction. Raises Refusal."""
    if refusal := refusal_of_file(name, len(content)):
        refusal.field = field
        raise refusal
    return attachments.check_attachment(name, content, field=field)


def sealed_file(record: Any, name: str, content: bytes, columns: tuple[str, str]) -> str:
    """Put a checked file into two sealed columns; return its media type."""
    write_sealed(record, columns[0], name.replace("\\", "/").rpartition("/")[2][:120])
    ring = access.keyring(record.organisation_id)
    table, row = record._meta.db_table, str(record.pk)
    setattr(record, columns[1], ring.seal(content, table=table, column=columns[1], row=row))
    return attachments.MEDIA[attachments.ending_of(name)]


def opened_file(record: Any, columns: tuple[str, str]) -> tuple[str, bytes]:
    """Return the name and the content of a file that the reader may open already."""
    ring = access.keyring(record.organisation_id)
    table, row = record._meta.db_table, str(record.pk)
    name, content = (
        ring.open(bytes(getattr(record, one)), table=table, column=one, row=row) for one in columns
    )
    return name.decode(), content


RECEIPT = ("receipt_name", "receipt")


def attach_receipt(user: access.AnyUser, cost_id: UUID, name: str, content: bytes) -> Cost:
    """Attach the receipt of a cost; an earlier one is replaced. Raises NotSeen, Refusals."""
    cost = queries.cost_visible_to(user, cost_id)
    me = access.require(user, "recruitment.record", cost.office_id)
    return _attach(me, cost, name, checked_file(name, content))


@transaction.atomic
def _attach(me: Any, cost: Cost, name: str, content: bytes) -> Cost:
    cost = Cost.objects.select_for_update().get(id=cost.id)
    cost.receipt_media = sealed_file(cost, name, content, RECEIPT)
    cost.touch()
    cost.save()
    audit.log(
        me,
        "recruitment.receipt",
        "recruitment.Recruitment",
        cost.recruitment_id,
        office_id=cost.office_id,
        cost=str(cost.id),
    )
    follow_fees(me, cost.recruitment, charged=False)
    return cost


@transaction.atomic
def open_receipt(user: access.AnyUser, cost_id: UUID) -> tuple[str, str, bytes]:
    """Return the name, media type and content of a receipt; that it was opened is logged."""
    cost = queries.cost_visible_to(user, cost_id)
    if not cost.receipt_media:
        raise NotSeen(N_("There is no receipt of this cost."), code="not_seen")
    audit.log(
        access.signed_in(user),
        "recruitment.receipt.read",
        "recruitment.Recruitment",
        cost.recruitment_id,
        office_id=cost.office_id,
        cost=str(cost.id),
    )
    name, content = opened_file(cost, RECEIPT)
    return name, cost.receipt_media, content
