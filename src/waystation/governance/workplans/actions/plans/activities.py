"""Activities of a plan: added, changed, dropped, each mark kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.shared.errors import Conflict, Refusal, refuse
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.actions.stamp import stamped
from waystation.governance.workplans.models import Activity, MarkerChange, Participation, WorkPlan
from waystation.governance.workplans.queries import plans as queries
from waystation.governance.workplans.rules import plans as rules
from waystation.registry.organisations import queries as organisations
from waystation.registry.reference import queries as reference

from .steps import after, log, opened

LISTS = {"unsdcf": "unsdcf", "gcm": "gcm_objective", "sdg": "sdg_target", "places": "municipality"}
SETS = (*LISTS, "quarters", "mechanisms", "legal")
MARKS = ("gender_marker", "human_rights_marker", "child", "justification")
BLANKS: dict[str, Any] = {
    **dict.fromkeys(SETS, ()),
    **dict.fromkeys(
        ("title", "description", "child", "justification", "recruitment_fee", "contract",
         "complaint_channel", "added_value"), "",
    ),
    **dict.fromkeys(
        ("funds_required", "funds_available", "gender_marker", "human_rights_marker"), None
    ),
    "currency": "EUR",
    "labour_migration": False,
    "joint": False,
}  # fmt: skip
Entities = Sequence[tuple[UUID, str]]


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return an activity's values as they are kept: lists sorted, texts stripped."""
    given: dict[str, Any] = {}
    for name, blank in BLANKS.items():
        value = values.get(name, blank)
        if name in SETS:
            value = sorted(set(value or ()))
        elif isinstance(blank, str):
            value = str(value or "").strip()
        elif name.startswith("funds"):
            value = None if value in {None, ""} else Decimal(value).quantize(Decimal("0.01"))
        given[name] = value
    return given


def _codes_of(values: Mapping[str, Any], year: int) -> list[Refusal | None]:
    ended, holding = queries.framework_in(year)
    framework = rules.refusal_of_framework(values["unsdcf"], ended, holding, year)
    return [framework, *reference.refusals_of_codes(LISTS, values)]


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


def _require_registered(user: Anyone, given: Mapping[str, Any]) -> None:
    known = {
        "mechanisms": {one["id"] for one in queries.mechanisms_seen_by(user)},
        "legal": {key for key, _ in queries.legal_seen_by(user)},
    }
    for name, keys in known.items():
        if set(given[name]) - keys:
            raise Refusal(N_("Choose from the register."), field=name, code=f"{name}_unknown")


def _checked(user: Anyone, plan: WorkPlan, given: Mapping[str, Any], entities: Entities) -> None:
    _require_entities(plan.organisation_id, entities)
    if given["mechanisms"] or given["legal"]:
        _require_registered(user, given)
    leads = sum(role == rules.LEAD for _, role in entities)
    refuse([*rules.refusals_of_activity(given, len(entities), leads), *_codes_of(given, plan.year)])


def _alone(entities: Entities) -> list[tuple[UUID, str]]:
    """Return each entity once, in its first part."""
    found: dict[UUID, str] = {}
    for key, role in entities:
        found.setdefault(key, role)
    return list(found.items())


@transaction.atomic
def add_activity(
    user: Anyone,
    priority: UUID,
    *,
    entities: Entities = (),
    looked: bool = False,
    id: UUID | None = None,
    **values: Any,
) -> Activity:
    """Add an activity under a priority, with (entity, part) pairs; blanks may be filled later.

    Two entities or more make it joint work. Where something alike is planned already, or a
    coordination mechanism does it, ``looked`` has to say that somebody looked (O-49). The same
    ``id`` with the same content returns what is there. Raises NotSeen, NotAllowed, Refusals
    with a sentence per field, Conflict.
    """
    under = queries.priority_seen_by(user, priority)
    plan = opened(user, under.plan_id)
    given, entities = _given(values), _alone(entities)
    given["joint"] = bool(given["joint"]) or len(entities) > 1
    there = Activity.objects.filter(id=id).first() if id else None
    if there is not None:
        return _same(there, plan, given)
    key = id or new_key()
    _checked(user, plan, given, entities)
    refuse([_refusal_of_duplicates(user, plan, key, given, looked)])
    me = access.signed_in(user)
    row = Activity.objects.create(
        id=key,
        **stamped(plan, me),
        plan=plan,
        priority=under,
        position=after(under.activities),
        entities=len(entities),
        looked=looked,
        **given,
    )
    _write_parts(row, me, entities)
    _mark(row, me)
    log(me, "activity.add", "Activity", row)
    return row


