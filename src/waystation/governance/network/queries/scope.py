"""Who may read in the Network, and the classes visible to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.models import Network
from waystation.governance.network.rules import classes

from . import people

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Reader:
    """A reader in the Network, with the classes they may see."""

    user: Any
    network: Network
    classes: tuple[str, ...]
    today: date

    def may(self, permission: str) -> bool:
        """Return whether the reader holds a permission in the Network."""
        return access.may(self.user, permission, self.network.office_id)

    def of_network(self, rows: QuerySet[M]) -> QuerySet[M]:
        """Return the rows of this Network."""
        return of_network(rows, self.network)

    def visible(self, rows: QuerySet[M]) -> QuerySet[M]:
        """Return the rows of this Network whose class exists for the reader, or that are theirs."""
        return self.of_network(rows).filter(
            Q(access_class__in=self.classes) | Q(created_by=self.user)
        )

    def seats(self) -> set[str]:
        """Return the co-chairs' seats in which the reader sits or acts today."""
        return people.seats_of(self.user, self.today) if self.may("meeting.convene") else set()


def of_network(rows: QuerySet[M], network: Network) -> QuerySet[M]:
    """Return the rows of a Network."""
    return rows.filter(organisation_id=network.organisation_id, office_id=network.office_id)


def reader_of(user: AnyUser, permission: str = "network.read") -> Reader:
    """Return the reader. Raises NotSeen outside the Network, NotAllowed without the permission."""
    network = people.network_visible_to(user, permission)
    seen = access.signed_in(user)
    held = {one for one in set(classes.NEEDS.values()) if access.may(seen, one, network.office_id)}
    today = today_in(network.office.zone)
    return Reader(seen, network, tuple(classes.classes_of(held)), today)


def not_there() -> NotSeen:
    """Return the refusal for records that do not exist or are of a class the user may not see."""
    return NotSeen(N_("There is no such record in the Network."), code="not_seen")


def one(rows: QuerySet[M], key: UUID) -> M:
    """Return one of the rows by key. Raises NotSeen."""
    found = rows.filter(pk=key).first()
    if found is None:
        raise not_there()
    return found
