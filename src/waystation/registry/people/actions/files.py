"""Opening and editing personal files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.shared.errors import Conflict, NotSeen, Refusal, Refusals
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries
from waystation.registry.people.actions.reviewing import remember_review
from waystation.registry.people.fields import OPEN
from waystation.registry.people.models import Person, SearchToken
from waystation.registry.people.queries.active import last_contact_of
from waystation.registry.people.queries.files import (
    KIND,
    TABLE,
    open_identity,
    row_of,
)
from waystation.registry.people.queries.finding import SEARCH
from waystation.registry.people.rules import finding, identity, likeness, numbers
from waystation.registry.people.rules.identity import Contact, Identifier, Identity, Name
from waystation.registry.people.rules.likeness import Proposed

if TYPE_CHECKING:
    from waystation.foundation.access.models import Office, User


@dataclass(frozen=True)
class Answers:
    """A file as it is proposed, tidied."""

    identity: Identity
    plain: dict[str, Any]


def _tidy(answers: Mapping[str, Any], today: date) -> Answers:
    """Return the answers as they are recorded. Raises Refusals with one sentence per field."""
    names = tuple(identity.tidy_name(one) for one in answers["names"])
    contacts = tuple(
        replace(one, value=identity.tidy(one.value)) for one in answers.get("contacts", ())
    )
    identifiers = tuple(
        replace(one, value=identity.tidy(one.value)) for one in answers.get("identifiers", ())
    )
    birth_date, birth_year = answers.get("birth_date"), answers.get("birth_year")
    plain = OPEN.complete(answers)
    refusals = [
        identity.refusal_to_names(names),
        identity.refusal_to_birth(birth_date, birth_year, today),
        identity.refusal_to_contacts(contacts, identifiers),
        identity.refusal_to_note(answers.get("note") or ""),
        *OPEN.refusals(plain),
    ]
    found = [one for one in refusals if one is not None]
    if found:
        raise Refusals(found)
    plain["birth_year"] = birth_date.year if birth_date else birth_year
    note = (answers.get("note") or "").strip()
    return Answers(Identity(names, birth_date, contacts, identifiers, note), plain)


def seal_identity(organisation_id: UUID, person_id: UUID, content: Identity) -> bytes:
    """Return an identity in encrypted form."""
    plain = json.dumps(content.as_json(), ensure_ascii=False, separators=(",", ":")).encode()
    ring = access.keyring(organisation_id)
    return ring.seal(plain, table=TABLE, column="sealed", row=str(person_id))


def index(person: Person, content: Identity) -> None:
    """Bring the search tokens of a file up to date; an erased or merged file has none."""
    key = access.keyring(person.organisation_id).derive(SEARCH)
    gone = bool(person.merged_into_id or person.erased_at)
    wanted = set() if gone else finding.tokens_of(key, person.office_id, content, person.birth_year)
    there = unpack_tokens(bytes(person.tokens))
    stale = [(one, person.handle) for one in there - wanted]
    for start in range(0, len(stale), 400):
        SearchToken.objects.filter(pk__in=stale[start : start + 400]).delete()
    SearchToken.objects.bulk_create(
        [SearchToken(token=one, handle=person.handle) for one in sorted(wanted - there)],
        batch_size=400,
    )
    person.tokens = pack_tokens(wanted)


def pack_tokens(tokens: set[int]) -> bytes:
    """Return tokens as bytes, eight for each."""
    return b"".join(one.to_bytes(8, "big", signed=True) for one in sorted(tokens))


def unpack_tokens(content: bytes) -> set[int]:
    """Return the tokens that ``pack_tokens`` put into bytes."""
    return {
        int.from_bytes(content[i : i + 8], "big", signed=True) for i in range(0, len(content), 8)
    }


# The row is locked by whoever opens a file until that is done.
NEXT = """
    INSERT INTO people_numberseries (organisation_id, year, last) VALUES (%s, %s, %s)
    ON CONFLICT (organisation_id, year)
        DO UPDATE SET last = people_numberseries.last + EXCLUDED.last
    RETURNING last
