"""Sections of updates: reused content, and the request."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from waystation.foundation.records.fields import in_short
from waystation.governance.reports import queries as published
from waystation.governance.unkt_reports import rules
from waystation.governance.unkt_reports.models import UnktReport

from . import pieces
from .life import counts
from .pieces import Piece


def half_of(report: UnktReport) -> tuple[date, date]:
    """Return first and last day of what an update covers; a quarter's update: its half-year."""
    if report.kind != "quarterly":
        return report.starts_on, report.ends_on
    return rules.span_of("half_year", report.year, (report.part + 1) // 2)


def update(report: UnktReport) -> list[Piece]:
    """The update for the half-year, where the organisation gives it within the quarter's report."""
    first, last = half_of(report)
    found = counts(report, (first, last + timedelta(days=1)))
    return [
        pieces.paragraph(
            _(
                "This report is also the update for the half-year, from {first} to "
                "{last}. Meetings held: {meetings}. Decisions taken: {decisions}. "
                "Actions done: {done} of {due}. Recommendations answered: {answers}."
            ).format(first=in_short(first), last=in_short(last), **found)
        ),
        *quarters(report),
    ]


def quarters(report: UnktReport) -> list[Piece]:
    """The quarterly reports that an update reuses, with their hashes."""
    first, last = half_of(report)
    parts = UnktReport.objects.filter(
        office_id=report.office_id, kind="quarterly", starts_on__gte=first, ends_on__lte=last
    ).exclude(id=report.id)
    rows = [
        [
            f"{one.year}-Q{one.part}",
            pieces.words(rules.STATES, one.state),
            in_short(one.transmitted_on) if one.transmitted_on else _("not yet"),
            published.short_hash(one.edition.digest) if one.edition else "–",
        ]
        for one in parts.select_related("edition").order_by("year", "part")
    ]
    table = pieces.table(
        _("Quarterly reports this update is based on"),
        rows,
        _("Quarter"), _("State"), _("Transmitted"), _("SHA-256 of the edition"),
        note=_("The first 16 digits of each hash; the frozen edition contains all 64."),
    )  # fmt: skip
    return [table] if rows else []


def question(report: UnktReport) -> list[Piece]:
    """Who asked for an update on demand, when, and what."""
    asked = in_short(report.asked_on) if report.asked_on else ""
    return [
        pieces.paragraph(_("{who} asked on {day}:").format(who=report.asked_by, day=asked)),
        pieces.paragraph(report.question),
    ]
