"""Actions on organisations: add one, set its focal points."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.records.values import values_of, write_values
from waystation.foundation.shared.errors import NotSeen, refuse
from waystation.foundation.shared.fold import search_key
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.refusals import in_order
from waystation.foundation.shared.words import N_

from . import queries, rules
from .fields import CHANGEABLE, CONTACT, ENTITY
from .models import Entity, FocalPoint


def _tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value or "").strip() for name, value in values.items()}


def _named_so(organisation_id: UUID, name: str, but: UUID | None = None) -> bool:
    rows = Entity.objects.filter(organisation_id=organisation_id, name=name)
    return rows.exclude(id=but).exists() if but else rows.exists()


@transaction.atomic
def record_entity(user: AnyUser, office: UUID, *, key: UUID | None = None, **values: Any) -> Entity:
    """Enter an organisation; ``values`` are those of ``fields.ENTITY``.

    The same key with the same content is the record already there. Raises NotAllowed, Refusals
    with one sentence per field, Conflict for a name that is there already.
    """
    me = access.require(user, "organisation.manage", office)
    place = str(values.pop("place", "") or "")
    given = _tidy(ENTITY.complete(values))
    ENTITY.refuse(given)
    there = recorded_before(Entity, key)
    if there is not None:
        return require_same(there, ENTITY, {**given, "organisation_id": me.organisation_id})
    refuse([rules.refusal_of_second(_named_so(me.organisation_id, given["name"]), given["name"])])
    entity = Entity.begin(me, office, key, place=place)
    write_values(entity, ENTITY, given)
    entity.search_key = search_key(f"{entity.acronym} {entity.name}")[:260]
    entity.save(force_insert=True)
    audit.log(
        me,
        "entity.record",
        "organisations.Entity",
        entity.id,
        office_id=office,
        kind=entity.kind,
    )
    return entity


@transaction.atomic
def name_focal_point(
    user: AnyUser, entity_id: UUID, *, account: UUID | None = None, **values: Any
) -> FocalPoint:
    """Record who speaks for an organisation from a day on; the one before ends the day before.

    ``values`` are those of ``fields.CONTACT``. Raises NotSeen for an organisation or account not
    of this mission, NotAllowed, Refusals.
    """
    entity = queries.entity_visible_to(user, entity_id)
    me = access.require(user, "organisation.manage", entity.office_id)
    given = CONTACT.complete(values)
    CONTACT.refuse(
        given,
        rules.refusal_of_unnamed(given["name"], account is not None),
        in_order(given["starts_on"], given["ends_on"], "ends_on"),
    )
    if account is not None and account not in queries.accounts_of(me.organisation_id):
        raise NotSeen(N_("There is no such account here."), code="account_unknown")
    FocalPoint.objects.select_for_update().filter(
        entity=entity,
        alternate=given["alternate"],
        ends_on__isnull=True,
        starts_on__lt=given["starts_on"],
    ).update(ends_on=given["starts_on"] - timedelta(days=1), changed_at=now())
    point = FocalPoint.begin(
        me,
        entity.office_id,
        entity=entity,
        user_id=account,
        **{name: given[name] for name in CONTACT.open_names},
    )
    contact = {name: given[name].strip() for name in CONTACT.sealed_names}
    point.contact = None
    if any(contact.values()):
        write_sealed(point, "contact", json.dumps(contact))
    point.save(force_insert=True)
    audit.log(
        me,
        "focal_point.name",
        "organisations.FocalPoint",
        point.id,
        office_id=entity.office_id,
        alternate=point.alternate,
    )
    return point


@transaction.atomic
def edit_entity(
    user: AnyUser, entity_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Entity:
    """Change what is recorded of an organisation; never its kind.

    Raises NotSeen, NotAllowed, Refusals, Conflict where somebody changed the same field.
    """
    queries.entity_visible_to(user, entity_id)
    entity = Entity.objects.select_for_update().get(id=entity_id)
    me = access.require(user, "organisation.manage", entity.office_id)
    changed = merge_edit(entity, seen, _tidy(proposed))
    if not changed:
        return entity
    CHANGEABLE.refuse(
        values_of(entity, CHANGEABLE),
        rules.refusal_of_second(_named_so(me.organisation_id, entity.name, entity.id), entity.name),
    )
    entity.search_key = search_key(f"{entity.acronym} {entity.name}")[:260]
    entity.touch()
    entity.save()
    audit.log(
        me,
        "entity.edit",
        "organisations.Entity",
        entity.id,
        office_id=entity.office_id,
        fields=sorted(changed),
    )
    return entity
