"""Reports to UNKT: who sees which, what is missing in one, and what may be done with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.timezone import localdate

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.network.queries import Network, people
from waystation.governance.network.queries.once import once
from waystation.governance.reports import queries as published
from waystation.governance.unkt_reports import rules
from waystation.governance.unkt_reports.models import ReportSection, UnktReport

from . import sections

READ = "unkt.read"
GROUPED = re.compile(r"\b[0-9a-f]{4}(?:\s[0-9a-f]{4}){3}\b")
"""A hash as published.grouped writes it, by whatever space."""


def reports_seen_by(user: Anyone, year: int | None = None) -> list[UnktReport]:
    """Return the reports this user may see, the latest first.

    UNKT sees what was transmitted and what it asked for; a draft is the Network's own.
    """
    rows = access.scoped(UnktReport.objects.all(), user, READ).select_related("edition")
    if not _inside(user):
        rows = rows.filter(state="transmitted") | rows.filter(kind="on_demand")
    if year:
        rows = rows.filter(year=year)
    return list(rows.order_by("-ends_on", "kind", "-part")[:100])


def _inside(user: Anyone) -> bool:
    return access.may(user, "network_report.draft") or access.may(user, "network_report.approve")


def report_seen_by(user: Anyone, key: UUID) -> UnktReport:
    """Return one report. Raises NotSeen outside the user's scope."""
    row = (
        access.scoped(UnktReport.objects.all(), user, READ)
        .select_related("edition", "report", "transmitted_by")
        .filter(id=key)
        .first()
    )
    if row is None or not (_inside(user) or row.state == "transmitted" or row.kind == "on_demand"):
        raise NotSeen(N_("There is no such report."), code="report_unknown")
    return row


def network_of(report: UnktReport) -> Network:
    """Return the Network a report belongs to."""
    return people.network_of(report.organisation_id)


def title_of(report: UnktReport) -> str:
    """Return a report's title in the active language."""
    _ = translation.gettext
    if report.kind == "quarterly":
        return _("UN Network on Migration: report to UNKT, {year}, quarter {part}").format(
            year=report.year, part=report.part
        )
    if report.kind == "half_year" and report.starts_on.year < report.ends_on.year:
        return _("UN Network on Migration: update to UNKT, {first}–{last}").format(
            first=report.starts_on.year, last=report.ends_on.year
        )
    if report.kind == "half_year":
        return _("UN Network on Migration: update to UNKT, {year}, half-year {part}").format(
            year=report.year, part=report.part
        )
    return _("UN Network on Migration: update on demand, {year}/{part}").format(
        year=report.year, part=report.part
    )


def sections_of(report: UnktReport, key: str | None = None) -> list[dict[str, Any]]:
    """Return each section, or the one of a key, with what it says now, its words and its reason."""
    kept = {row.key: row for row in ReportSection.objects.filter(report=report)}
    frozen = report.kept["sections"] if report.kept and report.state != "drafting" else None
    found = []
    for one in rules.sections_of(report.kind, report.with_update):
        if key not in {None, one.key}:
            continue
        data = frozen[one.key] if frozen else sections.written(report, one.key)
        row = kept.get(one.key)
        found.append(
            {
                "key": one.key,
                "title": translation.gettext(one.title),
                "mandatory": one.mandatory,
                "paragraph": one.paragraph,
                "pieces": data["pieces"],
                "rows": sum(len(p["rows"]) for p in data["pieces"] if p["kind"] == "table"),
                "empty": rules.empty_of(data["pieces"]),
                "text": row.text if row else "",
                "reason": row.reason if row else "",
            }
        )
    return found


def emptiness_of(report: UnktReport, key: str) -> tuple[bool, str]:
    """Return whether a section has nothing to say, and the reason that was given for it."""
    kept = ReportSection.objects.filter(report=report, key=key).first()
    frozen = report.kept["sections"] if report.kept and report.state != "drafting" else None
    data = frozen[key] if frozen else sections.written(report, key)
    return rules.empty_of(data["pieces"]), kept.reason if kept else ""


def refusals_of(report: UnktReport, found: list[dict[str, Any]] | None = None) -> list[Refusal]:
    """Return everything that keeps a report from going to the co-chairs.

    Whoever has its sections already gives them: writing them reads the whole Network.
    """
    found = sections_of(report) if found is None else found
    empty = {one["key"] for one in found if one["empty"]}
    reasons = {one["key"]: one["reason"] for one in found}
    refusals = rules.refusals_of_sections(report.kind, empty, reasons)
    if report.report is None:
        return refusals
    with translation.override(report.report.language):
        note = rules.refusal_of_note(str(settings.UNSCR_1244_NOTE))
    return [note, *refusals] if note else refusals


