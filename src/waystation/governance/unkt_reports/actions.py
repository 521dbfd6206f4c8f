"""Reports to UNKT: begun from records in one step, approved, frozen, transmitted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import NotSeen, Refusal, Refusals
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.actions.stamp import stamped
from waystation.governance.network.queries import people
from waystation.governance.network.queries.house import days_off, house_rules
from waystation.governance.reports import actions as reports
from waystation.governance.results import actions as results
from waystation.governance.unkt_reports import rules
from waystation.governance.unkt_reports.models import (
    ReportApproval,
    ReportSection,
    ReportTask,
    UnktReport,
)
from waystation.governance.unkt_reports.queries import reports as queries
from waystation.governance.unkt_reports.queries import sections

KIND = "unkt_reports.UnktReport"


def _log(user: Any, verb: str, row: UnktReport, **detail: Any) -> None:
    audit.log(user, f"unkt_report.{verb}", KIND, row.id, office_id=row.office_id, **detail)


@transaction.atomic
def begin_report(
    user: Anyone, kind: str, year: int, part: int, *, language: str = "en"
) -> UnktReport:
    """Produce a report to UNKT from records, with its sections and its tasks, in one step.

    The same period again is the same report. Raises NotAllowed, NotSeen and Refusal.
    """
    network = people.network_seen_by(user, "network_report.draft")
    actor = access.require(user, "network_report.draft", network.office_id)
    house = house_rules(network)
    rhythm = house.text("update_rhythm")
    starts_on, ends_on = rules.span_of(kind, year, part)
    if kind == "half_year":
        starts_on, ends_on = rules.span_of_update(rhythm, year, part)
    if refusal := rules.refusal_to_begin(kind, starts_on, today_in()):
        raise refusal
    there = UnktReport.objects.filter(
        office_id=network.office_id, kind=kind, year=year, part=part
    ).first()
    if there is not None:
        return there
    if kind == "half_year" and (
        refusal := rules.refusal_of_rhythm(rhythm, network.opened_on.year, year, part)
    ):
        raise refusal
    days = house.number("report_days" if kind == "quarterly" else "update_days")
    row = UnktReport.objects.create(
        **stamped(network, actor),
        kind=kind,
        year=year,
        part=part,
        with_update=rules.holds_update(rhythm, kind, part),
        starts_on=starts_on,
        ends_on=ends_on,
        due_on=ends_on + timedelta(days=days),
    )
    return _with_draft(actor, row, language)


@transaction.atomic
def demand_update(
    user: Anyone,
    asked_by: str,
    question: str,
    due_on: date,
    *,
    asked_on: date | None = None,
    language: str = "en",
) -> UnktReport:
    """Record that UNKT asks for an update, and begin the answer (ToR 120).

    UNKT records it itself, or the secretariat for it. Raises NotAllowed, NotSeen and Refusal.
    """
    may = "report.demand" if access.may(user, "report.demand") else "network_report.draft"
    network = people.network_seen_by(user, may)
    actor = access.require(user, may, network.office_id)
    today = today_in()
    day = asked_on or today
    if refusal := rules.refusal_of_demand(asked_by, question, day, due_on):
        raise refusal
    last = (
        UnktReport.objects.filter(office_id=network.office_id, kind="on_demand", year=day.year)
        .order_by("-part")
        .values_list("part", flat=True)
        .first()
    )
    row = UnktReport.objects.create(
        **stamped(network, actor),
        kind="on_demand",
        year=day.year,
        part=(last or 0) + 1,
        starts_on=day,
        ends_on=max(due_on, day),
        due_on=due_on,
        asked_by=asked_by.strip(),
        asked_on=day,
        question=question.strip(),
    )
    _log(actor, "demand", row)
    if may == "network_report.draft":
        return _with_draft(actor, row, language)
    return row


def begin_answer(user: Anyone, key: UUID, *, language: str = "en") -> UnktReport:
    """Begin the answer to an update that UNKT asked for. Raises NotSeen and NotAllowed."""
    with transaction.atomic():
        row = _locked(user, key, "network_report.draft")
        if row.report_id is not None:
            return row
        actor = access.require(user, "network_report.draft", row.office_id)
        return _with_draft(actor, row, language)


def _with_draft(actor: Any, row: UnktReport, language: str) -> UnktReport:
    blocks: list[tuple[str, dict[str, Any]]] = [
        ("section", {"section": f"unkt_reports:{row.id}/{key}"})
        for key in (
            *(one.key for one in rules.sections_of(row.kind, row.with_update)),
            rules.APPROVALS,
        )
    ]
    blocks.append(("register", {}))
    with translation.override(language):
        title = queries.title_of(row)
    # what its figures mean
    results.load_shipped_indicators(row.organisation_id, "meetings.", "advice.")
    row.report = reports.draft_report(
        actor,
        title,
        row.starts_on,
        row.ends_on,
        audience="partners",
        language=language,
        office=row.office_id,
        blocks=blocks,
    )
    row.save(update_fields=["report"])
    ReportTask.objects.bulk_create(
        ReportTask(report=row, key=task, title=words, owner=actor, due_on=day)
        for task, words, day in rules.plan_of(row.due_on, days_off())
    )
    _log(actor, "begin", row)
    return row


def _locked(user: Anyone, key: UUID, permission: str) -> UnktReport:
    row = queries.report_seen_by(user, key)
    access.require(user, permission, row.office_id)
    return UnktReport.objects.select_for_update(of=("self",)).get(pk=row.pk)


def _drafting(row: UnktReport) -> None:
    if row.state != "drafting":
        raise Refusal(
            N_("This report is with the co-chairs or past them. Call it back to change it."),
            code="not_drafting",
        )


@transaction.atomic
def write_section(
    user: Anyone, key: UUID, section: str, *, text: str = "", reason: str = ""
) -> None:
    """Write words into a section, and say why it is empty where it is. Raises Refusal."""
    row = _locked(user, key, "network_report.draft")
    _drafting(row)
    known = {one.key for one in rules.sections_of(row.kind, row.with_update)}
    if refusal := rules.refusal_of_words(known, section, text) or rules.refusal_of_words(
        known, section, reason
    ):
        raise refusal
    ReportSection.objects.update_or_create(
        report=row,
        key=section,
        defaults={"text": text.strip(), "reason": reason.strip(), "changed_at": now()},
    )
    _changed(row)
    _log(access.signed_in(user), "write", row, section=section)


def _changed(row: UnktReport) -> None:
    row.version += 1
    row.changed_at = now()
    row.save()


@transaction.atomic
def add_free_section(user: Anyone, key: UUID, heading: str, text: str) -> None:
    """Add a section of one's own before the approvals and the register (ToR 96: not limited to)."""
    row = _locked(user, key, "network_report.draft")
    _drafting(row)
    if row.report_id is None:
        raise NotSeen(N_("There is no such report."), code="report_unknown")
    for kind, words in (("heading", heading), ("text", text)):
        block = reports.add_block(user, row.report_id, kind, {"text": words})
        reports.move_block(user, row.report_id, block.id, -2)
    _log(access.signed_in(user), "add_section", row)


