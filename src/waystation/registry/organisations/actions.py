"""What people do with organisations: enter one, say who speaks for it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Conflict, NotSeen
from waystation.foundation.shared.fold import search_key
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.registry.reference import queries as reference

from . import queries, rules
from .models import Entity, FocalPoint

WRITTEN = ("name", "acronym", "category", "mandate", "expertise", "activities", "place", "website")


@transaction.atomic
def keep_entity(
    user: Anyone, office: UUID, *, name: str, kind: str, key: UUID | None = None, **written: Any
) -> Entity:
    """Enter an organisation. The same key with the same content is the record already there.

    Raises NotAllowed, Refusal for a missing name or an unknown kind, Conflict for a name that
    is there already.
    """
    seen = access.require(user, "organisation.manage", office)
    if refusal := rules.refusal_of_entity(name, kind, set(reference.codes("entity_kind"))):
        raise refusal
    if written.get("category"):
        reference.require_code("stakeholder_category", written["category"], "category")
    fields = {one: str(written.get(one) or "").strip() for one in WRITTEN if one != "name"}
    fields["name"] = name.strip()
    known = Entity.objects.filter(organisation_id=seen.organisation_id)
    there = known.filter(id=key).first() if key else None
    if there is not None:
        if there.kind == kind and all(getattr(there, one) == fields[one] for one in fields):
            return there
        raise Conflict(N_("This was sent once before with other content."), code="key_reused")
    if known.filter(name=fields["name"]).exists():
        raise Conflict(
            N_("{name} is there already. Open it and change it."),
            code="entity_known",
            name=fields["name"],
        )
    moment = now()
    entity = Entity.objects.create(
        id=key or new_key(),
        organisation_id=seen.organisation_id,
        office_id=office,
        created_at=moment,
        created_by=seen,
        changed_at=moment,
        kind=kind,
        search_key=search_key(f"{fields['acronym']} {fields['name']}")[:260],
        **fields,
    )
    audit.log(seen, "entity.keep", "organisations.Entity", entity.id, office_id=office, kind=kind)
    return entity


@transaction.atomic
def name_focal_point(
    user: Anyone,
    entity_id: UUID,
    *,
    starts_on: date,
    account: UUID | None = None,
    name: str = "",
    email: str = "",
    phone: str = "",
    alternate: bool = False,
    ends_on: date | None = None,
) -> FocalPoint:
    """Say who speaks for an organisation from a day on; whoever did so until then ends.

    Raises NotSeen for an organisation or account not of this house, NotAllowed, Refusal.
    """
    entity = queries.entity_seen_by(user, entity_id)
    seen = access.require(user, "organisation.manage", entity.office_id)
    if refusal := rules.refusal_of_focal_point(name, starts_on, ends_on, account is not None):
        raise refusal
    if account is not None and account not in queries.accounts_of(seen.organisation_id):
        raise NotSeen(N_("There is no such account here."), code="account_unknown")
    before = FocalPoint.objects.select_for_update().filter(
        entity=entity, alternate=alternate, ends_on__isnull=True, starts_on__lt=starts_on
    )
    moment = now()
    before.update(ends_on=starts_on - timedelta(days=1), changed_at=moment)
    key = new_key()
    contact = None
    if name.strip() or email.strip() or phone.strip():
        contact = access.keyring(seen.organisation_id).seal(
            json.dumps(
                {"name": name.strip(), "email": email.strip(), "phone": phone.strip()}
            ).encode(),
            table="organisations_focalpoint",
            column="contact",
            row=str(key),
        )
    point = FocalPoint.objects.create(
        id=key,
        organisation_id=seen.organisation_id,
        office_id=entity.office_id,
        created_at=moment,
        created_by=seen,
        changed_at=moment,
        entity=entity,
        user_id=account,
        contact=contact,
        alternate=alternate,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    audit.log(
        seen,
        "focal_point.name",
        "organisations.FocalPoint",
        point.id,
        office_id=entity.office_id,
        alternate=alternate,
    )
    return point


@transaction.atomic
def change_entity(
    user: Anyone, entity_id: UUID, seen_before: dict[str, Any], proposed: dict[str, Any]
) -> Entity:
    """Change what is written of an organisation; never its kind.

    Raises NotSeen, NotAllowed, Refusal, Conflict where somebody changed the same field.
    """
    queries.entity_seen_by(user, entity_id)
    entity = Entity.objects.select_for_update().get(id=entity_id)
    seen = access.require(user, "organisation.manage", entity.office_id)
    fields = {one: str(proposed[one] or "").strip() for one in WRITTEN if one in proposed}
    if refusal := rules.refusal_of_entity(fields.get("name", entity.name), "kept", {"kept"}):
        raise refusal
    if fields.get("category"):
        reference.require_code("stakeholder_category", fields["category"], "category")
    twin = Entity.objects.filter(organisation_id=seen.organisation_id, name=fields.get("name", ""))
    if twin.exclude(id=entity.id).exists():
        raise Conflict(
            N_("{name} is there already. Open it and change it."),
            code="entity_known",
            name=fields["name"],
        )
    changed = merge_edit(entity, seen_before, fields)
    if not changed:
        return entity
    entity.search_key = search_key(f"{entity.acronym} {entity.name}")[:260]
    entity.changed_at, entity.version = now(), entity.version + 1
    entity.save()
    audit.log(
        seen,
        "entity.change",
        "organisations.Entity",
        entity.id,
        office_id=entity.office_id,
        fields=sorted(changed),
    )
    return entity
