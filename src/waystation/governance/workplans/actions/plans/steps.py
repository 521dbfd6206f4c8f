"""Common code of actions on a plan: whether it may be edited, and the next position."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Max

from waystation.foundation.access import queries as access
from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.audit import actions as audit
from waystation.governance.workplans.models import WorkPlan
from waystation.governance.workplans.queries import plans as queries


def log(me: access.AnyUser, verb: str, row: OfficeRecord, **detail: Any) -> None:
    """Write into the audit log what was done to a record of this app."""
    user = access.signed_in(me)
    audit.log(user, verb, row._meta.label, row.pk, office_id=row.office_id, **detail)


def plan_to_change(user: access.AnyUser, key: UUID, permission: str = "plan.draft") -> WorkPlan:
    """Return a plan for a change, locked. Raises NotSeen, NotAllowed."""
    row = queries.plan_visible_to(user, key)
    access.require(user, permission, row.office_id)
    return WorkPlan.objects.select_for_update().get(id=row.id)


def next_position(rows: Any) -> int:
    return int(rows.aggregate(most=Max("position"))["most"] or 0) + 1
