"""Visibility: staff see their offices' records, an authority its own."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import NotAllowed, not_seen
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.read_once import once
from waystation.foundation.shared.words import N_
from waystation.governance.policies.transitions import DRAFT, OWN, READ
from waystation.registry.organisations import queries as organisations

M = TypeVar("M", bound=Model)


@once
def own_entity(user: access.AnyUser, on: date | None = None) -> UUID | None:
    """Return the institution the user answers for, None without the permission to answer."""
    if not access.may(user, OWN):
        return None
    entity = organisations.entity_of(user, on or today_in())
    return entity.id if entity else None


def visible(rows: QuerySet[M], user: access.AnyUser, *own: str) -> QuerySet[M]:
    """Return the rows of the user's offices, and those of the institution they answer for.

    ``own`` are the columns of the institution, none for what no authority sees.
    """
    wanted = Q(office_id__in=access.offices_where(user, READ))
    if own and (entity := own_entity(user)):
        offices = access.offices_where(user, OWN)
        for column in own:
            wanted |= Q(office_id__in=offices, **{column: entity})
    organisation = getattr(user, "organisation_id", None)
    return rows.filter(wanted, organisation_id=organisation)


def one_of(rows: QuerySet[M], key: UUID) -> M:
    """Return the row with a key. Raises NotSeen."""
    row = rows.filter(pk=key).first()
    if row is None:
        raise not_seen()
    return row


def require_writer(user: access.AnyUser, office_id: UUID, entity_id: UUID | None = None) -> Any:
    """Return the user who may write: an officer of the office, or a representative of the entity.

    Raises NotAllowed.
    """
    if access.may(user, DRAFT, office_id):
        return access.signed_in(user)
    if entity_id is not None and access.may(user, OWN, office_id):
        if own_entity(user) == entity_id:
            return access.signed_in(user)
        raise NotAllowed(N_("The responsible institution reports on it."), code="not_owner")
    return access.require(user, DRAFT, office_id)


def may_write(user: access.AnyUser, office_id: UUID, entity_id: UUID | None = None) -> bool:
    """Return whether the user may write so."""
    try:
        require_writer(user, office_id, entity_id)
    except NotAllowed:
        return False
    return True


def institution(user: access.AnyUser, key: str) -> UUID | None:
    """Return the key of an institution of the user's organisation, None for an unknown one."""
    try:
        wanted = UUID(str(key))
    except ValueError:
        return None
    rows = organisations.entities_of(access.signed_in(user).organisation_id)
    return wanted if rows.filter(id=wanted).exists() else None


def institution_choices(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the institutions that may own something, by name."""
    rows = organisations.entities_of(access.signed_in(user).organisation_id)
    rows = rows.filter(retired_on__isnull=True).order_by("name", "id")
    return [(str(key), name) for key, name in rows.values_list("id", "name")[:500]]
