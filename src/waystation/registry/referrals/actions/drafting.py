"""Preparing a referral: recipient, purpose, data and papers. Nothing is sent yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.documents import attachments
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.records.values import values_of, write_values
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.words import N_
from waystation.registry.directory import queries as directory
from waystation.registry.directory.rules import refusal_of_closed
from waystation.registry.people import actions as files
from waystation.registry.people import queries as people
from waystation.registry.referrals import queries
from waystation.registry.referrals.fields import REFERRAL
from waystation.registry.referrals.models import Referral, ReferralFile
from waystation.registry.referrals.rules import disclosure
from waystation.registry.referrals.rules import referrals as rules
from waystation.registry.referrals.transitions import KIND


@transaction.atomic
def draft_referral(
    user: access.AnyUser,
    person_id: UUID,
    *,
    entity: UUID | None = None,
    service: UUID | None = None,
    follows: UUID | None = None,
    key: UUID | None = None,
    **values: Any,
) -> Referral:
    """Begin a referral of a person; ``values`` are those of ``fields.REFERRAL``.

    With a service, its organisation is the partner. ``follows`` continues an earlier referral,
    whose chain it joins. Raises NotSeen, NotAllowed, Refusals, Conflict for a taken key.
    """
    person = files.lock_person(user, people.require_person(user, person_id), "referral.send")
    me = access.require(user, "referral.send", person.office_id)
    chosen = directory.service_visible_to(user, service) if service is not None else None
    partner = directory.partner_of(me.organisation_id, chosen.entity_id if chosen else entity)
    given = REFERRAL.complete(values)
    there = recorded_before(Referral, key)
    if there is not None:
        return require_same(there, REFERRAL, {**given, "person_id": person.id})
    before = queries.referral_visible_to(user, follows) if follows is not None else None
    REFERRAL.refuse(
        given,
        *disclosure.refusals_of_content(given),
        refusal_of_closed(chosen.state, chosen.takes_referrals) if chosen else None,
        rules.refusal_of_renewal(before.state) if before else None,
    )
    referral = Referral.begin(
        me,
        person.office_id,
        key,
        number=rules.new_number(),
        direction="out",
        person=person,
        entity=partner,
        service=chosen,
        follows=before,
    )
    write_values(referral, REFERRAL, given)
    referral.save(force_insert=True)
    audit.log(me, "referral.record", KIND, referral.id, office_id=referral.office_id)
    return referral


def lock_draft(user: access.AnyUser, referral_id: UUID) -> Referral:
    """Return a draft, locked. Raises NotSeen, NotAllowed, Refusal once it was sent."""
    queries.referral_visible_to(user, referral_id)
    referral = Referral.objects.select_for_update().get(id=referral_id)
    access.require(user, "referral.send", referral.office_id)
    if referral.state != "draft":
        raise Refusal(
            N_("Only a draft can be changed. Cancel this one and refer again."), code="not_draft"
        )
    return referral


@transaction.atomic
def edit_referral(
    user: access.AnyUser, referral_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Referral:
    """Change a draft. Raises NotSeen, NotAllowed, Refusals, Conflict where two changed the same."""
    referral = lock_draft(user, referral_id)
    draft = Draft(**values_of(referral, REFERRAL))
    changed = merge_edit(draft, seen, proposed)
    if not changed:
        return referral
    REFERRAL.refuse(draft.values, *disclosure.refusals_of_content(draft.values))
    write_values(referral, REFERRAL, draft.values)
    referral.touch()
    referral.save()
    audit.log(
        access.signed_in(user),
        "referral.edit",
        KIND,
        referral.id,
        office_id=referral.office_id,
        fields=sorted(changed),
    )
    return referral


def add_file(user: access.AnyUser, referral_id: UUID, name: str, content: bytes) -> ReferralFile:
    """Add a paper to a draft, where documents are among what is shared. Raises Refusal."""
    with transaction.atomic():
        _refuse_file(lock_draft(user, referral_id), name, content)
    content = attachments.check_attachment(name, content)
    with transaction.atomic():
        return _add_file(user, referral_id, name, content)


def _refuse_file(referral: Referral, name: str, content: bytes) -> None:
    there = ReferralFile.objects.filter(referral=referral).count()
    refuse([rules.refusal_of_file(name, len(content), there, referral.fields_shared)])


def _add_file(user: access.AnyUser, referral_id: UUID, name: str, content: bytes) -> ReferralFile:
    referral = lock_draft(user, referral_id)
    me = access.signed_in(user)
    _refuse_file(referral, name, content)
    kind = attachments.ending_of(name)
    file = ReferralFile.begin(
        me, referral.office_id, new_key(), referral=referral, media=rules.MEDIA[kind],
        size=len(content),
    )  # fmt: skip
    write_sealed(file, "name", name.rpartition("/")[2][:120])
    ring = access.keyring(file.organisation_id)
    file.content = ring.seal(content, table=file._meta.db_table, column="content", row=str(file.id))
    file.save(force_insert=True)
    audit.log(me, "referral.add_file", KIND, referral.id, office_id=referral.office_id)
    return file


def content_of(file: ReferralFile) -> tuple[str, bytes]:
    """Return the name and the content of a file that the reader may open already."""
    ring = access.keyring(file.organisation_id)
    table, row = file._meta.db_table, str(file.id)
    name = ring.open(bytes(file.name), table=table, column="name", row=row).decode()
    return name, ring.open(bytes(file.content), table=table, column="content", row=row)


@transaction.atomic
def open_file(user: access.AnyUser, file_id: UUID) -> tuple[str, str, bytes]:
    """Return the name, media type and content of a file of the user's office; it is logged."""
    file = queries.file_visible_to(user, file_id)
    note_opening(access.signed_in(user), file)
    name, content = content_of(file)
    return name, file.media, content


@transaction.atomic
def open_inbox_file(user: access.AnyUser, file_id: UUID) -> tuple[str, str, bytes]:
    """Return a file of a referral to the user's organisation; it is logged. Raises NotSeen."""
    file = queries.inbox_file(user, file_id)
    note_opening(access.signed_in(user), file, by="partner")
    name, content = content_of(file)
    return name, file.media, content


def note_opening(me: Any, file: ReferralFile, **detail: str) -> None:
    """Log that a file was opened."""
    audit.log(
        me,
        "referral.file.read",
        KIND,
        file.referral_id,
        organisation_id=file.organisation_id,
        office_id=file.office_id,
        file=str(file.id),
        **detail,
    )
