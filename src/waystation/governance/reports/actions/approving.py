"""Approval by a second person before publication, if the office requires it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.saving import log
from waystation.foundation.shared.errors import Conflict
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.governance.reports.models import Approval, Report
from waystation.governance.reports.queries.drafts import draft_visible_to


@transaction.atomic
def approve_report(user: AnyUser, key: UUID, *, version: int) -> Approval:
    """Approve a draft in the version that the user read; a later change needs a new approval.

    Raises NotSeen, NotAllowed, and Conflict if the draft was changed meanwhile.
    """
    report = draft_visible_to(user, key)
    seen = access.require(user, "report.publish", report.office_id)
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if locked.version != version:
        raise Conflict(
            N_("The report was changed while you were reading it. Check it again."),
            code="edited_meanwhile",
        )
    row, made = Approval.objects.get_or_create(
        report=locked, version=version, approved_by=seen, defaults={"approved_at": now()}
    )
    if made:
        log(seen, "report.approve", locked, version=version)
    return row
