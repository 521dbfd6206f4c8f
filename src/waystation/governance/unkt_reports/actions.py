"""Reports to UNKT: generated from records in one step, approved, frozen, transmitted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.saving import add, log, save
from waystation.foundation.records.values import next_number
from waystation.foundation.shared.errors import NotSeen, refuse
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.queries import people
from waystation.governance.network.queries.readings import days_off, working_rules
from waystation.governance.reports import actions as reports
from waystation.governance.results import actions as results
from waystation.governance.unkt_reports import rules
from waystation.governance.unkt_reports.fields import DEMAND, FREE_SECTION, TASK, WORDS
from waystation.governance.unkt_reports.models import ReportSection, ReportTask, UnktReport
from waystation.governance.unkt_reports.queries import reports as queries
from waystation.governance.unkt_reports.queries import sections
from waystation.governance.unkt_reports.transitions import REPORT, SETTLED


@transaction.atomic
def begin_report(
    user: AnyUser, kind: str, year: int, part: int, *, language: str = "en"
) -> UnktReport:
    """Produce a report to UNKT from records, with its sections and its tasks, in one step.

    The same period again is the same report. Raises NotAllowed, NotSeen and Refusal.
    """
    network = people.network_visible_to(user, "network_report.draft")
    settings = working_rules(network)
    rhythm = settings.text("update_rhythm")
    starts_on, ends_on = rules.span_of(kind, year, part)
    if kind == "half_year":
        starts_on, ends_on = rules.span_of_update(rhythm, year, part)
    refuse([rules.refusal_to_begin(starts_on, ends_on, network.opened_on, today_in())])
    period = {"kind": kind, "year": year, "part": part}
    rows = UnktReport.objects.filter(office_id=network.office_id, **period)
    there = rows.exclude(state=rules.DISCARDED).first()
    if there is not None:
        return there
    if kind == "half_year":
        refuse([rules.refusal_of_rhythm(rhythm, network.opened_on.year, year, part)])
    days = settings.number("report_days" if kind == "quarterly" else "update_days")
    actor = access.signed_in(user)
    row = UnktReport.begin(
        actor,
        network.office_id,
        **period,
        with_update=rules.holds_update(rhythm, kind, part),
        starts_on=starts_on,
        ends_on=ends_on,
        due_on=ends_on + timedelta(days=days),
    )
    row.save(force_insert=True)
    return _with_draft(actor, row, language)


@transaction.atomic
def demand_update(user: AnyUser, asked_by: str, question: str, due_on: date | None) -> UnktReport:
    """Record that UNKT asks for an update, and begin the answer (ToR 120).

    UNKT records it itself, or the secretariat for it. Raises NotAllowed, NotSeen and Refusal.
    """
    network = people.network_visible_to(user, "report.demand", "network_report.draft")
    actor = access.signed_in(user)
    day = today_in()
    given = {"asked_by": asked_by.strip(), "question": question.strip()}
    refusal = rules.refusal_of_demand(**given, asked_on=day, due_on=due_on)
    DEMAND.refuse({**given, "due_on": due_on}, refusal)
    rows = UnktReport.objects.filter(office_id=network.office_id, kind="on_demand", year=day.year)
    until = due_on or day
    row = UnktReport.begin(
        actor,
        network.office_id,
        **given,
        kind="on_demand",
        year=day.year,
        part=next_number(rows, "part"),
        starts_on=day,
        ends_on=max(until, day),
        due_on=until,
        asked_on=day,
    )
    add(actor, "unkt_report.demand", row)
    return row if people.may_in(user, row, "report.demand") else _with_draft(actor, row)


@transaction.atomic
def begin_answer(user: AnyUser, key: UUID) -> UnktReport:
    """Begin the answer to an update that UNKT asked for. Raises NotSeen and NotAllowed."""
    row = _lock_report(user, key, "network_report.draft")
    return row if row.report_id else _with_draft(access.signed_in(user), row)


def _with_draft(actor: Any, row: UnktReport, language: str = "en") -> UnktReport:
    keys = [one.key for one in row.outline]
    blocks: list[tuple[str, dict[str, Any]]] = [
        ("section", {"section": f"unkt_reports:{row.id}/{key}"}) for key in (*keys, rules.APPROVALS)
    ]
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
        blocks=[*blocks, ("register", {})],
    )
    row.save(update_fields=["report"])
    ReportTask.objects.bulk_create(
        ReportTask(report=row, key=task, title=words, owner=actor, due_on=day)
        for task, words, day in rules.plan_of(row.due_on, days_off())
    )
    log(actor, "unkt_report.begin", row)
    return row


def _lock_report(user: AnyUser, key: UUID, permission: str) -> UnktReport:
    row = queries.report_visible_to(user, key)
    access.require(user, permission, row.office_id)
    return UnktReport.objects.select_for_update(of=("self",)).get(pk=row.pk)


def _open_draft(user: AnyUser, key: UUID) -> UnktReport:
    """Return a report that is being written, locked. Raises NotSeen, NotAllowed, Refusal."""
    row = _lock_report(user, key, "network_report.draft")
    refuse([queries.refusal_of_state(row)])
    return row


def _with_text(row: UnktReport) -> Any:
    """Return the report of results that holds the text. Raises NotSeen before it was begun."""
    if row.report is None:
        raise NotSeen(N_("There is no such report."), code="report_unknown")
    return row.report


@transaction.atomic
def write_section(
    user: AnyUser,
    key: UUID,
    section: str,
    *,
    seen: Mapping[str, Any] | None = None,
    text: str = "",
    reason: str = "",
) -> None:
    """Write words into a section, and say why it is empty where it is.

    ``seen`` is what the editor had before them. Raises Refusal, Conflict where somebody else
    changed the same words.
    """
    row = _open_draft(user, key)
    given = {"text": text.strip(), "reason": reason.strip()}
    if seen is not None:
        there = Draft(**queries.words_of(row, section))
        merge_edit(there, seen, given)
        given = there.values
    known = {one.key for one in row.outline}
    WORDS.refuse(given, rules.refusal_of_words(known, section, *given.values()))
    ReportSection.objects.update_or_create(
        report=row, key=section, defaults={**given, "changed_at": now()}
    )
    save(access.signed_in(user), "unkt_report.write", row, section=section)


@transaction.atomic
def add_free_section(user: AnyUser, key: UUID, heading: str, text: str) -> None:
    """Add a section of one's own before the approvals and the register (ToR 96: not limited to)."""
    row = _open_draft(user, key)
    FREE_SECTION.refuse({"heading": heading, "text": text})
    report = _with_text(row)
    for kind, words in (("heading", heading), ("text", text)):
        block = reports.add_block(user, report.id, kind, {"text": words})
        reports.move_block(user, report.id, block.id, -2)
    log(access.signed_in(user), "unkt_report.add_section", row)


