"""Invitees who are not members, and how they are reached."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from waystation.foundation.records.sealed import read_sealed
from waystation.governance.meetings.models import Invitee, InviteeItem, Meeting
from waystation.governance.network.queries.scope import Reader

from .meetings import category_label


@dataclass(frozen=True)
class Guest:
    """An invitee as the meeting's page shows them."""

    id: UUID
    name: str
    entity: str
    category: str
    reason: str
    asked_by: str
    seat: str
    items: list[str] = field(default_factory=list)


def invitees_of(reader: Reader, meeting_id: UUID) -> list[Guest]:
    """Return who is invited to a meeting, and to which items."""
    rows = (
        reader.of_network(Invitee.objects.filter(meeting_id=meeting_id))
        .select_related("user", "entity", "asked_by", "incumbency__seat")
        .prefetch_related("links__item")
        .order_by("created_at", "id")
    )
    return [
        Guest(
            row.id,
            row.user.full_name if row.user else contact_of(row),
            str(row.entity) if row.entity else "",
            category_label(row.category),
            row.reason,
            row.asked_by.full_name,
            row.incumbency.seat.key,
            [f"{link.item.label} {link.item.title}" for link in row.links.all()],
        )
        for row in rows
    ]


def valid_invitations() -> QuerySet[Invitee]:
    """Return the valid invitations: a withdrawn one has no items."""
    return Invitee.objects.filter(Exists(InviteeItem.objects.filter(invitee=OuterRef("pk"))))


def is_invited(meeting: Meeting, account: UUID | None, name: str, email: str) -> bool:
    """Return whether this account, or a person of this name and address, is already invited."""
    rows = valid_invitations().filter(meeting=meeting)
    if account is not None:
        return rows.filter(user_id=account).exists()
    known = [_sealed_values(row) for row in rows.filter(user__isnull=True)]
    return _fold_texts(name, email) in [
        _fold_texts(one["name"], one.get("email", "")) for one in known
    ]


def _fold_texts(*texts: str) -> list[str]:
    return [" ".join(one.split()).casefold() for one in texts]


def contact_of(invitee: Invitee) -> str:
    """Return the sealed name of an invitee without an account."""
    return _sealed_values(invitee)["name"]


def address_of(invitee: Invitee) -> str:
    """Return the sealed e-mail address of an invitee without an account, "" without one."""
    return _sealed_values(invitee).get("email", "")


def _sealed_values(invitee: Invitee) -> dict[str, str]:
    text = read_sealed(invitee, "contact")
    # Who was asked before addresses were kept is a name and nothing else.
    known: dict[str, str] = json.loads(text) if text.startswith("{") else {"name": text}
    return known
