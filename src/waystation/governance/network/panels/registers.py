"""Panels: reports to UNKT, answers they wait for, joint statements."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access.queries import Anyone
from waystation.governance.network.models import Network
from waystation.governance.network.queries import reports, statements
from waystation.governance.network.rules import reports as rules

from . import Panel, PanelOf, Row


def to_approve(user: Anyone, network: Network, today: date) -> Panel:
    """Reports that wait for the co-chairs."""
    rows = [
        Row(
            reports.title_of(one),
            reverse("network:report", args=[one.id]),
            tag=_("due {day}").format(day=date_format(one.due_on, "SHORT_DATE_FORMAT")),
            tone="r" if one.due_on < today else "a",
        )
        for one in reports.open_reports(network)
        if one.state == "approval"
    ]
    return Panel(_("To approve"), _("No report waits for you."), rows, reverse("network:reports"))


def unkt_reports(user: Anyone, network: Network, today: date) -> Panel:
    """What was transmitted, and what UNKT asked for."""
    words = dict(rules.STATES)
    rows = [
        Row(
            reports.title_of(one),
            reverse("network:report", args=[one.id]),
            tag=_(words[one.state]),
            tone="g" if one.state == "transmitted" else "a",
        )
        for one in reports.reports_seen_by(user)[:6]
    ]
    return Panel(
        _("Reports to UNKT"), _("Nothing was transmitted yet."), rows, reverse("network:reports")
    )


def to_clear(user: Anyone, network: Network, today: date) -> Panel:
    """Joint statements in their silence."""
    rows = [
        Row(
            one.title,
            reverse("network:statement", args=[one.id]),
            tag=_("until {day}").format(day=date_format(one.until, "SHORT_DATE_FORMAT"))
            if one.until
            else "",
            tone="a",
        )
        for one in statements.in_silence(network)
    ]
    return Panel(
        _("Joint statements to clear"), _("No statement waits."), rows,
        reverse("network:statements"),
    )  # fmt: skip


DESK: list[PanelOf] = [unkt_reports]
CHAIR: list[PanelOf] = [to_approve, to_clear]
MINE: list[PanelOf] = [to_clear]
UNKT: list[PanelOf] = [unkt_reports]
PUBLIC: list[PanelOf] = []
