"""The work plan: drafted by the secretariat, adopted by a decision of a meeting, revised.

Terms of Reference, Objectives, 3; working principles Agility and Unity of purpose.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from waystation.foundation.access import queries as access
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.saving import add, log
from waystation.foundation.records.values import next_number
from waystation.foundation.shared.digests import digest_of
from waystation.foundation.shared.errors import Conflict, refuse
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.queries import people
from waystation.governance.workplans.fields import PLAN, PRIORITY, REVISION
from waystation.governance.workplans.models import PlanEdition, Priority, WorkPlan
from waystation.governance.workplans.queries import editions
from waystation.governance.workplans.queries import plans as queries
from waystation.governance.workplans.queries import reviews as reviewed
from waystation.governance.workplans.rules import plans as rules

from .values import tidy_values


def plan_to_change(user: access.AnyUser, key: UUID, permission: str = "plan.draft") -> WorkPlan:
    """Return a plan for a change, locked. Raises NotSeen, NotAllowed."""
    row = queries.plan_visible_to(user, key)
    access.require(user, permission, row.office_id)
    return WorkPlan.objects.select_for_update().get(id=row.id)


@transaction.atomic
def open_plan(user: access.AnyUser, *, key: UUID | None = None, **values: Any) -> WorkPlan:
    """Begin the plan of a year; ``values`` are those of ``fields.PLAN``.

    Raises NotAllowed, Refusals, Conflict where the year has a plan.
    """
    network = people.network_visible_to(user)
    me = access.require(user, "plan.draft", network.office_id)
    given = tidy_values(PLAN, values)
    if there := recorded_before(WorkPlan, key):
        return require_same(there, PLAN, {**given, "office_id": network.office_id})
    PLAN.refuse(given, rules.refusal_of_year(given["year"], today_in()))
    if WorkPlan.objects.filter(office_id=network.office_id, year=given["year"]).exists():
        raise Conflict(N_("{year} already has a plan."), code="plan_there", year=given["year"])
    return add(me, "plan.open", WorkPlan.begin(me, network.office_id, key, **given))


@transaction.atomic
def add_priority(
    user: access.AnyUser, plan: UUID, *, key: UUID | None = None, **values: Any
) -> Priority:
    """Add a priority to a plan; ``values`` are those of ``fields.PRIORITY``.

    Raises NotSeen, NotAllowed, Refusals.
    """
    under = plan_to_change(user, plan)
    given = tidy_values(PRIORITY, values)
    if there := recorded_before(Priority, key):
        return require_same(there, PRIORITY, {**given, "plan_id": under.id})
    PRIORITY.refuse(given)
    me, position = access.signed_in(user), next_number(under.priorities.all(), "position")
    row = Priority.begin(me, under.office_id, key, plan=under, position=position, **given)
    return add(me, "plan.add_priority", row, about=under)


@transaction.atomic
def adopt_plan(user: access.AnyUser, key: UUID, decision: UUID | None) -> PlanEdition:
    """Adopt a plan by the decision of a meeting that was held: its first edition, frozen (O-27).

    A co-chair does. Raises NotSeen, NotAllowed, and Refusals that name every blank of every
    activity (O-28, O-35, O-38).
    """
    plan = plan_to_change(user, key, "plan.adopt")
    decided = editions.decision_of_network(plan.office_id, decision)
    meeting = decided.meeting if decided else None
    on = timezone.localdate(meeting.starts_at) if meeting else None
    refuse(
        rules.refusals_to_adopt(
            adopted=plan.edition > 0,
            drafted_on=timezone.localdate(plan.created_at),
            decided_on=on,
            activities=[one.values for one in queries.activities_of(plan)],
        )
    )
    edition = _freeze(user, plan, day=on, meeting=meeting, decision=decided)
    log(access.signed_in(user), "plan.adopt", plan, digest=edition.digest)
    return edition


@transaction.atomic
def revise_plan(
    user: access.AnyUser,
    key: UUID,
    reason: str,
    *,
    decision: UUID | None = None,
    review: UUID | None = None,
) -> PlanEdition:
    """Freeze an adopted plan as it stands now, with the reason and the difference (O-42).

    Raises NotSeen, NotAllowed, Refusals for a blank reason, no difference, and every blank.
    """
    plan = plan_to_change(user, key, "plan.adopt")
    changes = editions.changes_since_edition(plan)
    today = today_in()
    REVISION.refuse(
        {"reason": reason},
        *rules.refusals_to_adopt(
            adopted=plan.edition > 0,
            drafted_on=today,
            decided_on=today,
            activities=[one.values for one in queries.activities_of(plan)],
            revising=True,
            reason=reason,
            changes=len(changes),
        ),
    )
    decided = editions.decision_of_network(plan.office_id, decision)
    edition = _freeze(
        user,
        plan,
        day=today,
        meeting=decided.meeting if decided else None,
        decision=decided,
        review=reviewed.review_visible_to(user, review) if review else None,
        reason=reason.strip(),
        changes=[change.__dict__ for change in changes],
    )
    me = access.signed_in(user)
    log(me, "plan.revise", plan, digest=edition.digest, changes=len(changes))
    return edition


def _freeze(user: access.AnyUser, plan: WorkPlan, **values: Any) -> PlanEdition:
    content = editions.content_of(plan)
    plan.edition += 1
    plan.touch()
    plan.save()
    edition = PlanEdition.begin(
        access.signed_in(user),
        plan.office_id,
        plan=plan,
        number=plan.edition,
        content=content,
        digest=digest_of(content),
        **values,
    )
    edition.save(force_insert=True)
    return edition