def said(report: UnktReport) -> str:
    """Return the hash of what a report says now, blocks and figures, as it would be frozen.

    The co-chairs' own answers are not part of what they answer. The rows of the register are
    left out too, they follow from the rest, and so are the spaces that group a hash for the eye.
    """
    if report.report is None:
        return ""
    content = published.preview(report.report).as_content()
    blocks = [block for block in content["blocks"] if not block.get("signs")]
    for block in blocks:
        if block["kind"] == "refused":
            block.pop("refusal")
        elif block["kind"] == "register":
            block.pop("rows")
    return published.digest({"blocks": _ungrouped(blocks), "figures": content["figures"]})


def _ungrouped(found: Any) -> Any:
    if isinstance(found, str):
        return GROUPED.sub(lambda one: "".join(one[0].split()), found)
    if isinstance(found, Mapping):
        return {key: _ungrouped(one) for key, one in found.items()}
    if isinstance(found, list | tuple):
        return [_ungrouped(one) for one in found]
    return found


def answers_of(report: UnktReport) -> list[Any]:
    """Return the co-chairs' answers to a report, the latest round first."""
    return list(report.approvals.select_related("user").order_by("-round", "at"))


def approvals_for_edition(report: UnktReport) -> list[published.Approval]:
    """Return who approved a report in the present round, and when, for what its figures rest on."""
    given = report.approvals.filter(round=report.round, approves=True).select_related("user")
    return [
        published.Approval(one.user.pk, one.user.full_name, localdate(one.at))
        for one in sorted(given, key=lambda one: rules.SEATS.index(one.seat))
    ]


def seats_asked(report: UnktReport, on: date) -> list[str]:
    """Return the seats that have an incumbent on a day: these are asked."""
    held = people.incumbents(network_of(report), on)
    return sorted({one.seat.key for one in held}, key=rules.SEATS.index)


def outcome_of(report: UnktReport, rule: str, on: date) -> str:
    """Return "approved", "refused" or "waiting" for the present round."""
    given = {one.seat: one.approves for one in report.approvals.filter(round=report.round)}
    return rules.approval_of(given, seats_asked(report, on), rule)


def refusal_of_act(key: UUID, act: str, block: Mapping[str, Any] | None) -> Refusal | None:
    """Say why something may not be done with a report of results that the Network keeps.

    Called by results for every door (see its rules/guards.py).
    """
    report = UnktReport.objects.filter(report_id=key).select_related("report").first()
    if report is None:
        return None
    if act == "publish":
        return _refusal_to_publish(report)
    if report.state != "drafting":
        return Refusal(
            N_("This report is with the co-chairs or past them. Call it back to change it."),
            code="not_drafting",
        )
    name = str((block or {}).get("section", "")).rpartition("/")[2]
    if act == "remove_block" and name:
        return rules.refusal_to_remove(name)
    if act == "change_block" and name:
        return Refusal(
            N_("This section is written from records. Add words to it on the report's own page."),
            code="section_from_records",
        )
    return None


def _refusal_to_publish(report: UnktReport) -> Refusal | None:
    if report.state != "approved":
        return Refusal(
            N_("A report to UNKT is published once the co-chairs have approved it."),
            code="not_approved",
        )
    if said(report) != report.digest:
        return Refusal(
            N_(
                "A figure has changed since the co-chairs approved. Call the report back and send "
                "it to them once more: they approve what leaves."
            ),
            code="changed_since_approval",
        )
    return None


def tasks_of(report: UnktReport) -> list[Any]:
    """Return the tasks of a report by date."""
    return list(report.tasks.select_related("owner", "done_by").order_by("due_on", "id"))


def late_tasks(office_id: UUID, today: date) -> int:
    """Return how many tasks of reports are past their date."""
    return (
        UnktReport.objects.filter(office_id=office_id)
        .exclude(state="transmitted")
        .filter(tasks__done_on__isnull=True, tasks__due_on__lt=today)
        .values("tasks")
        .distinct()
        .count()
    )


def of_period(network: Network, kind: str, year: int, part: int) -> UnktReport | None:
    """Return the report of a period, None if it was not begun."""
    rows = _begun(network)
    return next((one for one in rows if (one.kind, one.year, one.part) == (kind, year, part)), None)


@once
def _begun(network: Network) -> list[UnktReport]:
    """Return what was begun, without the words that are kept with it."""
    rows = UnktReport.objects.filter(office_id=network.office_id).defer("kept")
    return list(rows.select_related("report").order_by("-year", "-part"))


def latest(network: Network, kind: str) -> UnktReport | None:
    """Return the latest report of a kind, None if there is none."""
    return next((one for one in _begun(network) if one.kind == kind), None)


def demands(network: Network, today: date) -> tuple[int, int]:
    """Return how many updates that UNKT asked for are open, and how many of them late."""
    waiting = [
        one.due_on
        for one in _begun(network)
        if one.kind == "on_demand" and one.state != "transmitted"
    ]
    return len(waiting), sum(day < today for day in waiting)


@once
def open_reports(network: Network) -> list[UnktReport]:
    """Return the reports that are not transmitted yet, the most urgent first."""
    rows = UnktReport.objects.filter(office_id=network.office_id).exclude(state="transmitted")
    return list(rows.order_by("due_on", "id")[:50])
