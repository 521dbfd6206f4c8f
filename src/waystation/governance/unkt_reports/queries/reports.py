"""Reports to UNKT: visibility, missing parts, and available actions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.timezone import localdate

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.read_once import once
from waystation.foundation.shared.words import N_
from waystation.governance.network.queries import Network, people
from waystation.governance.reports import queries as published
from waystation.governance.unkt_reports import rules
from waystation.governance.unkt_reports.fields import WORDS
from waystation.governance.unkt_reports.models import ReportSection, ReportTask, UnktReport

from . import sections

READ = "unkt.read"
GROUPED = re.compile(r"\b[0-9a-f]{4}(?:\s[0-9a-f]{4}){3}\b")
"""A hash as published.grouped writes it, by whatever space."""


def reports_visible_to(user: AnyUser) -> QuerySet[UnktReport]:
    """Return the reports this user may see.

    UNKT sees what was transmitted and what it asked for; a draft is the Network's own. A member
    sees the reports in which they have a task.
    """
    if isinstance(user, AnonymousUser):
        return UnktReport.objects.none()
    seen = Q(office_id__in=access.offices_where(user, READ))
    if not _inside(user):
        seen &= Q(state="transmitted") | Q(kind="on_demand")
    mine = ReportTask.objects.filter(report=OuterRef("pk"), owner=user)
    seen |= Q(Exists(mine), office_id__in=access.offices_where(user, "network.read"))
    rows = UnktReport.objects.filter(seen, organisation_id=user.organisation_id)
    return rows.select_related("edition", "report", "transmitted_by")


def latest_reports(user: AnyUser, most: int) -> list[UnktReport]:
    """Return the reports this user may see with what names them, the latest first."""
    rows = reports_visible_to(user).select_related(None)
    named = rows.only("kind", "year", "part", "starts_on", "ends_on", "state")
    return list(named.order_by("-ends_on", "kind", "-part")[:most])


def _inside(user: AnyUser) -> bool:
    return access.may(user, "network_report.draft") or access.may(user, "network_report.approve")


def report_visible_to(user: AnyUser, key: UUID) -> UnktReport:
    """Return one report. Raises NotSeen outside the user's scope."""
    rows = reports_visible_to(user)
    return access.one_of(rows, key, N_("There is no such report."), "report_unknown")


def network_of(report: UnktReport) -> Network:
    """Return the Network a report belongs to."""
    return people.network_of(report.organisation_id)


TITLES = {
    "quarterly": N_("UN Network on Migration: report to UNKT, {year}, quarter {part}"),
    "two_yearly": N_("UN Network on Migration: update to UNKT, {first}–{last}"),
    "half_year": N_("UN Network on Migration: update to UNKT, {year}, half-year {part}"),
    "on_demand": N_("UN Network on Migration: update on demand, {year}/{part}"),
}


def title_of(report: UnktReport) -> str:
    """Return a report's title in the active language."""
    return title_from(vars(report))


def title_from(row: Mapping[str, Any]) -> str:
    """Return the title of a report that was read as values."""
    first, last = row["starts_on"].year, row["ends_on"].year
    kind = "two_yearly" if row["kind"] == "half_year" and first != last else row["kind"]
    title = translation.gettext(TITLES[kind])
    return title.format(year=row["year"], part=row["part"], first=first, last=last)


def words_of(report: UnktReport, key: str) -> dict[str, str]:
    """Return what people wrote into a section, by the names of ``fields.WORDS``."""
    row = ReportSection.objects.filter(report=report, key=key).first()
    return {name: getattr(row, name) if row else "" for name in WORDS.names}


def sections_of(report: UnktReport) -> list[dict[str, Any]]:
    """Return each section with what it says now, its words and its reason."""
    kept = {row.key: row for row in ReportSection.objects.filter(report=report)}
    found = []
    for one in report.outline:
        data = sections.content_now(report, one.key)
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
    pieces = sections.content_now(report, key)["pieces"]
    return rules.empty_of(pieces), words_of(report, key)["reason"]


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


def content_hash(report: UnktReport) -> str:
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
    return published.digest({"blocks": _without_groups(blocks), "figures": content["figures"]})


def _without_groups(found: Any) -> Any:
    if isinstance(found, str):
        return GROUPED.sub(lambda one: "".join(one[0].split()), found)
    if isinstance(found, Mapping):
        return {key: _without_groups(one) for key, one in found.items()}
    if isinstance(found, list | tuple):
        return [_without_groups(one) for one in found]
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


def approving_seats(report: UnktReport, on: date) -> list[str]:
    """Return the seats that have an incumbent on a day: these are asked."""
    held = people.incumbents(network_of(report), on)
    return sorted({one.seat.key for one in held}, key=rules.SEATS.index)


