"""Targets: one person proposes, another approves."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.governance.results.models import Target
from waystation.governance.results.queries.indicators import indicator_visible_to
from waystation.governance.results.rules import targets as rules
from waystation.governance.results.transitions import TARGET_WORKFLOW


def set_target(
    user: AnyUser,
    key: str,
    office: UUID,
    starts_on: date | None,
    ends_on: date | None,
    value: float | None,
    *,
    qualifier: str = "",
    baseline: float | None = None,
    baseline_on: date | None = None,
    note: str = "",
) -> Target:
    """Propose what an office should reach; an approved target goes back to being proposed.

    Raises NotAllowed, NotSeen for an unknown indicator or office, Refusal with the field.
    """
    if office not in access.offices_where(user, "indicator.read"):
        raise NotSeen(N_("There is no such office."), code="office_unknown")
    seen = access.require(user, "target.set", office)
    known = indicator_visible_to(user, key)
    refusal = rules.refusal_of_target(value, starts_on, ends_on, known.definition.is_ratio)
    if refusal or value is None or starts_on is None or ends_on is None:
        raise refusal or ValueError("A target has a number and a period.")
    moment = now()
    with transaction.atomic():
        row = (
            Target.objects.select_for_update()
            .filter(
                organisation_id=seen.organisation_id,
                office_id=office,
                indicator_id=known.id,
                starts_on=starts_on,
                ends_on=ends_on,
            )
            .first()
        )
        if row is None:
            row = Target(
                organisation_id=seen.organisation_id,
                office_id=office,
                indicator_id=known.id,
                starts_on=starts_on,
                ends_on=ends_on,
                created_at=moment,
                version=0,
            )
        row.value, row.qualifier, row.note = value, qualifier, note[:300]
        row.baseline, row.baseline_on = baseline, baseline_on
        row.created_by, row.changed_at, row.version = seen, moment, row.version + 1
        row.state, row.approved_at, row.approved_by = "proposed", None, None
        row.save()
        audit.log(seen, "target.set", "results.Target", row.id, office_id=office, value=value)
    return row


def approve_target(user: AnyUser, key: UUID) -> Target:
    """Approve a proposed target. Raises NotSeen, NotAllowed, Refusal for one's own proposal."""
    rows = access.scoped(Target.objects.all(), user, "indicator.read")
    row: Target = TARGET_WORKFLOW.perform(user, rows, key, "approve")
    return row
