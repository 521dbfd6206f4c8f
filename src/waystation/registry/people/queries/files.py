"""Reading personal files: scoped, and logged if the whole file is opened."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.access import sealed
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.read_once import once
from waystation.foundation.shared.sealing import CannotOpen, Keyring, keyed_hash
from waystation.foundation.shared.words import N_
from waystation.registry.people.fields import OPEN
from waystation.registry.people.models import Person
from waystation.registry.people.rules.identity import NOBODY, Identity, age_on

TABLE = "people_person"
PSEUDONYM = "person pseudonym"
KIND = "people.Person"


@dataclass(frozen=True)
class PersonFile:
    """One person's file, opened."""

    id: UUID
    number: str
    office_id: UUID
    office: str
    identity: Identity
    sex: str
    birth_year: int | None
    community: str
    nationality: str
    municipality: str
    migration_status: str
    languages: tuple[str, ...]
    household_id: UUID | None
    household_role: str
    created_at: datetime
    created_by_id: UUID | None
    changed_at: datetime
    version: int
    last_contact_on: date
    keep_until: date
    merged_into_id: UUID | None
    erased_at: datetime | None

    @property
    def name(self) -> str:
        return self.identity.main.full or self.number

    @property
    def age(self) -> int | None:
        return age_on(today_in(), self.birth_year, self.identity.birth_date)


@dataclass(frozen=True)
class Plain:
    """What facts may know of a person: no name, no day of birth."""

    pseudonym: str
    sex: str
    birth_year: int | None
    community: str
    nationality: str
    municipality: str
    migration_status: str


@dataclass(frozen=True)
class Row:
    """A line of a list of people."""

    id: UUID
    number: str
    name: str
    sex: str
    birth_year: int | None
    municipality: str
    languages: tuple[str, ...]
    changed_at: datetime
    office: str = ""


def not_seen() -> NotSeen:
    """Return the refusal for a person who does not exist or is not visible to the user."""
    return NotSeen(
        N_("There is no such person in your office. Search by name or number."),
        code="person_not_seen",
    )


def open_identity(ring: Keyring, person_id: UUID, sealed: bytes | memoryview) -> Identity:
    """Return the sealed part of a file. Raises CannotOpen if it was altered or moved."""
    if not bytes(sealed):
        return NOBODY
    plain = ring.open(bytes(sealed), table=TABLE, column="sealed", row=str(person_id))
    return Identity.from_json(json.loads(plain.decode()))


def name_in(ring: Keyring, person_id: UUID, value: bytes | memoryview) -> str:
    """Return the main name for a list; of an altered file, a sentence that says so."""
    return sealed.readable(lambda: open_identity(ring, person_id, value).main.full)


def files_in_scope(user: access.AnyUser, permission: str = "person.read") -> QuerySet[Person]:
    """Return the rows of the files this user may see, merged and erased ones included."""
    return access.scoped(Person.objects.all(), user, permission)


def files_visible_to(user: access.AnyUser) -> QuerySet[Person]:
    """Return the files that are listed for this user: neither merged nor erased."""
    return files_in_scope(user).filter(merged_into__isnull=True, erased_at__isnull=True)


def names_opened(organisation_id: UUID, rows: Iterable[dict[str, Any]]) -> dict[UUID, str]:
    """Return the main names of rows with "id" and "sealed", read in a user's scope."""
    ring = access.keyring(organisation_id)
    return {row["id"]: name_in(ring, row["id"], row["sealed"]) for row in rows}


def phones_opened(organisation_id: UUID, rows: Iterable[dict[str, Any]]) -> dict[UUID, list[str]]:
    """Return the telephone numbers of rows with "id" and "sealed", read in a user's scope.

    An altered file has none; its name says what is wrong.
    """
    ring = access.keyring(organisation_id)
    found: dict[UUID, list[str]] = {}
    for row in rows:
        try:
            contacts = open_identity(ring, row["id"], row["sealed"]).contacts
        except CannotOpen:
            contacts = ()
        found[row["id"]] = [one.value for one in contacts if one.kind == "phone"]
    return found


def phones_to_call(user: access.AnyUser, person_id: UUID | None) -> list[str]:
    """Return the telephone numbers of a person, and log that they were read for a call.

    An empty list for a person outside the user's scope, and for a file that cannot be decrypted.
    """
    if person_id is None or not person_exists_for(user, person_id):
        return []
    try:
        contacts = person_visible_to(user, person_id, why="call").identity.contacts
    except CannotOpen:
        return []
    return [one.value for one in contacts if one.kind == "phone"]


def row_of(
    user: access.AnyUser, person_id: UUID, permission: str = "person.read", *, locked: bool = False
) -> Person:
    """Return the row of a file in the user's scope, locked for a change. Raises NotSeen."""
    rows = files_in_scope(user, permission)
    if locked:
        rows = rows.select_for_update(of=("self",))
    person = rows.filter(id=person_id).first()
    if person is None:
        raise not_seen()
    return person


@once
def require_seen(user: access.AnyUser, person_id: UUID) -> None:
    """Raise NotSeen for a person outside the user's scope, whatever became of the file."""
    if access.values_in_scope(user, "person.read", Person, person_id) is None:
        raise not_seen()


def person_of_link(person_id: UUID) -> Person:
    """Return the row of a person whose own secret link was opened. Raises NotSeen when erased."""
    person = Person.objects.select_related("office").filter(id=person_id, erased_at=None).first()
    if person is None:
        raise not_seen()
    return person


