"""Services in the directory, shared by all offices of the organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.messaging import queries as messaging
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.fold import search_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.directory.fields import SERVICE
from waystation.registry.directory.models import DirectoryCheck, Service
from waystation.registry.directory.rules import CONFIRMED_FOR, Fit, Wanted, fit_of, is_stale
from waystation.registry.organisations import queries as organisations
from waystation.registry.people import queries as people
from waystation.registry.reference import queries as reference

CHECK_SALT = "directory.check"


@dataclass(frozen=True)
class Match:
    """A service that matches, with the reasons."""

    service: Service
    fit: Fit
    stale: bool


def services_visible_to(user: access.AnyUser, *, words: str = "") -> QuerySet[Service]:
    """Return the services of the organisation's partners, by name; colleagues share them."""
    if not access.may(user, "service.read"):
        return Service.objects.none()
    me = access.signed_in(user)
    rows = Service.objects.filter(organisation_id=me.organisation_id).select_related("entity")
    if words.strip():
        rows = rows.filter(search_key__contains=search_key(words))
    return rows.order_by("name", "id")


def service_visible_to(user: access.AnyUser, key: UUID) -> Service:
    """Return one service. Raises NotSeen."""
    service = services_visible_to(user).filter(id=key).first()
    if service is None:
        raise NotSeen(N_("There is no such service here."), code="service_unknown")
    return service


def service_matches(user: access.AnyUser, wanted: Wanted) -> list[Match]:
    """Return the services that take referrals and match, the best first."""
    today, regions = today_in(), reference.parents("municipality")
    rows = services_visible_to(user).filter(state="offered", takes_referrals=True)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    found = []
    for service in rows:
        values = values_of(service, SERVICE) | {"confirmed_on": service.confirmed_on}
        fit = fit_of(values, wanted, regions, today)
        if fit is not None:
            found.append(Match(service, fit, is_stale(service.confirmed_on, today)))
    return sorted(found, key=lambda one: (-one.fit.score, one.service.name))


def wanted_for(user: access.AnyUser, person_id: UUID, kind: str = "", place: str = "") -> Wanted:
    """Return a person's search criteria; the place is where they live unless given.

    Raises NotSeen.
    """
    file = people.file_of(people.row_of(user, person_id))
    return Wanted(
        kind,
        place or file.municipality,
        file.languages,
        file.migration_status,
        file.sex,
        file.age,
    )


def partners_of(organisation_id: UUID) -> list[tuple[str, str]]:
    """Return the organisations that can offer a service or be referred to, as choices."""
    rows = organisations.entities_of(organisation_id).filter(retired_on__isnull=True)
    return [(str(key), name) for key, name in rows.order_by("name").values_list("id", "name")]


def partner_of(organisation_id: UUID, key: UUID | None) -> Any:
    """Return an organisation that can be referred to. Raises NotSeen."""
    rows = organisations.entities_of(organisation_id).filter(retired_on__isnull=True)
    found = rows.filter(id=key).first() if key else None
    if found is None:
        raise NotSeen(N_("There is no such organisation here."), code="entity_unknown")
    return found


def stale_condition(today: date) -> Q:
    """Return the condition of an entry that has to be confirmed again."""
    return Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=today - CONFIRMED_FOR)


def check_token_of(check_id: UUID) -> str:
    """Return the secret part of the link by which a partner confirms its services."""
    return messaging.token_of(CHECK_SALT, check_id)


def check_key_of(token: str) -> UUID | None:
    """Return the key of a question to a partner, None for an unknown link."""
    return messaging.key_of(CHECK_SALT, token)


def open_check(key: UUID | None) -> DirectoryCheck | None:
    """Return the question to a partner that a link belongs to, while it is open."""
    if key is None:
        return None
    rows = DirectoryCheck.objects.filter(id=key, answered_at__isnull=True, expires_at__gt=now())
    return rows.select_related("entity").first()


def services_of_check(check: DirectoryCheck) -> list[Service]:
    """Return the services that a partner is asked to confirm: those still offered."""
    rows = Service.objects.filter(entity_id=check.entity_id, state="offered")
    return list(rows.order_by("name", "id"))
