"""Creating and editing programmes, their donors and goals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.saving import add, save
from waystation.foundation.records.values import strip_texts, values_of, write_values
from waystation.foundation.shared.errors import NotSeen, Refusal, refuse
from waystation.foundation.shared.fold import search_key
from waystation.foundation.shared.refusals import in_order
from waystation.foundation.shared.words import N_
from waystation.governance.programmes import queries
from waystation.governance.programmes.fields import PROGRAMME
from waystation.governance.programmes.models import Goal, Programme, Share, Tag
from waystation.governance.programmes.rules.entries import refusal_of_parent
from waystation.governance.programmes.rules.money import refusal_of_shares
from waystation.governance.programmes.transitions import PROGRAMME_WORKFLOW
from waystation.registry.organisations import queries as organisations


def _refusals(
    values: Mapping[str, Any], organisation: UUID, parent: Programme | None, but: UUID | None
) -> list[Refusal | None]:
    same = Programme.objects.filter(organisation_id=organisation, code=values["code"])
    same = same.exclude(id=but) if but else same
    sector = values["dac_sector"]
    return [
        *PROGRAMME.refusals(values),
        in_order(values["starts_on"], values["ends_on"], "ends_on"),
        refusal_of_parent(values["level"], parent.level if parent else None)
        if values["level"]
        else None,
        Refusal(
            N_("A DAC sector has five digits, for example 15190."),
            field="dac_sector",
            code="dac_sector",
        )
        if sector and not (len(sector) == 5 and sector.isdecimal())
        else None,
        Refusal(
            N_("Another programme or project already has this code. Open it to edit it."),
            field="code",
            code="code_known",
        )
        if values["code"] and same.exists()
        else None,
    ]


@transaction.atomic
def record_programme(
    user: access.AnyUser,
    office_id: UUID,
    *,
    parent_id: UUID | None = None,
    key: UUID | None = None,
    **values: Any,
) -> Programme:
    """Enter a programme, project or activity; ``values`` are those of ``fields.PROGRAMME``.

    The same key with the same content is the record already there. Raises NotAllowed, NotSeen,
    Refusals, Conflict.
    """
    me = access.require(user, "programme.record", office_id)
    parent = queries.programmes.programme_visible_to(user, parent_id) if parent_id else None
    given = strip_texts(PROGRAMME.complete(values))
    there = recorded_before(Programme, key)
    if there is not None:
        return require_same(there, PROGRAMME, {**given, "organisation_id": me.organisation_id})
    refuse(_refusals(given, me.organisation_id, parent, None))
    programme = Programme.begin(me, office_id, key, parent=parent)
    write_values(programme, PROGRAMME, given)
    _index(programme)
    return add(me, "programme.record", programme, level=programme.level)


def _index(programme: Programme) -> None:
    programme.search_key = search_key(f"{programme.code} {programme.title}")[:420]


def _lock_programme(user: access.AnyUser, key: UUID) -> tuple[Any, Programme]:
    queries.programmes.programme_visible_to(user, key)
    programme = Programme.objects.select_for_update().get(id=key)
    return access.require(user, "programme.record", programme.office_id), programme


@transaction.atomic
def edit_programme(
    user: access.AnyUser, key: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Programme:
    """Change a programme. Raises NotSeen, NotAllowed, Refusals, Conflict for the same field."""
    me, programme = _lock_programme(user, key)
    changed = merge_edit(programme, seen, strip_texts(proposed))
    if not changed:
        return programme
    refuse(
        _refusals(
            values_of(programme, PROGRAMME), programme.organisation_id, programme.parent,
            programme.id,
        )
    )  # fmt: skip
    parts = Programme.objects.filter(parent=programme).values_list("level", flat=True)
    refuse([refusal_of_parent(level, programme.level) for level in set(parts)])
    _index(programme)
    return save(me, "programme.edit", programme, fields=sorted(changed))


def change_programme_state(
    user: access.AnyUser, key: UUID, transition: str, **values: Any
) -> Programme:
    """Start, close, suspend or cancel a programme. Raises NotSeen, NotAllowed, Refusal."""
    rows = queries.programmes.programmes_visible_to(user).select_related(None)
    programme: Programme = PROGRAMME_WORKFLOW.perform(user, rows, key, transition, **values)
    return programme


@transaction.atomic
def set_donors(
    user: access.AnyUser, key: UUID, shares: Sequence[tuple[UUID, Decimal | None]]
) -> list[Share]:
    """Say who pays for a programme: organisations with their shares, which add to 100.

    All shares may be unknown (None). Raises NotSeen, NotAllowed, Refusal.
    """
    me, programme = _lock_programme(user, key)
    given = dict(shares)
    known = organisations.entities_of(me.organisation_id).filter(id__in=list(given))
    if known.count() != len(shares):
        raise NotSeen(
            N_("Name each donor once, from the organisations of this mission."),
            field="shares",
            code="donor_unknown",
        )
    refuse([refusal_of_shares(list(given.values()))])
    there = {one.entity_id: one for one in Share.objects.filter(programme=programme)}
    for entity, row in there.items():
        if entity not in given:
            row.delete()
    for entity, per_cent in given.items():
        row = there.get(entity) or Share.begin(
            me, programme.office_id, programme=programme, entity_id=entity
        )
        if row.per_cent != per_cent or entity not in there:
            row.per_cent = per_cent
            row.save()
    save(me, "programme.donors", programme, donors=len(given))
    return queries.programmes.donors_of(programme)


@transaction.atomic
def set_goals(
    user: access.AnyUser, key: UUID, goals: Sequence[UUID], how: Mapping[UUID, str] | None = None
) -> list[Tag]:
    """Say which goals a programme serves; ``how`` says it in words, for a donor's priorities.

    Raises NotSeen for a programme or goal that is not there, NotAllowed.
    """
    me, programme = _lock_programme(user, key)
    wanted = set(goals)
    known = Goal.objects.filter(organisation_id=me.organisation_id, id__in=list(wanted))
    if known.count() != len(wanted):
        raise NotSeen(N_("There is no such goal here."), field="goals", code="goal_unknown")
    words = dict(how or {})
    there = {one.goal_id: one for one in Tag.objects.filter(programme=programme)}
    for goal, row in there.items():
        if goal not in wanted:
            row.delete()
    for goal in sorted(wanted):
        row = there.get(goal) or Tag.begin(
            me, programme.office_id, programme=programme, goal_id=goal
        )
        text = words.get(goal, row.how)[:500]
        if goal not in there or row.how != text:
            row.how = text
            row.save()
    save(me, "programme.goals", programme, goals=len(wanted))
    return queries.programmes.goals_of(programme)
