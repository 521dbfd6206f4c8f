"""Plans, their steps, and their follow-up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.shared.errors import not_seen
from waystation.services.centres.models import Plan, Step
from waystation.services.centres.transitions import STEP_WORKFLOW


def plans_visible_to(user: access.AnyUser) -> QuerySet[Plan]:
    """Return the plans of the user's offices."""
    return access.scoped(Plan.objects.all(), user, "visit.read")


def plans_with_steps(user: access.AnyUser) -> QuerySet[Any]:
    """Return the plans of the user's offices with how many steps were agreed and are done."""
    return plans_visible_to(user).annotate(
        agreed_steps=Count("steps"), done_steps=Count("steps", filter=Q(steps__state="done"))
    )


def plan_visible_to(user: access.AnyUser, plan_id: UUID) -> Plan:
    """Return one plan. Raises NotSeen outside the user's offices."""
    plan = plans_visible_to(user).select_related("office").filter(id=plan_id).first()
    if plan is None:
        raise not_seen()
    return plan


@transaction.atomic
def open_plan(user: access.AnyUser, plan_id: UUID) -> Plan:
    """Return one plan to be read whole, and record that this user read it. Raises NotSeen."""
    plan = plan_visible_to(user, plan_id)
    me = access.signed_in(user)
    audit.log(me, "plan.read", "centres.Plan", plan.id, office_id=plan.office_id)
    return plan


def steps_visible_to(user: access.AnyUser) -> QuerySet[Step]:
    """Return the agreed steps of the user's offices."""
    return access.scoped(Step.objects.all(), user, "visit.read")


def step_visible_to(user: access.AnyUser, step_id: UUID) -> Step:
    """Return one step. Raises NotSeen outside the user's offices."""
    step = steps_visible_to(user).select_related("plan").filter(id=step_id).first()
    if step is None:
        raise not_seen()
    return step


def steps_of(user: access.AnyUser, plan: Plan) -> list[dict[str, Any]]:
    """Return the steps of a plan in words, the first due first, with what can be done."""
    rows = steps_visible_to(user).filter(plan=plan).order_by("due_on", "id")
    return [
        {
            "step": one,
            "what": readable_text(one, "what"),
            "state": (STEP_WORKFLOW.words(one.state), STEP_WORKFLOW.state_of(one).tone),
            "transitions": STEP_WORKFLOW.available(user, one),
        }
        for one in rows
    ]
