"""The people of the Network on a day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.access.records import OfficeRecord, in_force
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.read_once import once
from waystation.foundation.shared.words import N_
from waystation.governance.network.models import Incumbency, Member, Network
from waystation.registry.organisations import queries as organisations
from waystation.registry.organisations.queries import Entity

if TYPE_CHECKING:
    from waystation.foundation.access.models import User


def network_of(organisation_id: UUID) -> Network:
    """Return the mission's Network. Raises NotSeen while it has none."""
    row = Network.objects.filter(organisation_id=organisation_id).select_related("office").first()
    if row is None:
        raise NotSeen(N_("This mission has no UN Network on Migration yet."), code="no_network")
    return row


NOT_OPENED = N_(
    "The Network has not been opened here yet. Whoever runs this installation opens it with the "
    "command “network”."
)
_NETWORK = tuple(field.attname for field in Network._meta.concrete_fields)


@lru_cache(maxsize=64)
def _rows_of_networks(stamp: str, organisation_id: UUID) -> tuple[tuple[Any, ...], ...]:
    return tuple(Network.objects.filter(organisation_id=organisation_id).values_list(*_NETWORK))


def _read_networks(organisation_id: UUID) -> list[Network]:
    stamp, found = access.stamp_of(access.ACCESS), []
    for row in _rows_of_networks(stamp, organisation_id):
        network = Network.from_db(connection.alias, _NETWORK, row)
        network.office = access.the_office(network.office_id, stamp=stamp)
        found.append(network)
    return found


def _networks(user: User) -> list[Network]:
    """Return the mission's Network, if it has one: every page of the Network asks for it."""
    organisation = user.organisation_id
    return access.once_per_request(user, "network.networks", lambda: _read_networks(organisation))


def network_visible_to(user: AnyUser, *permissions: str) -> Network:
    """Return the Network in which the user holds one of the permissions. Raises NotSeen.

    A user of another office finds no Network; one of the Network who lacks only these
    permissions is told so (NotAllowed). Reading is asked of who names none.
    """
    asked = permissions or ("network.read",)
    networks = _networks(access.signed_in(user))
    for one in networks:
        if may_in(user, one, *asked):
            return one
        if access.may(user, "terms.read", one.office_id):
            access.require(user, asked[0], one.office_id)
    if not networks and any(access.may(user, one) for one in asked):
        raise NotSeen(NOT_OPENED, code="no_network")
    raise NotSeen(N_("There is no such page here."), code="no_network")


def may_in(user: AnyUser, record: OfficeRecord, *permissions: str) -> bool:
    """Return whether the user holds one of the permissions in the record's office."""
    return any(access.may(user, one, record.office_id) for one in permissions)


def _held_by(user: User, on: date) -> QuerySet[Incumbency]:
    return Incumbency.objects.filter(in_force(on), organisation_id=user.organisation_id, user=user)


@once
def incumbents(network: Network, on: date) -> QuerySet[Incumbency]:
    """Return who sits in the seats on a day, acting holders included."""
    return (
        Incumbency.objects.filter(in_force(on), office_id=network.office_id)
        .select_related("seat", "user", "entity")
        .order_by("seat__key", "acting", "starts_on")
    )


def seats_of(user: AnyUser, on: date) -> set[str]:
    """Return the keys of the seats in which the user sits or acts on a day."""
    if isinstance(user, AnonymousUser):
        return set()
    return set(_held_by(user, on).values_list("seat__key", flat=True))


def is_cochair(user: AnyUser, on: date) -> bool:
    """Return whether the user sits in, or acts for, one of the three seats on a day."""
    return bool(seats_of(user, on))


@once
def entity_of(user: AnyUser, on: date) -> Entity | None:
    """Return the entity the user speaks for on a day; for a co-chair, the seat's entity."""
    spoken = organisations.entity_of(user, on)
    if spoken is not None or isinstance(user, AnonymousUser):
        return spoken
    key = _key_of_entity_seated(user.organisation_id, user.id, on)
    if key is None:
        return None
    return Entity.objects.filter(id=key, organisation_id=user.organisation_id).first()


@access.under_stamps("network")
def _key_of_entity_seated(organisation_id: UUID, user_id: UUID, on: date) -> UUID | None:
    held = Incumbency.objects.filter(in_force(on), organisation_id=organisation_id, user_id=user_id)
    return held.order_by("acting", "starts_on").values_list("entity_id", flat=True).first()


def speakers(user: AnyUser, network: Network, entity: UUID, on: date) -> list[tuple[str, str]]:
    """Return the names and addresses of an entity's focal points or seat holders on a day."""
    spoken = organisations.speakers_of(user, [entity], on)
    found = {one.email: one.name for one in spoken if one.email}
    for one in incumbents(network, on):
        if one.entity_id == entity:
            found.setdefault(one.user.email, one.user.full_name)
    return [(name, address) for address, name in found.items()]


@once
def members_on(network: Network, on: date) -> QuerySet[Member]:
    """Return the members on a day, by the entity's name."""
    return (
        Member.objects.filter(in_force(on), office_id=network.office_id)
        .select_related("entity")
        .order_by("entity__name", "id")
    )


def public_network() -> Network | None:
    """Return the Network whose public page this organisation shows to everybody."""
    return Network.objects.select_related("office", "organisation").order_by("opened_on").first()