@transaction.atomic
def finish_task(user: Anyone, key: UUID, task: str, *, done: bool = True) -> None:
    """Mark a task of a report as done, or as open again. Raises NotSeen and NotAllowed."""
    row = _locked(user, key, "network_report.draft")
    one = ReportTask.objects.filter(report=row, key=task).first()
    if one is None:
        raise NotSeen(N_("There is no such task."), code="task_unknown")
    _finish(one, access.signed_in(user) if done else None)
    _log(access.signed_in(user), "task", row, task=task, done=done)


def _finish(task: ReportTask | None, by: Any) -> None:
    if task is not None and (by is None or task.done_on is None):
        task.done_by, task.done_on = by, today_in() if by else None
        task.save(update_fields=["done_by", "done_on"])


def _finish_by_key(row: UnktReport, key: str, by: Any) -> None:
    _finish(ReportTask.objects.filter(report=row, key=key).first(), by)


@transaction.atomic
def give_task(user: Anyone, key: UUID, task: str, owner: UUID, due_on: date) -> None:
    """Give a task of a report to a colleague, with its day. Raises NotSeen and Refusal."""
    row = _locked(user, key, "network_report.draft")
    one = ReportTask.objects.filter(report=row, key=task).first()
    if one is None or owner not in access.colleagues(row.organisation_id):
        raise NotSeen(N_("There is no such task, or no such colleague."), code="task_unknown")
    if due_on > row.due_on:
        raise Refusal(
            N_("The report is due on {day}. A task for it cannot be due later."),
            field="due_on",
            code="task_after_report",
            day=row.due_on.isoformat(),
        )
    one.owner_id, one.due_on = owner, due_on
    one.save(update_fields=["owner", "due_on"])
    _log(access.signed_in(user), "task_give", row, task=task)