def _same(there: Activity, plan: WorkPlan, given: Mapping[str, Any]) -> Activity:
    if there.plan_id == plan.id and all(getattr(there, n) == v for n, v in given.items()):
        return there
    raise Conflict(
        N_("A different activity was recorded with this key already. Nothing was changed."),
        code="key_used",
    )


def _refusal_of_duplicates(
    user: Anyone, plan: WorkPlan, key: UUID, given: Mapping[str, Any], looked: bool
) -> Refusal | None:
    new = {**given, "id": str(key), "words": queries.words_of(given["title"])}
    found = rules.duplicates(new, [one.values for one in queries.activities_of(plan)])
    named = set(given["mechanisms"])
    others = [one for one in queries.mechanisms_seen_by(user) if one["id"] not in named]
    return rules.refusal_of_duplicates([*found, *rules.served_by(new["words"], others)], looked)


def _write_parts(row: Activity, me: Anyone, entities: Entities) -> None:
    Participation.objects.filter(activity=row).delete()
    Participation.objects.bulk_create(
        Participation(**stamped(row, me), activity=row, entity_id=key, role=role)
        for key, role in entities
    )


def _mark(row: Activity, me: Anyone) -> None:
    """Keep how the activity is marked now, if that differs from the last time (O-35)."""
    marks = {name: getattr(row, name) for name in MARKS}
    last = MarkerChange.objects.filter(activity=row).order_by("-created_at", "-id").first()
    before = {name: getattr(last, name) for name in MARKS} if last else None
    if before == marks or (before is None and all(rules.is_blank(v) for v in marks.values())):
        return
    MarkerChange.objects.create(**stamped(row, me), activity=row, **marks)


@transaction.atomic
def edit_activity(
    user: Anyone,
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
    planned = queries.activity_seen_by(user, key)
    plan = opened(user, planned.row.plan_id)
    me = access.signed_in(user)
    row = Activity.objects.select_for_update().get(id=key)
    changed = merge_edit(row, _kept(seen), _kept(proposed))
    before = [(part.entity_id, part.role) for part in planned.parts]
    parts = before if entities is None else _alone(entities)
    if len(parts) > 1 and not row.joint:
        row.joint, changed["joint"] = True, (False, True)
    if set(parts) != set(before):
        changed["entities"] = (len(before), len(parts))
    if not changed:
        return row
    _checked(user, plan, {name: getattr(row, name) for name in BLANKS}, parts)
    row.entities, row.version, row.changed_at = len(parts), row.version + 1, now()
    row.save()
    if "entities" in changed:
        _write_parts(row, me, parts)
    _mark(row, me)
    log(me, "activity.edit", "Activity", row, fields=sorted(changed))
    return row


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    clean = _given(values)
    return {name: clean[name] for name in values if name in clean}


@transaction.atomic
def drop_activity(user: Anyone, key: UUID) -> Activity:
    """Take an activity out of the plan; what was reported on it stays. Raises NotSeen."""
    planned = queries.activity_seen_by(user, key)
    opened(user, planned.row.plan_id)
    row = planned.row
    if row.dropped_on is None:
        row.dropped_on, row.version, row.changed_at = today_in(), row.version + 1, now()
        row.save()
        log(user, "activity.drop", "Activity", row)
    return row