def _task_of(row: UnktReport, task: str) -> ReportTask:
    one = ReportTask.objects.filter(report=row, key=task).first()
    if one is None:
        raise NotSeen(N_("There is no such task."), code="task_unknown")
    return one


@transaction.atomic
def finish_task(user: AnyUser, key: UUID, task: str, *, done: bool = True) -> None:
    """Mark a task of a report as done, or as open again; its owner may, and who drafts.

    Raises NotSeen and NotAllowed.
    """
    row = queries.report_visible_to(user, key)
    if not queries.owns_task(user, row, task):
        row = _lock_report(user, key, "network_report.draft")
    one, me = _task_of(row, task), access.signed_in(user)
    one.done_by, one.done_on = (me, one.done_on or today_in()) if done else (None, None)
    one.save(update_fields=["done_by", "done_on"])
    log(me, "unkt_report.task", row, task=task, done=done)


def _finish(row: UnktReport, task: str, by: Any) -> None:
    """Mark a task as done by what was done, where nobody has marked it."""
    open_tasks = ReportTask.objects.filter(report=row, key=task, done_on__isnull=True)
    open_tasks.update(done_by=by, done_on=today_in())


@transaction.atomic
def give_task(user: AnyUser, key: UUID, task: str, owner: UUID | None, due_on: date | None) -> None:
    """Give a task of a report to a colleague, with its day. Raises NotSeen and Refusal."""
    row = _lock_report(user, key, "network_report.draft")
    one = _task_of(row, task)
    TASK.refuse(
        {"owner": str(owner or ""), "due_on": due_on},
        rules.refusal_to_give_task(due_on, row.due_on),
    )
    if owner not in queries.owners_of_tasks(queries.network_of(row)):
        raise NotSeen(N_("There is no such task, or no such colleague."), code="task_unknown")
    ReportTask.objects.filter(pk=one.pk).update(owner=owner, due_on=due_on)
    log(access.signed_in(user), "unkt_report.task_give", row, task=task)


def _lock_for(user: AnyUser, key: UUID, step: str) -> tuple[UnktReport, Any]:
    """Return a report in a state for this step of ``transitions.REPORT``, locked, and the user.

    Raises NotSeen, NotAllowed, Refusal in another state.
    """
    row = _lock_report(user, key, REPORT.transitions[step].permission)
    refuse([REPORT.refusal_of_state(row, step)])
    return row, access.signed_in(user)


