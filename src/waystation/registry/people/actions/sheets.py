"""Finding or opening the files of people on an imported sheet in bulk, and undoing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.fold import search_key
from waystation.foundation.shared.periods import today_in
from waystation.registry.people import queries
from waystation.registry.people.fields import OPEN
from waystation.registry.people.models import Person, SearchToken
from waystation.registry.people.queries.files import KIND
from waystation.registry.people.queries.finding import SEARCH
from waystation.registry.people.rules import finding, identity
from waystation.registry.people.rules.identity import Identity, Name

from .files import allowed_in, new_file, next_numbers, pack_tokens, unpack_tokens

MOST_TOKENS = 5000  # in one statement


@dataclass(frozen=True)
class NamedVisitor:
    """A visitor as a sheet names them."""

    given: str
    family: str
    birth_year: int
    sex: str = ""

    @property
    def name(self) -> Name:
        return identity.tidy_name(Name(self.given, self.family))

    @property
    def key(self) -> tuple[str, int]:
        return search_key(self.name.full), self.birth_year


class KnownFiles:
    """The files of an office by name and year of birth, during an import.

    The same name, in any script and with or without diacritics, with the same year of birth and no
    other sex, is the same person. Merely similar files are left to the list of possible duplicates,
    because nobody can be asked during an import.
    """

    def __init__(self, user: access.AnyUser, office_id: UUID) -> None:
        me, office_id = allowed_in(user, office_id)
        rows = queries.files_visible_to(me).filter(office_id=office_id, merged_into__isnull=True)
        values: Any = list(
            rows.filter(erased_at__isnull=True).values("id", "sealed", "birth_year", "sex")
        )
        names = queries.names_opened(me.organisation_id, values)
        self.files: dict[tuple[str, int], list[tuple[str, UUID]]] = {}
        for row in values:
            if row["birth_year"]:
                key = search_key(names.get(row["id"], "")), row["birth_year"]
                self.files.setdefault(key, []).append((row["sex"], row["id"]))

    def find(self, one: NamedVisitor) -> UUID | None:
        """Return the file of a visitor, None if there is none."""
        found = self.files.get(one.key, ())
        return next((key for sex, key in found if not (sex and one.sex) or sex == one.sex), None)

    def add(self, one: NamedVisitor, key: UUID) -> None:
        """Remember a file that was opened meanwhile."""
        self.files.setdefault(one.key, []).append((one.sex, key))


@transaction.atomic
def open_files(user: access.AnyUser, office_id: UUID, people: Sequence[NamedVisitor]) -> list[UUID]:
    """Open a file for each of these visitors, whose names and years were judged already.

    Raises NotAllowed.
    """
    me = access.require(user, "person.record", office_id)
    if not people:
        return []
    series = next_numbers(me.organisation_id, today_in().year, len(people))
    search = access.keyring(me.organisation_id).derive(SEARCH)
    files, tokens = [], []
    for one, (number, handle) in zip(people, series, strict=True):
        content = Identity((one.name,))
        plain: dict[str, Any] = OPEN.complete({"sex": one.sex}) | {"birth_year": one.birth_year}
        person = new_file(me, office_id, content, plain, b"")
        person.number, person.handle = number, handle
        wanted = finding.tokens_of(search, office_id, content, one.birth_year)
        person.tokens = pack_tokens(wanted)
        tokens += [SearchToken(token=token, handle=person.handle) for token in sorted(wanted)]
        files.append(person)
    Person.objects.bulk_create(files, batch_size=200)
    SearchToken.objects.bulk_create(tokens, batch_size=MOST_TOKENS)
    for person in files:
        audit.log(me, "person.record", KIND, person.id, office_id=office_id)
    return [person.id for person in files]


@transaction.atomic
def remove_unused(user: access.AnyUser, office_id: UUID, ids: Sequence[UUID]) -> int:
    """Delete files that were opened by mistake and that nothing has used or changed since.

    Returns how many. Raises NotAllowed.
    """
    me = access.require(user, "person.record", office_id)
    rows = Person.objects.filter(organisation_id=me.organisation_id, office_id=office_id)
    rows = rows.filter(version=1, merged_into__isnull=True, household__isnull=True)
    files = list(rows.filter(id__in=list(ids)).only("id", "handle", "tokens"))
    used = _files_in_use([one.id for one in files])
    unused = [one for one in files if one.id not in used]
    if not unused:
        return 0
    for one in unused:
        gone = [(token, one.handle) for token in unpack_tokens(bytes(one.tokens))]
        SearchToken.objects.filter(pk__in=gone).delete()
    Person.objects.filter(id__in=[one.id for one in unused]).delete()
    audit.log(me, "person.remove", KIND, None, office_id=office_id, number=len(unused))
    return len(unused)


def _files_in_use(ids: Sequence[UUID]) -> set[UUID]:
    """Return which of these files a record of any app points to."""
    found: set[UUID] = set()
    for relation in Person._meta.related_objects:
        model: Any = relation.related_model
        name = relation.field.name
        rows = model._base_manager.filter(**{f"{name}__in": list(ids)})
        found |= set(rows.values_list(f"{name}_id", flat=True))
    return found
