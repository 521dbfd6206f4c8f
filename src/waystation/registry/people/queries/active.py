"""The active file of a person: not erased, not merged into another one."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from waystation.foundation.access import queries as access
from waystation.registry.people.models import Person

from .files import files_in_scope, not_seen


class ActiveFile(NamedTuple):
    """The key of an active file, and the day of the person's last contact."""

    id: UUID
    last_contact_on: date


def active_file(user: access.AnyUser, person_id: UUID, office_id: UUID | None = None) -> ActiveFile:
    """Return the file that new records of this person refer to.

    A merged file leads to the one that it was merged into. Raises NotSeen outside the user's
    scope, for an erased file, and for a file of another office if ``office_id`` is named.
    """
    wanted = person_id
    names = ("office_id", "erased_at", "merged_into_id", "last_contact_on")
    while True:  # a file merged into a file merged into a file: never a circle, a merged file
        found = access.values_in_scope(user, "person.read", Person, wanted, *names)
        if found is None:  # takes no part in a merge
            raise not_seen()
        office, erased_at, merged_into, last_contact_on = found
        if erased_at is not None or (office_id is not None and access.as_key(office) != office_id):
            raise not_seen()
        if merged_into is None:
            return ActiveFile(wanted, last_contact_on)
        wanted = access.as_key(merged_into)


def require_person(user: access.AnyUser, person_id: UUID, office_id: UUID | None = None) -> UUID:
    """Return the key of the person's active file. Raises what ``active_file`` raises."""
    return active_file(user, person_id, office_id).id


def last_contact_of(user: access.AnyUser, person_id: UUID) -> date:
    """Return the last day on which a person was in contact. Raises NotSeen."""
    found = access.values_in_scope(user, "person.read", Person, person_id, "last_contact_on")
    if found is None:
        raise not_seen()
    day: date = found[0]
    return day


def office_of(user: access.AnyUser, person_id: UUID) -> UUID:
    """Return the office of a person's file. Raises NotSeen outside the scope."""
    active = require_person(user, person_id)
    office_id: UUID = files_in_scope(user).values_list("office_id", flat=True).get(id=active)
    return office_id
