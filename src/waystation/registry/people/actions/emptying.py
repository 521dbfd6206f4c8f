"""Erasing the personal file itself; registry/privacy decides when, and calls all apps."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from waystation.foundation.shared.periods import now
from waystation.registry.people.actions.files import index
from waystation.registry.people.models import Person
from waystation.registry.people.rules.identity import NOBODY


def lock_merged(person: Person) -> list[Person]:
    """Return the files merged into this one, locked."""
    return list(Person.objects.select_for_update().filter(merged_into=person))


def lock_due(person_id: UUID, day: date) -> Person | None:
    """Return a file past retention on ``day``, locked; None if it is not past retention."""
    person = Person.objects.select_for_update().get(id=person_id)
    return None if person.erased_at or person.keep_until >= day else person


def empty_file(person: Person) -> None:
    """Remove all identifying data of a locked file, and its search tokens.

    The row keeps sex, year of birth and municipality, for statistics. Called by the action that
    erases, which checks the permission and writes the audit log.
    """
    person.erased_at = now()
    person.sealed = person.made_of = b""
    person.community = person.nationality = person.migration_status = ""
    person.languages, person.household_id, person.household_role = [], None, ""
    person.touch()
    index(person, NOBODY)
    person.save()
