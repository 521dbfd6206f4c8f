"""Two files of one person become one, and two again if that was wrong."""

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
def merge_people(user: access.Anyone, kept_id: UUID, gone_id: UUID) -> Merge:
    """Put the file ``gone_id`` into ``kept_id``: names, contacts, and the records of every room.

    The gone file stays, points to the kept one, and can be brought back with ``undo_merge``.
    Raises NotSeen, NotAllowed, and Refusal for one file, for merged and for erased files.
    """
    if kept_id == gone_id:
        raise Refusal(N_("This is the same file. Choose another one."), code="merge_same")
    # Locked in one order, so that two merges at once cannot wait for each other.
    rows = {key: lock_person(user, key, "person.merge") for key in sorted((kept_id, gone_id))}
    kept, gone = rows[kept_id], rows[gone_id]
    me = access.require(user, "person.merge", kept.office_id)
    ring = access.keyring(kept.organisation_id)
    mine = open_identity(ring, kept.id, kept.sealed)
    theirs = open_identity(ring, gone.id, gone.sealed)
    weight = likeness.between(Proposed.of_file(kept, mine), Proposed.of_file(gone, theirs))
    filled = [name for name in OPEN.names if not getattr(kept, name) and getattr(gone, name)]
    for name in filled:
        setattr(kept, name, getattr(gone, name))
    together = join_identities(mine, theirs, gone.number)
    moment = now()
    moved = {
        room: [str(one) for one in move(kept.organisation_id, gone.id, kept.id, None)]
        for room, move in _movers().items()
    }
    kept.sealed = seal_identity(kept.organisation_id, kept.id, together)
    kept.last_contact_on = max(kept.last_contact_on, gone.last_contact_on)
    kept.keep_until = max(kept.keep_until, gone.keep_until)
    gone.merged_into = kept
    for person, identity in ((kept, together), (gone, theirs)):
        index(person, identity)
        person.changed_at, person.version = moment, person.version + 1
        person.save()
    merge = Merge.objects.create(
        id=new_key(),
        organisation_id=kept.organisation_id,
        office_id=kept.office_id,
        created_at=moment,
        created_by_id=me.id,
        changed_at=moment,
        kept=kept,
        gone=gone,
        moved=moved,
        filled=filled,
    )
    remember_review(me, kept.office_id, kept.id, gone.id, weight, same=True)
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
def undo_merge(user: access.Anyone, merge_id: UUID) -> Merge:
    """Make two files again of a merge that was wrong; what was edited since stays.

    Records made since the merge stay with the kept file. Raises NotSeen, NotAllowed, and
    Refusal where it was undone already or the kept file was merged or erased since.
    """
    merge = merge_row(user, merge_id)
    kept = lock_person(user, merge.kept_id, "person.merge")
    me = access.require(user, "person.merge", kept.office_id)
    merge = Merge.objects.select_for_update().get(id=merge_id)
    if merge.undone_at:
        raise Refusal(N_("This merge was undone already."), code="merge_undone")
    gone = Person.objects.select_for_update().get(id=merge.gone_id)
    ring = access.keyring(kept.organisation_id)
    theirs = open_identity(ring, gone.id, gone.sealed)
    together = open_identity(ring, kept.id, kept.sealed)
    alone = separate_identities(together, theirs, gone.number)
    if "birth_year" in merge.filled and together.birth_date == theirs.birth_date:
        alone = replace(alone, birth_date=None)
    for name in merge.filled:
        if getattr(kept, name) == getattr(gone, name):
            setattr(kept, name, [] if name == "languages" else None if name == "birth_year" else "")
    movers = _movers()
    for room, keys in merge.moved.items():
        if room in movers:
            movers[room](kept.organisation_id, kept.id, gone.id, [UUID(key) for key in keys])
    moment = now()
    gone.merged_into = None
    kept.sealed = seal_identity(kept.organisation_id, kept.id, alone)
    for person, identity in ((kept, alone), (gone, theirs)):
        index(person, identity)
        person.changed_at, person.version = moment, person.version + 1
        person.save()
    merge.undone_at, merge.undone_by_id = moment, me.id
    merge.changed_at, merge.version = moment, merge.version + 1
    merge.save()
    weight = likeness.between(Proposed.of_file(kept, alone), Proposed.of_file(gone, theirs))
    remember_review(me, kept.office_id, kept.id, gone.id, weight, same=False)
    _log(me, "person.unmerge", merge)
    return merge


def _log(me: Any, verb: str, merge: Merge) -> None:
    """Write the merge down at both files, so that the facts of both are looked at again."""
    counts = {room: len(keys) for room, keys in merge.moved.items()}
    for key, role in ((merge.kept_id, "kept"), (merge.gone_id, "gone")):
        audit.log(
            me, verb, KIND, key, office_id=merge.office_id, merge=str(merge.id), role=role,
            moved=counts,
        )  # fmt: skip
