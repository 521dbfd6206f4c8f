"""Common code of actions on a plan: whether it may be edited, and the next position."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Max

from waystation.foundation.access import queries as access
from waystation.governance.workplans.models import WorkPlan
from waystation.governance.workplans.queries import plans as queries


def plan_to_change(user: access.AnyUser, key: UUID, permission: str = "plan.draft") -> WorkPlan:
    """Return a plan for a change, locked. Raises NotSeen, NotAllowed."""
    row = queries.plan_visible_to(user, key)
    access.require(user, permission, row.office_id)
    return WorkPlan.objects.select_for_update().get(id=row.id)


def next_position(rows: Any) -> int:
    return int(rows.aggregate(most=Max("position"))["most"] or 0) + 1
