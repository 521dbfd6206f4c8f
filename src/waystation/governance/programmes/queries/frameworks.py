"""Frameworks and their goals: shared by all offices of the mission."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.access.records import not_ended
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.governance.programmes.models import Framework, Goal

from .programmes import READ


def frameworks_visible_to(user: access.AnyUser) -> QuerySet[Framework]:
    """Return the frameworks of the mission, the kinds together, the newest edition first."""
    if not access.may(user, READ):
        return Framework.objects.none()
    rows = Framework.objects.filter(organisation_id=access.signed_in(user).organisation_id)
    return rows.order_by("kind", "-valid_from", "key")


def framework_visible_to(user: access.AnyUser, key: UUID) -> Framework:
    """Return one framework. Raises NotSeen in another mission."""
    row = frameworks_visible_to(user).filter(id=key).select_related("replaces").first()
    if row is None:
        raise NotSeen(N_("There is no such framework here."), code="not_seen")
    return row


def goals_of(framework: Framework) -> QuerySet[Goal]:
    """Return the goals of a framework in their order, with how much work carries them."""
    return (
        Goal.objects.filter(framework=framework)
        .select_related("lead", "successor__framework")
        .annotate(works=Count("tags"))
        .order_by("position", "id")
    )


def in_force(user: access.AnyUser, on: date) -> QuerySet[Framework]:
    """Return the frameworks in force on a day."""
    return frameworks_visible_to(user).filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=on),
        not_ended(on, "valid_to"),
    )


def framework_choices(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the frameworks by title, for what one replaces."""
    return [(str(one.id), one.title) for one in frameworks_visible_to(user)]


def goals_by_framework(user: access.AnyUser) -> list[dict[str, Any]]:
    """Return every framework with its goals, for the page on which work is tagged."""
    return [{"framework": one, "goals": list(goals_of(one))} for one in frameworks_visible_to(user)]


def goals_of_kind(user: access.AnyUser, kind: str) -> set[UUID]:
    """Return the keys of all goals of the frameworks of one kind."""
    rows = Goal.objects.filter(framework__in=frameworks_visible_to(user).filter(kind=kind))
    return set(rows.values_list("id", flat=True))
