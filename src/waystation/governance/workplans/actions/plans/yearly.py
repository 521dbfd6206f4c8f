"""The plan of a year: opened, given its priorities, adopted, revised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.shared.errors import Conflict, refuse
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.queries import Meeting
from waystation.governance.network.actions.stamp import stamped
from waystation.governance.network.queries import people
from waystation.governance.workplans.models import PlanEdition, Priority, WorkPlan
from waystation.governance.workplans.queries import plans as queries
from waystation.governance.workplans.queries import reviews as reviewed
from waystation.governance.workplans.rules import plans as rules
from waystation.registry.reference import queries as reference

from .steps import after, log, opened, refusal_of_title


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
    refuse([rules.refusal_of_year(year, today_in()), refusal_of_title(title)])
    if there or WorkPlan.objects.filter(office_id=network.office_id, year=year).exists():
        raise Conflict(N_("{year} has a plan already."), code="plan_there", year=year)
    row = WorkPlan.objects.create(
        id=id or new_key(), **stamped(network, me), year=year, title=title, summary=summary.strip()
    )
    log(me, "plan.open", "WorkPlan", row)
    return row


@transaction.atomic
def add_priority(
    user: Anyone, plan: UUID, *, title: str, objective: str = "", id: UUID | None = None
) -> Priority:
    """Add a priority to a plan. Raises NotSeen, NotAllowed, Refusal without a title."""
    row = opened(user, plan)
    there = Priority.objects.filter(id=id, plan=row, title=title.strip()).first() if id else None
    if there:
        return there
    refuse([refusal_of_title(title)])
    if objective:
        reference.require_code("tor_objective", objective, "objective")
    made = Priority.objects.create(
        id=id or new_key(),
        **stamped(row, access.signed_in(user)),
        plan=row,
        position=after(row.priorities),
        title=title.strip(),
        objective=objective,
    )
    log(user, "plan.add_priority", "WorkPlan", row)
    return made


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
    refuse(
        rules.refusals_to_adopt(
            adopted=plan.edition > 0,
            meeting_held=at is not None,
            activities=[one.values for one in queries.activities_of(plan)],
        )
    )
    edition = _freeze(user, plan, meeting=at, day=at.starts_at.date() if at else today_in())
    log(user, "plan.adopt", "WorkPlan", plan, digest=edition.digest)
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
    refuse(
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
    log(user, "plan.revise", "WorkPlan", plan, digest=edition.digest, changes=len(changes))
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
