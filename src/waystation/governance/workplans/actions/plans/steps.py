"""What every step on a plan does: look whether it may be changed, refuse, write it down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Max

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.workplans.models import WorkPlan
from waystation.governance.workplans.queries import plans as queries


def log(me: Anyone, verb: str, kind: str, row: OfficeRecord, **detail: Any) -> None:
    audit.log(
        access.signed_in(me), verb, f"workplans.{kind}", row.id, office_id=row.office_id, **detail
    )


def refusal_of_title(title: str) -> Refusal | None:
    if title.strip():
        return None
    return Refusal(N_("Give it a title."), field="title", code="missing")


def opened(user: Anyone, key: UUID) -> WorkPlan:
    """Return a plan for a change, locked. Raises NotSeen, NotAllowed."""
    row = queries.plan_seen_by(user, key)
    access.require(user, "plan.draft", row.office_id)
    return WorkPlan.objects.select_for_update().get(id=row.id)


def after(rows: Any) -> int:
    return int(rows.aggregate(most=Max("position"))["most"] or 0) + 1
