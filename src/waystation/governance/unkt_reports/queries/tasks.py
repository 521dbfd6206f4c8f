"""Tasks of reports as the outstanding work of their owners."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.governance.unkt_reports import rules
from waystation.governance.unkt_reports.models import ReportTask

from . import reports

MOST = 100


def outstanding(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return the tasks of open reports that this user has (O-19)."""
    if not access.may(user, "network.read"):
        return []
    seen = reports.reports_visible_to(user).exclude(state__in=rules.OVER)
    rows = ReportTask.objects.filter(
        report__in=seen.values("id"), owner=access.signed_in(user), done_on__isnull=True
    )
    return [
        Outstanding(
            "unkt_reports.tasks",
            f"{_(one.title)} · {reports.title_of(one.report)}",
            reverse("unkt_reports:report", args=[one.report_id]),
            due_on=one.due_on,
            record=one.id,
            paragraph="105",
        )
        for one in rows.select_related("report").defer("report__kept").order_by("due_on")[:MOST]
    ]