@transaction.atomic
def send_to_co_chairs(user: AnyUser, key: UUID) -> UnktReport:
    """Send a draft to the co-chairs: from now on it says what it says at this moment.

    Raises Refusals: its period has not ended, an empty mandatory section without a reason, the
    note on 1244 missing.
    """
    row, me = _lock_for(user, key, "send")
    report = _with_text(row)
    refuse([rules.refusal_before_end(row.kind, row.ends_on, today_in())])
    refuse(queries.refusals_of(row))
    with translation.override(report.language):
        content = {one.key: sections.section_content(row, one.key) for one in row.outline}
        row.kept = {"sections": content}
    row.round += 1

    def fix(row: UnktReport, me: Any, values: Mapping[str, Any]) -> dict[str, Any]:
        row.save()  # the hash is of what the database now says
        row.digest = queries.content_hash(row)
        _finish(row, "send", me)
        return {"round": row.round, "digest": row.digest}

    REPORT.take(row, "send", me, change=fix)
    return row


@transaction.atomic
def answer_report(user: AnyUser, key: UUID, approves: bool, reason: str = "") -> UnktReport:
    """Approve a report as a co-chair, or refuse with a reason that stays beside it.

    Raises NotAllowed, NotSeen and Refusal. Working rule A-14 says how many approvals suffice.
    """
    row, me = _lock_for(user, key, "answer")
    seats = people.seats_of(me, today_in())
    given = set(row.approvals.filter(round=row.round).values_list("seat", flat=True))
    refuse([rules.refusal_to_answer(seats, approves, reason, given)])
    answer = {"approves": approves, "reason": reason.strip(), "digest": row.digest, "at": now()}
    for seat in sorted(seats - given):
        row.approvals.create(round=row.round, seat=seat, user=me, **answer)
    rule = working_rules(queries.network_of(row)).text("report_approval")
    outcome = queries.outcome_of(row, rule, today_in())
    if outcome == "approved":
        _finish(row, "approve", me)
    elif outcome == "refused":
        row.kept, row.digest = None, ""
    detail = {"approves": approves, "round": row.round, "outcome": outcome}
    REPORT.take(row, SETTLED.get(outcome, "answer"), me, detail=detail)
    return row


@transaction.atomic
def call_back(user: AnyUser, key: UUID, reason: str) -> UnktReport:
    """Take a report back from the co-chairs to change it; their answers count no more."""
    row, me = _lock_for(user, key, "call_back")
    row.kept, row.digest = None, ""
    detail = {"round": row.round, "why": reason.strip()[:200]}
    REPORT.take(row, "call_back", me, reason=reason, detail=detail)
    return row


@transaction.atomic
def discard_report(user: AnyUser, key: UUID, reason: str) -> UnktReport:
    """Discard a draft that was begun by mistake; it stays with its reason, and can begin again.

    Raises NotSeen, NotAllowed, Refusal for what is past drafting, or UNKT asked for.
    """
    row, me = _lock_for(user, key, "discard")
    row.note = reason.strip()
    REPORT.take(row, "discard", me, reason=reason, detail={"why": row.note[:200]})
    return row


@transaction.atomic
def publish_report(user: AnyUser, key: UUID) -> UnktReport:
    """Freeze an approved report as an edition: what the co-chairs approved is what leaves.

    Raises Refusal without the note on resolution 1244, before approval, and where a figure has
    changed since.
    """
    row = _lock_report(user, key, "network_report.transmit")
    report = _with_text(row)
    if row.edition_id is not None:
        return row
    with translation.override(report.language):
        refuse([rules.refusal_of_note(str(settings.UNSCR_1244_NOTE))])
    row.edition = reports.publish_report(
        user, report.id, approvals=queries.approvals_for_edition(row)
    )
    return save(access.signed_in(user), "unkt_report.publish", row, digest=row.edition.digest)


@transaction.atomic
def transmit_report(
    user: AnyUser, key: UUID, *, way: str, on: date | None = None, to: str = "UNKT", note: str = ""
) -> UnktReport:
    """Record that UNKT got a report: the frozen edition, or an oral update with its note.

    Raises NotAllowed, NotSeen and Refusal.
    """
    row, me = _lock_for(user, key, "transmit")
    day, to = on or today_in(), to.strip() or "UNKT"
    refuse([rules.refusal_to_transmit(row.kind, way, note, row.edition_id is not None)])
    refuse([rules.refusal_of_transmission_day(day, row.starts_on, today_in())])
    refuse([rules.refusal_before_end(row.kind, row.ends_on, today_in())])
    row.way, row.transmitted_on, row.transmitted_by = way, day, me
    row.transmitted_to, row.note = to, note.strip()
    _finish(row, "transmit", me)
    detail = {"way": way, "on": day.isoformat()}
    REPORT.take(row, "transmit", me, on=day, to=to, note=note, detail=detail)
    return row
