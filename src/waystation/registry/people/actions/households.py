"""Households: creating one, adding and removing members, setting the head."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.shared.errors import Conflict, refuse
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries
from waystation.registry.people.fields import HOUSEHOLD
from waystation.registry.people.models import Household, Person
from waystation.registry.people.queries.files import KIND
from waystation.registry.people.rules import households as rules
from waystation.registry.reference import queries as reference


def _seal_household(household: Household, label: str, note: str) -> bytes:
    plain = json.dumps({"label": label, "note": note}, ensure_ascii=False).encode()
    ring = access.keyring(household.organisation_id)
    return ring.seal(plain, table="people_household", column="sealed", row=str(household.id))


def _lock_household(user: access.AnyUser, household_id: UUID) -> Household:
    found = queries.households_in_scope(user).select_for_update().filter(id=household_id).first()
    if found is None:
        raise queries.no_household()
    access.require(user, "person.record", found.office_id)
    return found


def _member(household: Household, person_id: UUID) -> Person:
    rows = Person.objects.select_for_update().filter(household=household)
    person = rows.filter(id=person_id, merged_into__isnull=True).first()
    if person is None:
        raise queries.no_household()
    return person


def _place(user: access.AnyUser, person: Person, household: Household | None, role: str) -> None:
    """Put a person into a household, or out of it; a new head takes the place of the old one."""
    me = access.signed_in(user)
    if role == rules.HEAD and household is not None:
        heads = Person.objects.filter(household=household, household_role=rules.HEAD)
        for old in heads.filter(merged_into__isnull=True).exclude(id=person.id):
            _write(me, old, household, "other_relative")
    _write(me, person, household, role)


def _write(me: Any, person: Person, household: Household | None, role: str) -> None:
    person.household, person.household_role = household, role
    person.touch()
    person.save(update_fields=["household", "household_role", "changed_at", "version"])
    audit.log(me, "person.household", KIND, person.id, office_id=person.office_id,
              fields=["household", "household_role"])  # fmt: skip


@transaction.atomic
def make_household(
    user: access.AnyUser,
    person_id: UUID,
    *,
    role: str = rules.HEAD,
    label: str = "",
    note: str = "",
    municipality: str = "",
    key: UUID | None = None,
) -> Household:
    """Make a household with its first member. The same ``key`` again is the same household.

    Raises NotSeen, NotAllowed, Refusals; Conflict where the ``key`` was used otherwise.
    """
    person_id = queries.require_person(user, person_id)
    person = Person.objects.select_for_update().get(id=person_id)
    me = access.require(user, "person.record", person.office_id)
    if key is not None and Household.objects.filter(id=key).exists():
        if person.household_id == key:
            return Household.objects.get(id=key)
        raise Conflict(
            N_("Another household has already been saved with this key. Nothing was changed."),
            code="key_used",
        )
    label, note = label.strip(), note.strip()
    HOUSEHOLD.refuse(
        {"label": label, "note": note, "municipality": municipality},
        rules.refusal_to_join(person.household_id is not None, False, 0),
        rules.refusal_of_role(role),
        reference.refusal_of_code("household_role", role, "role"),
    )
    household = Household.begin(me, person.office_id, key, municipality=municipality)
    household.sealed = _seal_household(household, label, note)
    household.save(force_insert=True)
    audit.log(me, "household.make", HOUSEHOLD.kind, household.id, office_id=household.office_id)
    _place(user, person, household, role)
    return household


@transaction.atomic
def edit_household(
    user: access.AnyUser, household_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Household:
    """Edit a household's name, note or municipality.

    Raises Conflict with both values if somebody else changed the same field.
    """
    household = _lock_household(user, household_id)
    label, note = queries.words_of(household)
    draft = Draft(label=label, note=note, municipality=household.municipality)
    changed = merge_edit(draft, seen, proposed)
    if not changed:
        return household
    values = draft.values
    HOUSEHOLD.refuse(values)
    household.sealed = _seal_household(household, values["label"], values["note"])
    household.municipality = values["municipality"]
    household.touch()
    household.save()
    audit.log(
        access.signed_in(user), "household.edit", HOUSEHOLD.kind, household.id,
        office_id=household.office_id, fields=sorted(changed),
    )  # fmt: skip
    return household


@transaction.atomic
def join_household(
    user: access.AnyUser, household_id: UUID, person_id: UUID, role: str
) -> Household:
    """Add a person of the same office to a household. Raises NotSeen, NotAllowed, Refusals."""
    household = _lock_household(user, household_id)
    person_id = queries.require_person(user, person_id, household.office_id)
    person = Person.objects.select_for_update().get(id=person_id)
    there = Person.objects.filter(household=household, merged_into__isnull=True).count()
    refuse(
        [
            rules.refusal_to_join(
                person.household_id is not None, person.household_id == household.id, there
            ),
            rules.refusal_of_role(role),
            reference.refusal_of_code("household_role", role, "role"),
        ]
    )
    _place(user, person, household, role)
    return household


@transaction.atomic
def change_role(user: access.AnyUser, household_id: UUID, person_id: UUID, role: str) -> Household:
    """Change a member's place; a new head takes the place of the old one."""
    household = _lock_household(user, household_id)
    person = _member(household, person_id)
    refuse([rules.refusal_of_role(role), reference.refusal_of_code("household_role", role, "role")])
    if person.household_role != role:
        _place(user, person, household, role)
    return household


@transaction.atomic
def leave_household(user: access.AnyUser, household_id: UUID, person_id: UUID) -> None:
    """Take a person out of the household; their file stays. Raises NotSeen, NotAllowed."""
    _place(user, _member(_lock_household(user, household_id), person_id), None, "")
