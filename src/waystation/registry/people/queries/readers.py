"""Who has read a file, which files were merged into it, and which are past retention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.registry.people.models import Merge, Person
from waystation.registry.people.queries.about import models_about
from waystation.registry.people.queries.files import require_seen


@dataclass(frozen=True)
class MergeLine:
    """A merge that this file took part in."""

    id: UUID
    into: str
    merged: str
    at: datetime
    by: str
    undone_at: datetime | None


def readers_of(user: access.AnyUser, person_id: UUID) -> list[dict[str, Any]]:
    """Return who read or changed a file and when, newest first. Raises NotSeen."""
    require_seen(user, person_id)
    return access.rows_about(user, person_id)


def merges_of(user: access.AnyUser, person_id: UUID) -> list[MergeLine]:
    """Return the merges into this file, newest first. Raises NotSeen."""
    require_seen(user, person_id)
    if Merge not in models_about(person_id):
        return []
    rows = Merge.objects.filter(into_id=person_id).order_by("-created_at")
    columns = ("id", "into__number", "merged__number", "created_at", "created_by", "undone_at")
    found = list(rows.values_list(*columns))
    names = access.names_of_users(by for *_before, by, _undone_at in found)
    return [
        MergeLine(key, into, merged, at, names.get(by, "") if by else "", undone_at)
        for key, into, merged, at, by, undone_at in found
    ]


def merge_row(user: access.AnyUser, merge_id: UUID) -> Merge:
    """Return a merge in the user's scope. Raises NotSeen."""
    merge = access.scoped(Merge.objects.all(), user, "person.read").filter(id=merge_id).first()
    if merge is None:
        raise NotSeen(N_("There is no such merge in your office."), code="merge_not_seen")
    return merge


def numbers_merged_into(person: Person) -> list[str]:
    """Return the numbers of the files merged into a file that was read in a user's scope."""
    return list(Person.objects.filter(merged_into=person).values_list("number", flat=True))


def due_on(day: date) -> Q:
    """Return the condition of files whose time is over on ``day``."""
    return Q(keep_until__lt=day, erased_at__isnull=True, merged_into__isnull=True)


def files_due(organisation_id: UUID, day: date) -> list[UUID]:
    """Return the files whose time is over; for the daily erasure, hence without a user."""
    rows = Person.objects.filter(due_on(day), organisation_id=organisation_id)
    return list(rows.values_list("id", flat=True))