@transaction.atomic
def send_to_co_chairs(user: Anyone, key: UUID) -> UnktReport:
    """Send a draft to the co-chairs: from now on it says what it says at this moment.

    Raises Refusals: an empty mandatory section without a reason, the note on 1244 missing.
    """
    row = _locked(user, key, "network_report.draft")
    _drafting(row)
    if row.report is None:
        raise NotSeen(N_("There is no such report."), code="report_unknown")
    if refusals := queries.refusals_of(row):
        raise Refusals(refusals)
    with translation.override(row.report.language):
        row.kept = {
            "sections": {
                one.key: sections.written(row, one.key)
                for one in rules.sections_of(row.kind, row.with_update)
            }
        }
    row.state, row.round = "approval", row.round + 1
    _changed(row)
    row.digest = queries.said(row)
    row.save(update_fields=["digest"])
    actor = access.signed_in(user)
    _finish_by_key(row, "send", actor)
    _log(actor, "send", row, round=row.round, digest=row.digest)
    return row


@transaction.atomic
def answer_report(user: Anyone, key: UUID, approves: bool, reason: str = "") -> UnktReport:
    """Approve a report as a co-chair, or refuse with a reason that stays beside it.

    Raises NotAllowed, NotSeen and Refusal. House rule A-14 says how many approvals suffice.
    """
    row = _locked(user, key, "network_report.approve")
    today = today_in()
    seats = people.seats_of(user, today)
    given = set(
        ReportApproval.objects.filter(report=row, round=row.round).values_list("seat", flat=True)
    )
    if refusal := rules.refusal_to_answer(row.state, seats, approves, reason, given):
        raise refusal
    actor = access.signed_in(user)
    for seat in sorted(seats - given):
        ReportApproval.objects.create(
            report=row,
            round=row.round,
            seat=seat,
            user=actor,
            approves=approves,
            reason=reason.strip(),
            digest=row.digest,
            at=now(),
        )
    rule = house_rules(people.network_of(row.organisation_id)).text("report_approval")
    outcome = queries.outcome_of(row, rule, today)
    if outcome == "approved":
        row.state = "approved"
        _finish_by_key(row, "approve", actor)
    elif outcome == "refused":
        row.state, row.kept, row.digest = "drafting", None, ""
    _changed(row)
    _log(actor, "approve" if approves else "refuse", row, round=row.round, outcome=outcome)
    return row


@transaction.atomic
def call_back(user: Anyone, key: UUID, reason: str) -> UnktReport:
    """Take a report back from the co-chairs to change it; their answers count no more."""
    row = _locked(user, key, "network_report.draft")
    if row.state not in {"approval", "approved"} or row.edition_id is not None:
        raise Refusal(N_("There is nothing to call back."), code="nothing_to_call_back")
    if not reason.strip():
        raise Refusal(
            N_("Say why you take it back: the co-chairs will read it."),
            field="reason",
            code="reason_missing",
        )
    row.state, row.kept, row.digest = "drafting", None, ""
    _changed(row)
    _log(access.signed_in(user), "call_back", row, round=row.round, why=reason.strip()[:200])
    return row


def publish_report(user: Anyone, key: UUID) -> UnktReport:
    """Freeze an approved report as an edition: what the co-chairs approved is what leaves.

    Raises Refusal without the note on resolution 1244, before approval, and where a figure has
    changed since.
    """
    row = queries.report_seen_by(user, key)
    access.require(user, "network_report.transmit", row.office_id)
    if row.report_id is None or row.report is None:
        raise NotSeen(N_("There is no such report."), code="report_unknown")
    if row.edition_id is not None:
        return row
    draft = row.report_id
    with translation.override(row.report.language):
        if refusal := rules.refusal_of_note(str(settings.UNSCR_1244_NOTE)):
            raise refusal
    with transaction.atomic():
        row = _locked(user, key, "network_report.transmit")
        row.edition = reports.publish_report(
            user, draft, approvals=queries.approvals_for_edition(row)
        )
        _changed(row)
        _log(access.signed_in(user), "publish", row, digest=row.edition.digest)
    return row


@transaction.atomic
def transmit_report(
    user: Anyone, key: UUID, *, way: str, on: date | None = None, to: str = "UNKT", note: str = ""
) -> UnktReport:
    """Record that UNKT got a report: the frozen edition, or an oral update with its note.

    Raises NotAllowed, NotSeen and Refusal.
    """
    row = _locked(user, key, "network_report.transmit")
    today = today_in()
    if refusal := rules.refusal_of_oral(row.kind, way) or rules.refusal_to_transmit(
        row.state, way, note, row.edition_id is not None
    ):
        raise refusal
    day = on or today
    if day > today or day < row.starts_on:
        raise Refusal(
            N_("Enter the day on which UNKT got it: not before the period, not ahead."),
            field="on",
            code="transmission_day",
        )
    actor = access.signed_in(user)
    row.state, row.way, row.transmitted_on = "transmitted", way, day
    row.transmitted_to, row.transmitted_by, row.note = to.strip() or "UNKT", actor, note.strip()
    _changed(row)
    _finish_by_key(row, "transmit", actor)
    _log(actor, "transmit", row, way=way, on=day.isoformat())
    return row
