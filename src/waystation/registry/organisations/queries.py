"""Organisations and their focal points, which all offices share."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.access.records import in_force
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.fold import search_key
from waystation.foundation.shared.read_once import once
from waystation.foundation.shared.words import N_

from .models import Entity, FocalPoint

__all__ = [
    "Entity",
    "OrganisationWarning",
    "Speaker",
    "accounts_of",
    "entities_of",
    "entities_spoken_for",
    "entities_visible_to",
    "entity_by_key",
    "entity_of",
    "entity_visible_to",
    "focal_points_of",
    "organisation_warnings",
    "speakers_of",
]


@dataclass(frozen=True)
class Speaker:
    """A focal point as pages and notices show them."""

    id: UUID
    entity_id: UUID
    user_id: UUID | None
    name: str
    email: str
    phone: str
    alternate: bool
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class OrganisationWarning:
    """A warning that a form shows before somebody is sent to an organisation."""

    name: str
    sentence: str


def organisation_warnings(user: AnyUser) -> dict[UUID, OrganisationWarning]:
    """Return the organisations against which apps warn this user, by name."""
    found: dict[UUID, OrganisationWarning] = {}
    for ask in contributions.functions("organisation_warnings").values():
        for key, (name, sentence) in ask(user).items():
            found[key] = OrganisationWarning(name, sentence)
    return dict(sorted(found.items(), key=lambda one: one[1].name))


def entities_visible_to(user: AnyUser, *, kind: str = "", words: str = "") -> QuerySet[Entity]:
    """Return the organisations by name, for users who may view them."""
    if not access.may(user, "organisation.read"):
        return Entity.objects.none()
    seen = access.signed_in(user)
    rows = Entity.objects.filter(organisation_id=seen.organisation_id).order_by("name", "id")
    if kind:
        rows = rows.filter(kind=kind)
    if words.strip():
        rows = rows.filter(search_key__contains=search_key(words))
    return rows


def entity_visible_to(user: AnyUser, key: UUID) -> Entity:
    """Return one organisation. Raises NotSeen outside the user's scope."""
    row = entities_visible_to(user).filter(id=key).first()
    if row is None:
        raise NotSeen(N_("There is no such organisation here."), code="entity_unknown")
    return row


def entities_of(organisation_id: UUID) -> QuerySet[Entity]:
    """Return every partner organisation; for other apps, which have asked already."""
    return Entity.objects.filter(organisation_id=organisation_id)


def entity_by_key(organisation_id: UUID, key: UUID) -> Entity:
    """Return an organisation, for apps that have asked already. Raises NotSeen."""
    row = entities_of(organisation_id).filter(id=key).first()
    if row is None:
        raise NotSeen(N_("There is no such organisation here."), code="entity_unknown")
    return row


@once
def entity_of(user: AnyUser, on: date) -> Entity | None:
    """Return the organisation the user speaks for on a day, as focal point or alternate."""
    if isinstance(user, AnonymousUser):
        return None
    key = _key_of_entity(user.organisation_id, user.id, on)
    if key is None:
        return None
    return Entity.objects.filter(id=key, organisation_id=user.organisation_id).first()


@access.under_stamps("focal_points")
def _key_of_entity(organisation_id: UUID, user_id: UUID, on: date) -> UUID | None:
    rows = FocalPoint.objects.filter(in_force(on), organisation_id=organisation_id, user_id=user_id)
    return rows.order_by("alternate", "starts_on").values_list("entity_id", flat=True).first()


def entities_spoken_for(user: AnyUser, on: date) -> list[UUID]:
    """Return the organisations that the user speaks for on a day, as focal point or alternate."""
    if isinstance(user, AnonymousUser):
        return []
    rows = FocalPoint.objects.filter(in_force(on), user=user)
    return list(rows.values_list("entity_id", flat=True))


def speakers_of(user: AnyUser, entities: list[UUID], on: date | None = None) -> list[Speaker]:
    """Return who speaks for the organisations (on a day), first the focal points."""
    if not access.may(user, "organisation.read"):
        return []
    return focal_points_of(access.signed_in(user).organisation_id, entities, on)


def focal_points_of(
    organisation_id: UUID, entities: list[UUID], on: date | None = None
) -> list[Speaker]:
    """Return who speaks for organisations, the back-up last; for apps that have asked already."""
    rows = FocalPoint.objects.filter(
        organisation_id=organisation_id, entity__in=entities
    ).select_related("user")
    if on is not None:
        rows = rows.filter(in_force(on))
    return [_speaker(row) for row in rows.order_by("alternate", "-starts_on", "id")]


def _speaker(row: FocalPoint) -> Speaker:
    known: dict[str, str] = json.loads(read_sealed(row, "contact") or "{}")
    account = row.user
    return Speaker(
        row.id,
        row.entity_id,
        row.user_id,
        known.get("name") or (account.full_name if account else ""),
        known.get("email") or (account.email if account else ""),
        known.get("phone", ""),
        row.alternate,
        row.starts_on,
        row.ends_on,
    )


def accounts_of(organisation_id: UUID) -> dict[UUID, str]:
    """Return the accounts of the organisation that may be named focal points, by key."""
    return access.colleagues(organisation_id)
