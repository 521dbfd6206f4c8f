"""Activities of a plan: added, edited, dropped; every change is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.saving import log, save
from waystation.foundation.records.values import next_number, values_of
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.workplans.fields import ACTIVITY
from waystation.governance.workplans.models import Activity, MarkerChange, Participation, WorkPlan
from waystation.governance.workplans.queries import plans as queries
from waystation.governance.workplans.rules import overlaps
from waystation.governance.workplans.rules import plans as rules
from waystation.registry.organisations import queries as organisations

from .plans import plan_to_change
from .values import tidied_part, tidy_values

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

MARKS = ("gender_marker", "human_rights_marker", "child", "justification")
Entities = Sequence[tuple[UUID, str]]


def _require_entities(organisation_id: UUID, entities: Entities) -> None:
    known = set(
        organisations.entities_of(organisation_id)
        .filter(id__in=[key for key, _ in entities])
        .values_list("id", flat=True)
    )
    if {key for key, _ in entities} - known or {role for _, role in entities} - dict(
        rules.ROLES
    ).keys():
        raise Refusal(
            N_("Choose the entities and their parts from the lists."),
            field="lead",
            code="entity_unknown",
        )


def _require_registered(user: access.AnyUser, given: Mapping[str, Any]) -> None:
    known = {
        "mechanisms": {one["id"] for one in queries.mechanisms_visible_to(user)},
        "legal": {key for key, _ in queries.legal_visible_to(user)},
    }
    for name, keys in known.items():
        if set(given[name]) - keys:
            raise Refusal(N_("Choose from the register."), field=name, code=f"{name}_unknown")


def _require_fit(
    user: access.AnyUser, plan: WorkPlan, given: Mapping[str, Any], entities: Entities
) -> None:
    _require_entities(plan.organisation_id, entities)
    if given["mechanisms"] or given["legal"]:
        _require_registered(user, given)
    leads = sum(role == rules.LEAD for _, role in entities)
    ACTIVITY.refuse(
        given,
        *rules.refusals_of_activity(given, len(entities), leads),
        rules.refusal_of_framework(given["unsdcf"], *queries.framework_in(plan.year), plan.year),
    )


def _alone(entities: Entities) -> list[tuple[UUID, str]]:
    """Return each entity once, in its first part."""
    found: dict[UUID, str] = {}
    for key, role in entities:
        found.setdefault(key, role)
    return list(found.items())


@transaction.atomic
def add_activity(
    user: access.AnyUser,
    priority: UUID,
    *,
    entities: Entities = (),
    looked: bool = False,
    key: UUID | None = None,
    **values: Any,
) -> Activity:
    """Add an activity under a priority, with (entity, part) pairs; blanks may be filled later.

    ``values`` are those of ``fields.ACTIVITY``. Two entities or more make it joint work. Where
    something alike is planned already, or a coordination mechanism does it, ``looked`` has to say
    that somebody looked (O-49). Raises NotSeen, NotAllowed, Refusals, Conflict.
    """
    under = queries.priority_visible_to(user, priority)
    plan = plan_to_change(user, under.plan_id)
    given, entities = tidy_values(ACTIVITY, values), _alone(entities)
    given["joint"] = bool(given["joint"]) or len(entities) > 1
    if there := recorded_before(Activity, key):
        return require_same(there, ACTIVITY, {**given, "plan_id": plan.id})
    key = key or new_key()
    _require_fit(user, plan, given, entities)
    refuse([_refusal_of_duplicates(user, plan, key, given, looked)])
    me = access.signed_in(user)
    row = Activity.begin(
        me,
        plan.office_id,
        key,
        plan=plan,
        priority=under,
        position=next_number(under.activities.all(), "position"),
        entities=len(entities),
        looked=looked,
        **given,
    )
    row.save(force_insert=True)
    _write_parts(row, me, entities)
    _mark(row, me)
    log(me, "activity.add", row)
    return row


def _refusal_of_duplicates(
    user: access.AnyUser, plan: WorkPlan, key: UUID, given: Mapping[str, Any], looked: bool
) -> Refusal | None:
    new = {**given, "id": str(key), "words": queries.words_of(given["title"])}
    found = overlaps.duplicates(new, [one.values for one in queries.activities_of(plan)])
    named = set(given["mechanisms"])
    others = [one for one in queries.mechanisms_visible_to(user) if one["id"] not in named]
    return overlaps.refusal_of_duplicates(
        [*found, *overlaps.served_by(new["words"], others)], looked
    )


def _write_parts(row: Activity, me: User, entities: Entities) -> None:
    Participation.objects.filter(activity=row).delete()
    Participation.objects.bulk_create(
        Participation.begin(me, row.office_id, activity=row, entity_id=key, role=role)
        for key, role in entities
    )


def _mark(row: Activity, me: User) -> None:
    """Record how the activity is marked now, if that differs from the last time (O-35)."""
    marks = {name: getattr(row, name) for name in MARKS}
    last = row.marked.order_by("-created_at", "-id").first()
    before = {name: getattr(last, name) for name in MARKS} if last else None
    if before == marks or (before is None and all(rules.is_blank(v) for v in marks.values())):
        return
    MarkerChange.begin(me, row.office_id, activity=row, **marks).save(force_insert=True)


@transaction.atomic
def edit_activity(
    user: access.AnyUser,
    key: UUID,
    seen: Mapping[str, Any],
    proposed: Mapping[str, Any],
    *,
    entities: Entities | None = None,
) -> Activity:
    """Change an activity. ``seen`` is what the editor had before them, field by field.

    An adopted plan's edition stays as it was; the change waits for a revision. Raises NotSeen,
    NotAllowed, Refusals, Conflict where somebody else changed the same field.
    """
    planned = queries.activity_visible_to(user, key)
    plan = plan_to_change(user, planned.row.plan_id)
    row = Activity.objects.select_for_update().get(id=key)
    changed = merge_edit(row, tidied_part(ACTIVITY, seen), tidied_part(ACTIVITY, proposed))
    before = [(part.entity_id, part.role) for part in planned.parts]
    parts = before if entities is None else _alone(entities)
    if len(parts) > 1 and not row.joint:
        row.joint, changed["joint"] = True, (False, True)
    if set(parts) != set(before):
        changed["entities"] = (len(before), len(parts))
    if not changed:
        return row
    _require_fit(user, plan, values_of(row, ACTIVITY), parts)
    row.entities = len(parts)
    row.touch()
    row.save()
    me = access.signed_in(user)
    if "entities" in changed:
        _write_parts(row, me, parts)
    _mark(row, me)
    log(me, "activity.edit", row, fields=sorted(changed))
    return row


@transaction.atomic
def drop_activity(user: access.AnyUser, key: UUID) -> Activity:
    """Take an activity out of the plan; what was reported on it stays. Raises NotSeen."""
    row = queries.activity_visible_to(user, key).row
    plan_to_change(user, row.plan_id)
    if row.dropped_on is None:
        row.dropped_on = today_in()
        save(access.signed_in(user), "activity.drop", row)
    return row