def outcome_of(report: UnktReport, rule: str, on: date) -> str:
    """Return "approved", "refused" or "waiting" for the present round."""
    given = {one.seat: one.approves for one in report.approvals.filter(round=report.round)}
    return rules.approval_of(given, approving_seats(report, on), rule)


def refusal_of_act(key: UUID, act: str, block: Mapping[str, Any] | None) -> Refusal | None:
    """Say why something may not be done with a report of results that the Network keeps.

    Called by results for every entry point (see its rules/guards.py).
    """
    report = UnktReport.objects.filter(report_id=key).select_related("report").first()
    if report is None:
        return None
    if act == "publish":
        return _refusal_to_publish(report)
    if refusal := refusal_of_state(report):
        return refusal
    name = str((block or {}).get("section", "")).rpartition("/")[2]
    if act == "remove_block" and name:
        return rules.refusal_to_remove(name)
    if act == "change_block" and name:
        return Refusal(
            N_("This section is written from records. Add words to it on the report's own page."),
            code="section_from_records",
        )
    return None


def refusal_of_state(report: UnktReport) -> Refusal | None:
    """Say that only what is being written can be changed."""
    return None if report.state == rules.DRAFTING else rules.NOT_DRAFTING


def _refusal_to_publish(report: UnktReport) -> Refusal | None:
    if report.state != "approved":
        return Refusal(
            N_("A report to UNKT is published once the co-chairs have approved it."),
            code="not_approved",
        )
    if refusal := rules.refusal_before_end(report.kind, report.ends_on, today_in()):
        return refusal
    if content_hash(report) != report.digest:
        return Refusal(
            N_(
                "A figure has changed since the co-chairs approved the report. Call "
                "it back and send it to them again: they approve what is transmitted."
            ),
            code="changed_since_approval",
        )
    return None


def tasks_of(report: UnktReport) -> list[Any]:
    """Return the tasks of a report by date."""
    return list(report.tasks.select_related("owner", "done_by").order_by("due_on", "id"))


def owners_of_tasks(network: Network) -> dict[UUID, str]:
    """Return who may have a task of a report: the Network's own people, by key, with names."""
    held = access.holders_of(network.office_id, "network.read")
    return {one.id: one.full_name for one in held}


def owns_task(user: AnyUser, report: UnktReport, key: str = "") -> bool:
    """Return whether the user has a task of a report, or that one."""
    tasks = report.tasks.filter(owner_id=access.signed_in(user).id)
    return (tasks.filter(key=key) if key else tasks).exists()


def section_counts(network: Network, year: int) -> list[tuple[str, set[str], int]]:
    """Return each quarterly report of a year: its name, its mandatory sections, its own ones."""
    rows = [one for one in _reports_begun(network) if one.kind == "quarterly" and one.year == year]
    found = []
    for row in rows:
        blocks = row.report.blocks.values_list("kind", "content") if row.report else []
        names = {str(content.get("section", "")).rpartition("/")[2] for _kind, content in blocks}
        own = sum(kind == "heading" for kind, _content in blocks)
        found.append((f"{row.year}-Q{row.part}", names & rules.MANDATORY, own))
    return found


def late_tasks(office_id: UUID, today: date) -> int:
    """Return how many tasks of reports are past their date."""
    return (
        UnktReport.objects.filter(office_id=office_id)
        .exclude(state__in=rules.OVER)
        .filter(tasks__done_on__isnull=True, tasks__due_on__lt=today)
        .values("tasks")
        .distinct()
        .count()
    )


def of_period(network: Network, kind: str, year: int, part: int) -> UnktReport | None:
    """Return the report of a period, None if it was not begun."""
    rows = _reports_begun(network)
    return next((one for one in rows if (one.kind, one.year, one.part) == (kind, year, part)), None)


@once
def _reports_begun(network: Network) -> list[UnktReport]:
    """Return what was begun, without the words that are kept with it."""
    rows = UnktReport.objects.filter(office_id=network.office_id).defer("kept")
    rows = rows.exclude(state=rules.DISCARDED)
    return list(rows.select_related("report").order_by("-year", "-part"))


def latest(network: Network, kind: str) -> UnktReport | None:
    """Return the latest report of a kind, None if there is none."""
    return next((one for one in _reports_begun(network) if one.kind == kind), None)


def demands(network: Network, today: date) -> tuple[int, int]:
    """Return how many updates that UNKT asked for are open, and how many of them late."""
    waiting = [
        one.due_on
        for one in _reports_begun(network)
        if one.kind == "on_demand" and one.state != "transmitted"
    ]
    return len(waiting), sum(day < today for day in waiting)


@once
def open_reports(network: Network) -> list[UnktReport]:
    """Return the reports that are not transmitted yet, the most urgent first."""
    rows = UnktReport.objects.filter(office_id=network.office_id).exclude(state__in=rules.OVER)
    return list(rows.defer("kept").order_by("due_on", "id")[:50])
