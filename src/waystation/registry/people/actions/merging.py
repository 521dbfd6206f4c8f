"""Merging two files of one person, and undoing a merge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.registry.people.actions.files import index, lock_person, seal_identity
from waystation.registry.people.actions.reviewing import remember_review
from waystation.registry.people.fields import OPEN
from waystation.registry.people.models import Merge, Person
from waystation.registry.people.queries.files import KIND, open_identity
from waystation.registry.people.queries.readers import merge_row
from waystation.registry.people.rules import likeness
from waystation.registry.people.rules.identity import Identity
from waystation.registry.people.rules.likeness import Proposed


def _movers() -> dict[str, Callable[..., list[UUID]]]:
    return contributions.functions("person_move")


@transaction.atomic
def merge_people(user: access.AnyUser, into_id: UUID, merged_id: UUID) -> Merge:
    """Merge the file ``merged_id`` into ``into_id``: names, contacts, the records of every app.

    The merged file stays, points to the other one, and can be brought back with ``undo_merge``.
    Raises NotSeen, NotAllowed, and Refusal for one file, for merged and for erased files.
    """
    if into_id == merged_id:
        raise Refusal(N_("This is the same file. Choose another one."), code="merge_same")
    # Locked in one order, so that two merges at once cannot wait for each other.
    rows = {key: lock_person(user, key, "person.merge") for key in sorted((into_id, merged_id))}
    into, merged = rows[into_id], rows[merged_id]
    me = access.require(user, "person.merge", into.office_id)
    ring = access.keyring(into.organisation_id)
    mine = open_identity(ring, into.id, into.sealed)
    theirs = open_identity(ring, merged.id, merged.sealed)
    weight = likeness.between(Proposed.of_file(into, mine), Proposed.of_file(merged, theirs))
    filled = [name for name in OPEN.names if not getattr(into, name) and getattr(merged, name)]
    for name in filled:
        setattr(into, name, getattr(merged, name))
    together = join_identities(mine, theirs, merged.number)
    moment = now()
    moved = {
        app: [str(one) for one in move(into.organisation_id, merged.id, into.id, None)]
        for app, move in _movers().items()
    }
    into.sealed = seal_identity(into.organisation_id, into.id, together)
    into.last_contact_on = max(into.last_contact_on, merged.last_contact_on)
    into.keep_until = max(into.keep_until, merged.keep_until)
    merged.merged_into = into
    for person, identity in ((into, together), (merged, theirs)):
        index(person, identity)
        person.changed_at, person.version = moment, person.version + 1
        person.save()
    merge = Merge.objects.create(
        id=new_key(),
        organisation_id=into.organisation_id,
        office_id=into.office_id,
        created_at=moment,
        created_by_id=me.id,
        changed_at=moment,
        into=into,
        merged=merged,
        moved=moved,
        filled=filled,
    )
    remember_review(me, into.office_id, into.id, merged.id, weight, same=True)
    _log(me, "person.merge", merge)
    return merge


def join_identities(mine: Identity, theirs: Identity, source: str) -> Identity:
    """Return an identity with everything of the other that it lacks, marked with its source."""
    known_names = {(one.given, one.family, one.father) for one in mine.names}
    known = {(one.kind, one.value) for one in mine.reachable}
    return Identity(
        names=(
            *mine.names,
            *(
                replace(one, kind="merged", source=source)
                for one in theirs.names
                if (one.given, one.family, one.father) not in known_names
            ),
        ),
        birth_date=mine.birth_date or theirs.birth_date,
        contacts=(
            *mine.contacts,
            *(
                replace(one, source=source)
                for one in theirs.contacts
                if (one.kind, one.value) not in known
            ),
        ),
        identifiers=(
            *mine.identifiers,
            *(
                replace(one, source=source)
                for one in theirs.identifiers
                if (one.kind, one.value) not in known
            ),
        ),
        note="\n\n".join(text for text in (mine.note, theirs.note) if text),
    )


def separate_identities(together: Identity, theirs: Identity, source: str) -> Identity:
    """Return an identity without what came from a merged file; later edits stay."""
    note = together.note
    if theirs.note and note.endswith(theirs.note):
        note = note.removesuffix(theirs.note).rstrip()
    return Identity(
        names=tuple(one for one in together.names if one.source != source),
        birth_date=together.birth_date,
        contacts=tuple(one for one in together.contacts if one.source != source),
        identifiers=tuple(one for one in together.identifiers if one.source != source),
        note=note,
    )


@transaction.atomic
def undo_merge(user: access.AnyUser, merge_id: UUID) -> Merge:
    """Undo a wrong merge; edits made since then remain.

    Records created since the merge remain with the file in which they were created. Raises NotSeen,
    NotAllowed, and Refusal if it was already undone, or if that file was merged or erased since.
    """
    merge = merge_row(user, merge_id)
    into = lock_person(user, merge.into_id, "person.merge")
    me = access.require(user, "person.merge", into.office_id)
    merge = Merge.objects.select_for_update().get(id=merge_id)
    if merge.undone_at:
        raise Refusal(N_("This merge has already been undone."), code="merge_undone")
    merged = Person.objects.select_for_update().get(id=merge.merged_id)
    ring = access.keyring(into.organisation_id)
    theirs = open_identity(ring, merged.id, merged.sealed)
    together = open_identity(ring, into.id, into.sealed)
    alone = separate_identities(together, theirs, merged.number)
    if "birth_year" in merge.filled and together.birth_date == theirs.birth_date:
        alone = replace(alone, birth_date=None)
    for name in merge.filled:
        if getattr(into, name) == getattr(merged, name):
            setattr(into, name, [] if name == "languages" else None if name == "birth_year" else "")
    movers = _movers()
    for app, keys in merge.moved.items():
        if app in movers:
            movers[app](into.organisation_id, into.id, merged.id, [UUID(key) for key in keys])
    moment = now()
    merged.merged_into = None
    into.sealed = seal_identity(into.organisation_id, into.id, alone)
    for person, identity in ((into, alone), (merged, theirs)):
        index(person, identity)
        person.changed_at, person.version = moment, person.version + 1
        person.save()
    merge.undone_at, merge.undone_by_id = moment, me.id
    merge.changed_at, merge.version = moment, merge.version + 1
    merge.save()
    weight = likeness.between(Proposed.of_file(into, alone), Proposed.of_file(merged, theirs))
    remember_review(me, into.office_id, into.id, merged.id, weight, same=False)
    _log(me, "person.unmerge", merge)
    return merge


def _log(me: Any, verb: str, merge: Merge) -> None:
    """Write the merge down at both files, so that the facts of both are looked at again."""
    counts = {app: len(keys) for app, keys in merge.moved.items()}
    for key, role in ((merge.into_id, "into"), (merge.merged_id, "merged")):
        audit.log(
            me, verb, KIND, key, office_id=merge.office_id, merge=str(merge.id), role=role,
            moved=counts,
        )  # fmt: skip