"""


def next_numbers(organisation_id: UUID, year: int, count: int = 1) -> list[tuple[str, int]]:
    """Return the next file numbers of a year with their handles, under a lock."""
    ((last,),) = access.ask(NEXT, access.in_sql(organisation_id), year, count)
    key = access.keyring(organisation_id).derive("file number")
    return [
        (numbers.file_number(year, place, key), year * 10**8 + place)
        for place in range(last - count + 1, last + 1)
    ]


def _fingerprint(organisation_id: UUID, office_id: UUID, answers: Answers) -> bytes:
    content = {"office": str(office_id), **answers.plain, **answers.identity.as_json()}
    ring = access.keyring(organisation_id)
    return ring.digest("file as opened", json.dumps(content, sort_keys=True).encode())


def keep_until(last_contact: date) -> date:
    """Return the day after which a file is erased, counted from the last contact."""
    years: int = settings.PEOPLE_KEPT_YEARS
    try:
        return last_contact.replace(year=last_contact.year + years)
    except ValueError:  # 29 February
        return last_contact.replace(year=last_contact.year + years, day=28)


@transaction.atomic
def record_person(
    user: access.AnyUser,
    office: Office | UUID,
    *,
    key: UUID | None = None,
    given: str = "",
    family: str = "",
    father: str = "",
    aliases: Sequence[Name] = (),
    birth_date: date | None = None,
    birth_year: int | None = None,
    sex: str = "",
    community: str = "",
    nationality: str = "",
    municipality: str = "",
    migration_status: str = "",
    languages: Sequence[str] = (),
    contacts: Sequence[Contact] = (),
    identifiers: Sequence[Identifier] = (),
    note: str = "",
    somebody_else: bool = False,
    asked_from: float = likeness.ASKED_FROM,
) -> Person:
    """Open a file for a person in an office, and return it.

    ``key`` is the client's key: the same key with the same answers returns the file that is
    there. ``somebody_else`` says that the user has looked at the files that may be of the same
    person, and it is none of them. Raises NotAllowed, NotSeen, Refusals with one sentence per
    field, Refusal "maybe_known" where a file is of the same person with a chance of ``asked_from``
    or more, and Conflict where the key is taken by other answers. Who can look at the files at once
    asks from ``likeness.SHOWN_FROM``; a visit that is sent later only about very similar ones.
    """
    me, office_id = allowed_in(user, office)
    today = today_in()
    answers = _tidy(
        {
            "names": (Name(given, family, father), *aliases),
            "birth_date": birth_date,
            "birth_year": birth_year,
            "sex": sex,
            "community": community,
            "nationality": nationality,
            "municipality": municipality,
            "migration_status": migration_status,
            "languages": languages,
            "contacts": contacts,
            "identifiers": identifiers,
            "note": note,
        },
        today,
    )
    made_of = _fingerprint(me.organisation_id, office_id, answers)
    there = Person.objects.filter(id=key).first() if key else None
    if there is not None:
        if there.organisation_id == me.organisation_id and bytes(there.made_of) == made_of:
            return there
        raise Conflict(
            N_("This file was sent before with other answers. Reload the page and start again."),
            code="key_taken",
        )
    likely = _likely(me, office_id, answers)
    if not somebody_else:
        _refuse_known(likely, asked_from)
    person = _open_file(me, office_id, answers, made_of, key)
    for one in likely if somebody_else else ():
        if one.chance >= likeness.ASKED_FROM:
            remember_review(me, office_id, person.id, one.id, one.weight, same=False)
    return person


def _open_file(
    me: User, office_id: UUID, answers: Answers, made_of: bytes, key: UUID | None = None
) -> Person:
    """Open a file with answers that were judged already."""
    today = today_in()
    ((number, handle),) = next_numbers(me.organisation_id, today.year)
    person = new_file(me, office_id, answers.identity, answers.plain, made_of, key)
    person.number, person.handle = number, handle
    index(person, answers.identity)
    person.save(force_insert=True)
    audit.log(me, "person.record", KIND, person.id, office_id=office_id)
    return person


def new_file(
    me: User,
    office_id: UUID,
    content: Identity,
    plain: Mapping[str, Any],
    made_of: bytes,
    key: UUID | None = None,
) -> Person:
    """Return a file that is neither numbered nor saved yet."""
    today, moment = today_in(), now()
    person = Person(
        id=key or new_key(),
        organisation_id=me.organisation_id,
        office_id=office_id,
        created_at=moment,
        created_by_id=me.id,
        changed_at=moment,
        made_of=made_of,
        last_contact_on=today,
        keep_until=keep_until(today),
        **plain,
    )
    person.pseudonym = queries.pseudonyms(me.organisation_id, [person.id])[person.id]
    person.sealed = seal_identity(me.organisation_id, person.id, content)
    return person


def check_person(user: access.AnyUser, office_id: UUID, **answers: Any) -> None:
    """Raise what ``record_person`` would refuse in these answers; write nothing."""
    me, office_id = allowed_in(user, office_id)
    names = (Name(*(answers.get(one, "") for one in ("given", "family", "father"))),)
    proposed = _tidy({"names": names, **answers}, today_in())
    if not answers.get("somebody_else"):
        _refuse_known(_likely(me, office_id, proposed))


def allowed_in(user: access.AnyUser, office: Office | UUID) -> tuple[User, UUID]:
    """Return the user and the office's key if they may open files there."""
    office_id = office if isinstance(office, UUID) else office.id
    me = access.require(user, "person.record")
    if not access.may(me, "person.record", office_id):
        raise NotSeen(
            N_("There is no such office for you."), field="office", code="office_not_seen"
        )
    return me, office_id


