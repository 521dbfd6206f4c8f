"""A person's timeline: the entries of this app and of the apps above."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.shared.timeline import Entry
from waystation.registry.people.models import Merge, Person
from waystation.registry.people.queries.files import row_of


def timeline_of(user: access.AnyUser, person_id: UUID) -> list[Entry]:
    """Return everything that happened with a person and that this user may see, newest first.

    Raises NotSeen.
    """
    person = row_of(user, person_id)
    entries = _own(person)
    for timeline in contributions.functions("person_timeline").values():
        entries += timeline(user, person_id)
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _own(person: Person) -> list[Entry]:
    entries = [
        Entry(
            at=person.created_at,
            kind=_("File"),
            title=_("File opened"),
            text=person.number,
            by=str(person.created_by or ""),
            place=person.office.name,
            icon="doc",
            record=person.id,
        )
    ]
    for merge in Merge.objects.filter(into=person).select_related("merged", "created_by"):
        entries.append(
            Entry(
                at=merge.created_at,
                kind=_("File"),
                title=_("Two files became one"),
                text=merge.merged.number,
                by=str(merge.created_by or ""),
                icon="people",
                record=merge.id,
            )
        )
    return entries
