"""The work plan: drafted by the secretariat, adopted by a co-chair at a held meeting, revised.

Terms of Reference, Objectives, 3; working principles Agility and Unity of purpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from waystation.foundation.access import actions as access_actions
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.access.records import OfficeRecord, merge_edit
from waystation.foundation.shared.errors import Conflict, NotAllowed, Refusal, Refusals
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.models import (
    Activity,
    MarkerChange,
    Meeting,
    Milestone,
    Participation,
    PlanEdition,
    Priority,
    Progress,
    WorkPlan,
)
from waystation.governance.network.queries import people
from waystation.governance.network.queries import plans as queries
from waystation.governance.network.queries import reviews as reviewed
from waystation.governance.network.rules import plans as rules
from waystation.registry.organisations import queries as organisations
from waystation.registry.reference import queries as reference

from .stamp import stamped

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


def _refuse(refusals: Iterable[Refusal | None]) -> None:
    found = [one for one in refusals if one is not None]
    if found:
        raise found[0] if len(found) == 1 else Refusals(found)


def _log(me: Anyone, verb: str, kind: str, row: OfficeRecord, **detail: Any) -> None:
    access_actions.log(
        access.signed_in(me), verb, f"network.{kind}", row.id, office_id=row.office_id, **detail
    )


@transaction.atomic
def open_plan(
    user: Anyone, *, year: int, title: str, summary: str = "", id: UUID | None = None
) -> WorkPlan:
    """Begin the plan of a year. The same ``id`` with the same content returns what is there.

    Raises NotAllowed, Refusal for an unfit year, Conflict where the year has a plan.
    """
    network = people.network_seen_by(user)
    me = access.require(user, "plan.draft", network.office_id)
    title = title.strip()
    there = WorkPlan.objects.filter(id=id).first() if id else None
    if there and (there.office_id, there.year, there.title) == (network.office_id, year, title):
        return there
    _refuse([rules.refusal_of_year(year, today_in()), _refusal_of_title(title)])
    if there or WorkPlan.objects.filter(office_id=network.office_id, year=year).exists():
        raise Conflict(N_("{year} has a plan already."), code="plan_there", year=year)
    row = WorkPlan.objects.create(
        id=id or new_key(), **stamped(network, me), year=year, title=title, summary=summary.strip()
    )
    _log(me, "plan.open", "WorkPlan", row)
    return row


def _refusal_of_title(title: str) -> Refusal | None:
    if title.strip():
        return None
    return Refusal(N_("Give it a title."), field="title", code="missing")


def _opened(user: Anyone, key: UUID) -> WorkPlan:
    """Return a plan for a change, locked. Raises NotSeen, NotAllowed."""
    row = queries.plan_seen_by(user, key)
    access.require(user, "plan.draft", row.office_id)
    return WorkPlan.objects.select_for_update().get(id=row.id)


def _after(rows: Any) -> int:
    return int(rows.aggregate(most=Max("position"))["most"] or 0) + 1


@transaction.atomic
def add_priority(
    user: Anyone, plan: UUID, *, title: str, objective: str = "", id: UUID | None = None
) -> Priority:
    """Add a priority to a plan. Raises NotSeen, NotAllowed, Refusal without a title."""
    row = _opened(user, plan)
    there = Priority.objects.filter(id=id, plan=row, title=title.strip()).first() if id else None
    if there:
        return there
    _refuse([_refusal_of_title(title)])
    if objective:
        reference.require_code("tor_objective", objective, "objective")
    made = Priority.objects.create(
        id=id or new_key(),
        **stamped(row, access.signed_in(user)),
        plan=row,
        position=_after(row.priorities),
        title=title.strip(),
        objective=objective,
    )
    _log(user, "plan.add_priority", "WorkPlan", row)
    return made


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
    found = [rules.refusal_of_framework(values["unsdcf"], ended, holding, year)]
    for field, list_key in LISTS.items():
        for code in values[field]:
            try:
                reference.require_code(list_key, code, field)
            except Refusal as refusal:
                found.append(refusal)
    return found


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
    _refuse(
        [*rules.refusals_of_activity(given, len(entities), leads), *_codes_of(given, plan.year)]
    )


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
    plan = _opened(user, under.plan_id)
    given, entities = _given(values), _alone(entities)
    given["joint"] = bool(given["joint"]) or len(entities) > 1
    there = Activity.objects.filter(id=id).first() if id else None
    if there is not None:
        return _same(there, plan, given)
    key = id or new_key()
    _checked(user, plan, given, entities)
    _refuse([_refusal_of_duplicates(user, plan, key, given, looked)])
    me = access.signed_in(user)
    row = Activity.objects.create(
        id=key,
        **stamped(plan, me),
        plan=plan,
        priority=under,
        position=_after(under.activities),
        entities=len(entities),
        looked=looked,
        **given,
    )
    _write_parts(row, me, entities)
    _mark(row, me)
    _log(me, "activity.add", "Activity", row)
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
    plan = _opened(user, planned.row.plan_id)
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
    _log(me, "activity.edit", "Activity", row, fields=sorted(changed))
    return row


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    clean = _given(values)
    return {name: clean[name] for name in values if name in clean}


@transaction.atomic
def drop_activity(user: Anyone, key: UUID) -> Activity:
    """Take an activity out of the plan; what was reported on it stays. Raises NotSeen."""
    planned = queries.activity_seen_by(user, key)
    _opened(user, planned.row.plan_id)
    row = planned.row
    if row.dropped_on is None:
        row.dropped_on, row.version, row.changed_at = today_in(), row.version + 1, now()
        row.save()
        _log(user, "activity.drop", "Activity", row)
    return row


@transaction.atomic
def add_milestone(
    user: Anyone, activity: UUID, *, title: str, quarter: int, id: UUID | None = None
) -> Milestone:
    """Add a milestone to an activity. Raises NotSeen, NotAllowed, Refusal."""
    planned = queries.activity_seen_by(user, activity)
    _opened(user, planned.row.plan_id)
    there = Milestone.objects.filter(id=id, activity=planned.row).first() if id else None
    if there:
        return there
    _refuse([rules.refusal_of_milestone(title, quarter)])
    row = Milestone.objects.create(
        id=id or new_key(),
        **stamped(planned.row, access.signed_in(user)),
        activity=planned.row,
        title=title.strip(),
        quarter=quarter,
    )
    _log(user, "activity.add_milestone", "Activity", planned.row)
    return row


def _require_reporter(user: Anyone, planned: queries.Planned) -> Anyone:
    """Return the user if the secretariat or one who speaks for an entity of the activity."""
    if access.may(user, "plan.draft", planned.row.office_id):
        return access.signed_in(user)
    me = access.require(user, "commitment.record", planned.row.office_id)
    mine = people.entity_of(me, today_in())
    if mine is None or mine.id not in {part.entity_id for part in planned.parts}:
        raise NotAllowed(
            N_("An entity reports on what it takes part in. Ask the secretariat for the others."),
            code="not_our_activity",
        )
    return me


@transaction.atomic
def reach_milestone(
    user: Anyone, key: UUID, *, reached_on: date | None = None, evidence: str = ""
) -> Milestone:
    """Record that a milestone is reached, with its evidence.

    Raises NotSeen, NotAllowed, Refusal.
    """
    seen = queries.milestone_seen_by(user, key)
    planned = queries.activity_seen_by(user, seen.activity_id)
    me = _require_reporter(user, planned)
    row = Milestone.objects.select_for_update().get(id=key)
    reached_on = reached_on or today_in()
    if reached_on > today_in():
        raise Refusal(N_("That day has not come yet."), field="reached_on", code="day_to_come")
    if not evidence.strip():
        raise Refusal(
            N_("Say what shows it: a document, a link, a number."),
            field="evidence",
            code="evidence_missing",
        )
    row.reached_on, row.evidence = reached_on, evidence.strip()[:300]
    row.version, row.changed_at = row.version + 1, now()
    row.save()
    _log(me, "activity.reach_milestone", "Activity", planned.row)
    return row


@transaction.atomic
def report_progress(
    user: Anyone,
    activity: UUID,
    *,
    quarter: int,
    state: str,
    text: str = "",
    spent: Decimal | None = None,
    id: UUID | None = None,
) -> Progress:
    """Report what became of an activity in a quarter; the last report of a quarter counts.

    The secretariat reports, or who speaks for an entity that takes part. Raises NotSeen,
    NotAllowed, Refusal.
    """
    planned = queries.activity_seen_by(user, activity)
    me = _require_reporter(user, planned)
    there = Progress.objects.filter(id=id, activity=planned.row).first() if id else None
    if there:
        return there
    year = planned.row.plan.year
    _refuse([rules.refusal_of_progress(state, text, quarter, year, today_in())])
    row = Progress.objects.create(
        id=id or new_key(),
        **stamped(planned.row, me),
        activity=planned.row,
        quarter=quarter,
        state=state,
        text=text.strip(),
        spent=spent,
    )
    _log(me, "activity.report", "Activity", planned.row, quarter=quarter, state=state)
    return row


def _may_adopt(user: Anyone, key: UUID) -> WorkPlan:
    row = queries.plan_seen_by(user, key)
    access.require(user, "plan.adopt", row.office_id)
    return WorkPlan.objects.select_for_update().get(id=row.id)


@transaction.atomic
def adopt_plan(user: Anyone, key: UUID, meeting: UUID | None) -> PlanEdition:
    """Adopt a plan at a meeting that was held: its first edition, frozen (O-27).

    A co-chair does. Raises NotSeen, NotAllowed, and Refusals that name every blank of every
    activity (O-28, O-35, O-38).
    """
    plan = _may_adopt(user, key)
    at = (
        Meeting.objects.filter(id=meeting, office_id=plan.office_id, state="held").first()
        if meeting
        else None
    )
    _refuse(
        rules.refusals_to_adopt(
            adopted=plan.edition > 0,
            meeting_held=at is not None,
            activities=[one.values for one in queries.activities_of(plan)],
        )
    )
    edition = _freeze(user, plan, meeting=at, day=at.starts_at.date() if at else today_in())
    _log(user, "plan.adopt", "WorkPlan", plan, digest=edition.digest)
    return edition


@transaction.atomic
def revise_plan(
    user: Anyone, key: UUID, reason: str, *, meeting: UUID | None = None, review: UUID | None = None
) -> PlanEdition:
    """Freeze an adopted plan as it stands now, with the reason and the difference (O-42).

    Raises NotSeen, NotAllowed, Refusals for a blank reason, no difference, and every blank.
    """
    plan = _may_adopt(user, key)
    changes = queries.unrevised(plan)
    _refuse(
        rules.refusals_to_adopt(
            adopted=plan.edition > 0,
            meeting_held=True,
            activities=[one.values for one in queries.activities_of(plan)],
            revising=True,
            reason=reason,
            changes=len(changes),
        )
    )
    at = Meeting.objects.filter(id=meeting, office_id=plan.office_id).first() if meeting else None
    found = reviewed.review_seen_by(user, review) if review else None
    edition = _freeze(
        user, plan, meeting=at, review=found, day=today_in(), reason=reason, changes=changes
    )
    _log(user, "plan.revise", "WorkPlan", plan, digest=edition.digest, changes=len(changes))
    return edition


def _freeze(
    user: Anyone,
    plan: WorkPlan,
    *,
    day: date,
    meeting: Meeting | None = None,
    review: Any = None,
    reason: str = "",
    changes: Sequence[rules.Change] = (),
) -> PlanEdition:
    content = queries.content_of(plan)
    plan.edition += 1
    plan.version, plan.changed_at = plan.version + 1, now()
    plan.save()
    return PlanEdition.objects.create(
        **stamped(plan, access.signed_in(user)),
        plan=plan,
        number=plan.edition,
        day=day,
        meeting=meeting,
        review=review,
        reason=reason.strip(),
        content=content,
        changes=[change.__dict__ for change in changes],
        digest=queries.digest_of(content),
    )
