"""Panels about reports to UNKT."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access.queries import AnyUser
from waystation.governance.network.panels import Panel, Panels, Row
from waystation.governance.network.queries import Network
from waystation.governance.unkt_reports import rules
from waystation.governance.unkt_reports.queries import reports


def to_approve(user: AnyUser, network: Network, today: date) -> Panel:
    """Reports that wait for the co-chairs."""
    rows = [
        Row(
            reports.title_of(one),
            reverse("unkt_reports:report", args=[one.id]),
            tag=_("due {day}").format(day=date_format(one.due_on, "SHORT_DATE_FORMAT")),
            tone="r" if one.due_on < today else "a",
        )
        for one in reports.open_reports(network)
        if one.state == "approval"
    ]
    return Panel(
        _("To approve"), _("No reports to approve."), rows, reverse("unkt_reports:reports")
    )


def unkt_reports(user: AnyUser, network: Network, today: date) -> Panel:
    """What was transmitted, and what UNKT asked for."""
    words = dict(rules.STATES)
    rows = [
        Row(
            reports.title_of(one),
            reverse("unkt_reports:report", args=[one.id]),
            tag=_(words[one.state]),
            tone="g" if one.state == "transmitted" else "a",
        )
        for one in reports.latest_reports(user, 6)
    ]
    return Panel(
        _("Reports to UNKT"),
        _("Nothing has been transmitted yet."),
        rows,
        reverse("unkt_reports:reports"),
    )


PANELS = Panels(40, desk=[unkt_reports], chair=[to_approve], unkt=[unkt_reports])