def file_of(person: Person) -> PersonFile:
    """Return an opened file. Only for callers that have asked for scope already."""
    ring = access.keyring(person.organisation_id)
    return PersonFile(
        id=person.id,
        number=person.number,
        office_id=person.office_id,
        office=person.office.name,
        identity=open_identity(ring, person.id, person.sealed),
        sex=person.sex,
        birth_year=person.birth_year,
        community=person.community,
        nationality=person.nationality,
        municipality=person.municipality,
        migration_status=person.migration_status,
        languages=tuple(person.languages),
        household_id=person.household_id,
        household_role=person.household_role,
        created_at=person.created_at,
        created_by_id=person.created_by_id,
        changed_at=person.changed_at,
        version=person.version,
        last_contact_on=person.last_contact_on,
        keep_until=person.keep_until,
        merged_into_id=person.merged_into_id,
        erased_at=person.erased_at,
    )


def plain_values(file: PersonFile) -> dict[str, Any]:
    """Return an opened file as plain JSON values, as it is handed over to the person."""
    return {
        "number": file.number,
        "office": file.office,
        "opened_at": file.created_at.isoformat(),
        "kept_until": file.keep_until.isoformat(),
        **file.identity.as_json(),
        **{name: getattr(file, name) for name in OPEN.names},
        "languages": list(file.languages),
    }


@transaction.atomic
def person_visible_to(user: access.AnyUser, person_id: UUID, why: str = "page") -> PersonFile:
    """Return a person's file and log that this user read it. Raises NotSeen."""
    me = access.require(user, "person.read")
    found = files_in_scope(me).select_related("office").filter(id=person_id).first()
    if found is None:
        raise not_seen()
    audit.log(me, "person.read", KIND, found.id, office_id=found.office_id, why=why)
    return file_of(found)


def person_exists_for(user: access.AnyUser, person_id: UUID) -> bool:
    """Return whether this user may see the person, without opening the file."""
    return files_in_scope(user).filter(id=person_id, erased_at__isnull=True).exists()


def people_visible_to(
    user: access.AnyUser, *, after: str = "", limit: int = 50
) -> tuple[list[Row], str]:
    """Return one page of files, last changed first, and the key of the next page ("" at the end).

    ``after`` is the key that the page before returned; anything unreadable starts again.
    """
    me = access.require(user, "person.read")
    rows = files_visible_to(me)
    mark = _mark(after)
    if mark:
        moment, key = mark
        # Said twice, so that an index knows where to begin.
        rows = rows.filter(changed_at__lte=moment)
        rows = rows.filter(Q(changed_at__lt=moment) | Q(id__lt=key))
    found = list(rows.order_by("-changed_at", "-id").values(*COLUMNS)[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    following = f"{found[-1]['changed_at'].isoformat()}_{found[-1]['id']}" if more else ""
    return opened_rows(me.organisation_id, found), following


COLUMNS = (
    "id",
    "number",
    "sealed",
    "sex",
    "birth_year",
    "municipality",
    "languages",
    "changed_at",
    "office__name",
)


def _mark(after: str) -> tuple[datetime, UUID] | None:
    moment, _, key = after.partition("_")
    try:
        return datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        return None


def opened_rows(organisation_id: UUID, values: Iterable[dict[str, Any]]) -> list[Row]:
    """Return lines with their names, from values that were read in a user's scope."""
    ring = access.keyring(organisation_id)
    return [
        Row(
            id=one["id"],
            number=one["number"],
            name=name_in(ring, one["id"], one["sealed"]) or one["number"],
            sex=one["sex"],
            birth_year=one["birth_year"],
            municipality=one["municipality"],
            languages=tuple(one["languages"]),
            changed_at=one["changed_at"],
            office=one["office__name"],
        )
        for one in values
    ]


def rows_of(user: access.AnyUser, ids: Sequence[UUID]) -> dict[UUID, Row]:
    """Return lines of the named people that this user may see, by key."""
    if not access.may(user, "person.read"):
        return {}
    me = access.require(user, "person.read")
    found = files_in_scope(me).filter(id__in=list(ids)).values(*COLUMNS)
    return {row.id: row for row in opened_rows(me.organisation_id, found)}


def names_of(user: access.AnyUser, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the main names of the people this user may see; the others are simply absent.

    An erased person's name is their file number.
    """
    wanted = list({key for key in ids if key is not None})
    if not wanted or not access.may(user, "person.read"):
        return {}
    ring = access.keyring(access.signed_in(user).organisation_id)
    found = files_in_scope(user).filter(id__in=wanted).values_list("id", "number", "sealed")
    return {key: name_in(ring, key, value) or number for key, number, value in found}


def pseudonyms(organisation_id: UUID, person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return each person's pseudonym for facts: a keyed hash in hex, the same every time.

    Needs no look at the database: the pseudonym follows from the key of the file. It is also
    kept in ``people_person.pseudonym``, so that facts may read it as ``person__pseudonym``.
    """
    key = access.keyring(organisation_id).derive(PSEUDONYM)
    return {one: keyed_hash(key, one.bytes, 16).hex() for one in person_ids}


def plain_of(organisation_id: UUID, ids: Iterable[UUID] | None = None) -> dict[UUID, Plain]:
    """Return what facts may know of people, by key: for facts only, hence without a user."""
    rows = Person.objects.filter(organisation_id=organisation_id)
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    columns = (
        "id",
        "pseudonym",
        "sex",
        "birth_year",
        "community",
        "nationality",
        "municipality",
        "migration_status",
    )
    return {key: Plain(*rest) for key, *rest in rows.values_list(*columns).iterator(5000)}
