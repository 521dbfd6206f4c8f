"""The members' profiles side by side: mandate, expertise, current work; and their editions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.foundation.access import contributions
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.read_once import once
from waystation.governance.network.models import Network, ProfileEdition
from waystation.governance.network.rules import members as rules

from .people import members_on, network_visible_to
from .scope import not_there


def profile_rows(network: Network, on: date) -> list[dict[str, Any]]:
    """Return each member's profile on a day (ToR 46), as an edition would store it.

    A member's current work is its own statement, and its part in the year's plan.
    """
    parts: dict[UUID, list[dict[str, str]]] = {}
    for planned in contributions.objects("member_activities"):
        for entity, role, title in planned(network.office_id, on.year):
            parts.setdefault(entity, []).append({"role": role, "title": title})
    return [
        {
            "entity": str(one.entity_id),
            "name": one.entity.name,
            "acronym": one.entity.acronym,
            "mandate": one.mandate or one.entity.mandate,
            "expertise": one.entity.expertise,
            "activities": one.entity.activities,
            "plan": parts.get(one.entity_id, []),
        }
        for one in members_on(network, on)
    ]


def editions(network: Network) -> QuerySet[ProfileEdition]:
    """Return the editions of the profiles, the latest first."""
    return (
        ProfileEdition.objects.filter(office_id=network.office_id)
        .select_related("created_by")
        .order_by("-number")
    )


@once
def latest(network: Network) -> ProfileEdition | None:
    """Return the latest edition of the profiles, None before the first."""
    return editions(network).first()


def edition_visible_to(user: AnyUser, number: int) -> ProfileEdition:
    """Return one edition of the profiles by its number. Raises NotSeen."""
    row = editions(network_visible_to(user)).filter(number=number).first()
    if row is None:
        raise not_there()
    return row


@once
def out_of_date(network: Network, on: date) -> bool:
    """Return whether a profile changed after the last edition, or none was ever issued."""
    last = latest(network)
    rows = profile_rows(network, on)
    return bool(rows) if last is None else rules.profiles_changed(last.rows, rows) != []


def changes_of(edition: ProfileEdition) -> list[rules.ProfileChange]:
    """Return what changed in an edition since the one before it."""
    before = ProfileEdition.objects.filter(
        office_id=edition.office_id, number=edition.number - 1
    ).first()
    old: Sequence[Mapping[str, Any]] = before.rows if before else edition.rows
    return rules.profiles_changed(old, edition.rows)