def _likely(me: User, office_id: UUID, answers: Answers) -> list[queries.SearchResult]:
    """Return the files that may be of the proposed person."""
    proposed = Proposed.of(answers.identity, answers.plain)
    return queries.likely_files(me, office_id, proposed)


SAME_NAME = N_(
    "There is already a file with the same name: {number}. Open it, or confirm that "
    "this is somebody else."
)
MAYBE_SAME = N_(
    "A file may be of the same person: {number}. Open it, or confirm that this is somebody else."
)


def _refuse_known(
    likely: Sequence[queries.SearchResult], asked_from: float = likeness.ASKED_FROM
) -> None:
    """Refuse where a file is there already that is likely enough of the same person."""
    similar = [one for one in likely if one.chance >= asked_from]
    if not similar:
        return
    first = similar[0]
    refusal = Refusal(
        SAME_NAME if first.chance >= likeness.ASKED_FROM else MAYBE_SAME,
        field="given",
        code="maybe_known",
        number=first.number,
    )
    refusal.details["similar"] = [
        {"id": str(one.id), "number": one.number, "name": one.name, "chance": round(one.chance, 3)}
        for one in similar
    ]
    raise refusal


@transaction.atomic
def edit_person(
    user: access.AnyUser, person_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Person:
    """Change a file; ``seen`` holds the values the editor had before them.

    Fields: names, birth_date, contacts, identifiers, note (sealed), sex, birth_year, community,
    nationality, municipality, migration_status, languages. Raises NotSeen, NotAllowed, Refusals,
    and Conflict with both values where somebody else changed the same field meanwhile.
    """
    person = lock_person(user, person_id)
    me = access.require(user, "person.record", person.office_id)
    ring = access.keyring(person.organisation_id)
    sealed_part = open_identity(ring, person.id, person.sealed)
    fields = (*OPEN.names, *identity.SEALED_FIELDS)
    values = {name: getattr(person, name) for name in OPEN.names}
    values |= {name: getattr(sealed_part, name) for name in identity.SEALED_FIELDS}
    draft = Draft(**values)
    changed = merge_edit(draft, seen, {k: v for k, v in proposed.items() if k in fields})
    if not changed:
        return person
    after = draft.values
    if "birth_date" in changed and "birth_year" not in changed and after["birth_date"]:
        after["birth_year"] = after["birth_date"].year
    answers = _tidy(after, today_in())
    for name, value in answers.plain.items():
        setattr(person, name, value)
    person.sealed = seal_identity(person.organisation_id, person.id, answers.identity)
    index(person, answers.identity)
    person.version += 1
    person.changed_at = now()
    person.save()
    audit.log(
        me, "person.edit", KIND, person.id, office_id=person.office_id, fields=sorted(changed)
    )
    return person


def lock_person(user: access.AnyUser, person_id: UUID, permission: str = "person.record") -> Person:
    """Return a file's row, locked, that this user may change.

    Raises NotSeen for a file outside the user's scope, NotAllowed where they may only look,
    Refusal for a merged or erased file.
    """
    row_of(user, person_id)
    person = Person.objects.select_for_update().get(id=person_id)
    access.require(user, permission, person.office_id)
    if person.erased_at:
        raise Refusal(N_("This file was erased. Nothing can be added to it."), code="person_erased")
    if person.merged_into_id:
        raise Refusal(
            N_("This file was merged into another one. Work in that file."), code="person_merged"
        )
    return person


def note_contact(user: access.AnyUser, person_id: UUID, on: date, last: date | None = None) -> None:
    """Record that the person was here, which extends retention. Raises NotSeen.

    Other apps call this from the action that records what happened; ``last`` is the day of the last
    contact if the action has read it (``active_file``). It does not count as an edit of the file
    and never sets an earlier day. A second call on the same day changes nothing and locks nothing.
    """
    if on > (last or last_contact_of(user, person_id)):
        _move_last_contact(user, person_id, on)


@transaction.atomic
def _move_last_contact(user: access.AnyUser, person_id: UUID, on: date) -> None:
    person = row_of(user, person_id, locked=True)
    if on > person.last_contact_on:
        person.last_contact_on = on
        person.keep_until = max(person.keep_until, keep_until(on))
        person.save(update_fields=["last_contact_on", "keep_until"])
