"""Households, for users who may open files of the office."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.registry.people.models import Household
from waystation.registry.people.queries.files import COLUMNS, Row, files_visible_to, opened_rows


@dataclass(frozen=True)
class Member:
    """A person in a household, and their place in it."""

    row: Row
    role: str


@dataclass(frozen=True)
class HouseholdFile:
    """A household, opened."""

    id: UUID
    office_id: UUID
    office: str
    label: str
    note: str
    municipality: str
    members: tuple[Member, ...]


def no_household() -> NotSeen:
    """Return the one answer for what is not there and what is not yours."""
    return NotSeen(N_("There is no such household in your offices."), code="not_seen")


def households_in_scope(user: access.AnyUser) -> QuerySet[Household]:
    """Return the households of the offices whose files the user may read."""
    return access.scoped(Household.objects.all(), user, "person.read")


def household_row(user: access.AnyUser, household_id: UUID) -> Household:
    """Return the row of a household in the user's scope. Raises NotSeen."""
    found = households_in_scope(user).select_related("office").filter(id=household_id).first()
    if found is None:
        raise no_household()
    return found


def words_of(household: Household) -> tuple[str, str]:
    """Return the sealed label and note of a household that the user may see already."""
    if not household.sealed:
        return "", ""
    ring = access.keyring(household.organisation_id)
    plain = json.loads(
        ring.open(
            bytes(household.sealed),
            table="people_household",
            column="sealed",
            row=str(household.id),
        )
    )
    return plain["label"], plain["note"]


def members_of(user: access.AnyUser, household_id: UUID) -> tuple[Member, ...]:
    """Return the members of a household, the head first, then by age."""
    if not access.may(user, "person.read"):
        return ()
    rows = files_visible_to(user).filter(household_id=household_id)
    found = list(rows.values(*COLUMNS, "household_role"))
    found.sort(
        key=lambda one: (one["household_role"] != "head", one["birth_year"] or 9999, one["id"])
    )
    lines = opened_rows(access.signed_in(user).organisation_id, found)
    roles = (one["household_role"] for one in found)
    return tuple(Member(line, role) for line, role in zip(lines, roles, strict=True))


@transaction.atomic
def open_household(user: access.AnyUser, household_id: UUID) -> HouseholdFile:
    """Return a household to be read, and log that it was. Raises NotSeen."""
    found = household_row(user, household_id)
    audit.log(
        access.signed_in(user), "household.read", "people.Household", found.id,
        office_id=found.office_id,
    )  # fmt: skip
    label, note = words_of(found)
    return HouseholdFile(
        found.id, found.office_id, found.office.name, label, note, found.municipality,
        members_of(user, found.id),
    )  # fmt: skip
