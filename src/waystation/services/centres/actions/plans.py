"""The plan that a person and the centre have agreed on, its steps, and the follow-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.values import values_of, write_values
from waystation.foundation.shared.periods import today_in
from waystation.registry.people import actions as files
from waystation.registry.people import queries as people
from waystation.services.centres import queries, rules
from waystation.services.centres.fields import PLAN, STEP
from waystation.services.centres.models import Plan, Step
from waystation.services.centres.transitions import PLAN_WORKFLOW, STEP_WORKFLOW

KIND = "centres.Plan"


@transaction.atomic
def record_plan(
    user: access.AnyUser, person_id: UUID, *, key: UUID | None = None, **values: Any
) -> Plan:
    """Agree on a plan with a person, in the office of the person's file.

    ``values`` are those of ``fields.PLAN``. Raises NotSeen, NotAllowed, Refusals, Conflict.
    """
    office_id = people.office_of(user, person_id)
    me = access.require(user, "visit.record", office_id)
    person_id, last_contact_on = people.active_file(user, person_id, office_id)
    today = today_in(access.the_office(office_id, me).zone)
    given = PLAN.complete(values)
    there = recorded_before(Plan, key)
    if there is not None:
        return require_same(there, PLAN, {**given, "person_id": person_id})
    PLAN.refuse(given, rules.refusal_of_due_day(given["follow_up_on"], today, "follow_up_on"))
    plan = Plan.begin(me, office_id, key, person_id=person_id, day=today)
    write_values(plan, PLAN, given)
    plan.save(force_insert=True)
    files.note_contact(user, person_id, today, last_contact_on)
    audit.log(me, "plan.record", KIND, plan.id, office_id=office_id)
    return plan


@transaction.atomic
def edit_plan(
    user: access.AnyUser, plan_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Plan:
    """Change a plan. Raises NotSeen, NotAllowed, Refusals, Conflict with both values."""
    plan = queries.plans_visible_to(user).select_for_update(of=("self",)).filter(id=plan_id).first()
    if plan is None:
        raise queries.not_seen()
    me = access.require(user, "visit.record", plan.office_id)
    draft = Draft(**values_of(plan, PLAN))
    changed = merge_edit(draft, seen, proposed)
    if not changed:
        return plan
    given = PLAN.complete(draft.values)
    late = given["follow_up_on"] if "follow_up_on" in changed else None
    PLAN.refuse(given, rules.refusal_of_due_day(late, plan.day, "follow_up_on"))
    write_values(plan, PLAN, given)
    plan.touch()
    plan.save()
    audit.log(me, "plan.edit", KIND, plan.id, office_id=plan.office_id, fields=sorted(changed))
    return plan


def change_plan_state(user: access.AnyUser, plan_id: UUID, transition: str, **values: Any) -> Plan:
    """Record the follow-up of a plan. Raises NotSeen, NotAllowed, Refusals."""
    rows = queries.plans_visible_to(user)
    plan: Plan = PLAN_WORKFLOW.perform(user, rows, plan_id, transition, **values)
    return plan


@transaction.atomic
def add_step(
    user: access.AnyUser, plan_id: UUID, *, key: UUID | None = None, **values: Any
) -> Step:
    """Add an agreed step to a plan; ``values`` are those of ``fields.STEP``.

    Raises NotSeen, NotAllowed, Refusals, Conflict.
    """
    plan = queries.plan_visible_to(user, plan_id)
    me = access.require(user, "visit.record", plan.office_id)
    given = STEP.complete(values)
    there = recorded_before(Step, key)
    if there is not None:
        return require_same(there, STEP, {**given, "plan_id": plan.id})
    STEP.refuse(given, rules.refusal_of_due_day(given["due_on"], plan.day, "due_on"))
    step = Step.begin(me, plan.office_id, key, plan=plan)
    write_values(step, STEP, given)
    step.save(force_insert=True)
    audit.log(me, "step.record", "centres.Step", step.id, office_id=plan.office_id)
    audit.log(me, "plan.step", KIND, plan.id, office_id=plan.office_id)
    return step


def change_step_state(user: access.AnyUser, step_id: UUID, transition: str, **values: Any) -> Step:
    """Note that a step is done or not, or open it again. Raises NotSeen, NotAllowed, Refusals."""
    rows = queries.steps_visible_to(user)
    with transaction.atomic():
        step: Step = STEP_WORKFLOW.perform(user, rows, step_id, transition, **values)
        me = access.signed_in(user)
        audit.log(me, "plan.step", KIND, step.plan_id, office_id=step.office_id)
    return step
