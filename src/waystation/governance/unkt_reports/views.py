"""The pages of reports to UNKT: what is due, one report on its way, its sections and tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words, onto_form
from waystation.foundation.shared.errors import NotSeen, Refusal, Refusals
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.queries import people
from waystation.governance.network.queries.house import house_rules
from waystation.governance.unkt_reports import actions, forms, rules
from waystation.governance.unkt_reports.queries import reports as queries

TONES = {"drafting": "b", "approval": "a", "approved": "g", "transmitted": "g"}


def _state(row: Any, today: Any) -> list[tuple[str, str]]:
    found = [(_(dict(rules.STATES)[row.state]), TONES[row.state])]
    if rules.standing(row.due_on, row.state, today) == "late":
        found.append((_("Late"), "r"))
    return found


def _begin(network: Any, posted: Any = None) -> forms.Begin:
    rhythm = house_rules(network).text("update_rhythm")
    return forms.Begin(posted, today=today_in(), rhythm=rhythm, opened=network.opened_on)


@login_required
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """List the reports to UNKT with what is late; begin one, or ask for one."""
    network = people.network_seen_by(request.user, queries.READ)
    today = today_in()
    context = {
        "rows": [
            {"row": row, "title": queries.title_of(row), "states": _state(row, today)}
            for row in queries.reports_seen_by(request.user)
        ],
        "may_draft": access.may(request.user, "network_report.draft", network.office_id),
        "may_demand": access.may(request.user, "report.demand", network.office_id)
        or access.may(request.user, "network_report.draft", network.office_id),
        "begin": _begin(network),
        "rhythm": house_rules(network).text("update_rhythm"),
        "late_tasks": queries.late_tasks(network.office_id, today),
    }
    return render(request, "unkt_reports/unkt_reports.html", context)


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Produce a report from records in one step."""
    form = _begin(people.network_seen_by(request.user, "network_report.draft"), request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose which report to begin."))
        return redirect("unkt_reports:reports")
    kind, year, part = form.cleaned_data["period"].split(":")
    row = actions.begin_report(
        request.user, kind, int(year), int(part), language=form.cleaned_data["language"]
    )
    messages.success(request, _("The report is written from the records. Look through it."))
    return redirect("unkt_reports:report", row.id)


@login_required
@require_http_methods(["GET", "POST"])
def demand(request: HttpRequest) -> HttpResponse:
    """Ask for an update, as UNKT or in its name."""
    may = "report.demand"
    if not access.may(request.user, may):
        may = "network_report.draft"
    people.network_seen_by(request.user, may)
    form = forms.Demand(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.demand_update(request.user, **form.cleaned_data)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            onto_form(form, refusal)
        else:
            messages.success(request, _("The Secretariat has the question, with its date."))
            return redirect("unkt_reports:report", row.id)
    context = {
        "form": form,
        "title": _("Ask for an update"),
        "lead": _("UNKT may ask at any time. The question, its date and the answer stay together."),
        "button": _("Ask"),
    }
    return render(
        request, "unkt_reports/report_form.html", context, status=422 if form.errors else 200
    )


@login_required
@require_GET
def report(request: HttpRequest, report: UUID) -> HttpResponse:
    """Show one report: where it stands, its sections, its tasks, the co-chairs' answers."""
    row = queries.report_seen_by(request.user, report)
    today = today_in()
    may_draft = access.may(request.user, "network_report.draft", row.office_id)
    inside = may_draft or access.may(request.user, "network_report.approve", row.office_id)
    seats = people.seats_of(request.user, today)
    answers = queries.answers_of(row) if inside else []
    given = {one.seat for one in answers if one.round == row.round}
    begun = row.report_id is not None
    rule = house_rules(queries.network_of(row)).text("report_approval")
    seat_names = {key: _(name) for key, name in rules.SEAT_NAMES}
    sections = queries.sections_of(row) if inside and begun else []
    context = {
        "row": row,
        "title": queries.title_of(row),
        "states": _state(row, today),
        "inside": inside,
        "may_draft": may_draft,
        "may_transmit": access.may(request.user, "network_report.transmit", row.office_id)
        and row.state != "transmitted",
        "sections": sections,
        "missing": [in_words(one) for one in queries.refusals_of(row, sections)]
        if may_draft and begun and row.state == "drafting"
        else [],
        "tasks": [
            {"task": one, "title": _(one.title), "late": not one.done_on and one.due_on < today}
            for one in (queries.tasks_of(row) if inside else [])
        ],
        "answers": [{"given": one, "seat": seat_names[one.seat]} for one in answers],
        "waiting": [seat_names[one] for one in queries.seats_asked(row, today) if one not in given]
        if inside and row.state == "approval"
        else [],
        "may_answer": row.state == "approval" and bool(seats - given)
        and access.may(request.user, "network_report.approve", row.office_id),
        "rule": rule,
        "reason": forms.Reason(),
        "free": forms.FreeSection(),
        "transmit": forms.Transmit(oral=row.kind != "quarterly", initial={"on": today}),
        "ways": dict(rules.WAYS),
        "way": _(dict(rules.WAYS)[row.way]) if row.way else "",
    }  # fmt: skip
    return render(request, "unkt_reports/unkt_report.html", context)


def _do(request: HttpRequest, report: UUID, act: Callable[[], Any], done: str) -> HttpResponse:
    """Do one thing to a report and return to it; what speaks against it is said there."""
    try:
        act()
    except Refusal as refusal:
        if refusal.status not in {409, 422}:
            raise
        for one in refusal.all if isinstance(refusal, Refusals) else [refusal]:
            messages.error(request, in_words(one))
    else:
        messages.success(request, done)
    return redirect("unkt_reports:report", report)


@login_required
@require_POST
def begin_answer(request: HttpRequest, report: UUID) -> HttpResponse:
    """Begin the answer to what UNKT asked."""
    return _do(
        request,
        report,
        lambda: actions.begin_answer(request.user, report),
        _("Write the answer below."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, report: UUID, section: str) -> HttpResponse:
    """Write words into a section, or say why it is empty."""
    row = queries.report_seen_by(request.user, report)
    access.require(request.user, "network_report.draft", row.office_id)
    found = queries.sections_of(row, section)
    if not found:
        raise NotSeen(N_("This report has no such section."), code="section_unknown")
    (one,) = found
    form = forms.Words(request.POST or None, initial={k: one[k] for k in ("text", "reason")})
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_section(request.user, report, section, **form.cleaned_data)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            onto_form(form, refusal)
        else:
            messages.success(request, _("Kept."))
            return redirect("unkt_reports:report", report)
    context = {
        "form": form,
        "row": row,
        "title": one["title"],
        "lead": _("Everybody who reads the report will see this: members and UNKT."),
        "paragraph": one["paragraph"],
        "button": _("Keep"),
    }
    return render(
        request, "unkt_reports/report_form.html", context, status=422 if form.errors else 200
    )


@login_required
@require_POST
def add_section(request: HttpRequest, report: UUID) -> HttpResponse:
    """Add a section of one's own."""
    form = forms.FreeSection(request.POST)
    values = form.cleaned_data if form.is_valid() else {"heading": "", "text": ""}
    return _do(
        request,
        report,
        lambda: actions.add_free_section(
            request.user, report, values.get("heading", ""), values.get("text", "")
        ),
        _("The section stands before the register of figures."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, report: UUID, task: str) -> HttpResponse:
    """Mark a task as done, or give it to somebody with a day."""
    row = queries.report_seen_by(request.user, report)
    access.require(request.user, "network_report.draft", row.office_id)
    if request.method == "POST" and ("done" in request.POST or "open" in request.POST):
        done = "done" in request.POST
        return _do(
            request,
            report,
            lambda: actions.finish_task(request.user, report, task, done=done),
            _("Marked as done.") if done else _("Open again."),
        )
    one = next((it for it in queries.tasks_of(row) if it.key == task), None)
    if one is None:
        raise NotSeen(N_("There is no such task."), code="task_unknown")
    colleagues = [(str(k), name) for k, name in access.colleagues(row.organisation_id).items()]
    form = forms.Task(
        request.POST or None,
        people=colleagues,
        initial={"owner": str(one.owner_id), "due_on": one.due_on},
    )
    if request.method == "POST" and form.is_valid():
        owner, due_on = UUID(form.cleaned_data["owner"]), form.cleaned_data["due_on"]
        try:
            actions.give_task(request.user, report, task, owner, due_on)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            onto_form(form, refusal)
        else:
            return redirect("unkt_reports:report", report)
    context = {"form": form, "row": row, "title": _(one.title), "lead": "", "button": _("Keep")}
    return render(
        request, "unkt_reports/report_form.html", context, status=422 if form.errors else 200
    )


@login_required
@require_POST
def send(request: HttpRequest, report: UUID) -> HttpResponse:
    """Send a draft to the co-chairs."""
    return _do(
        request,
        report,
        lambda: actions.send_to_co_chairs(request.user, report),
        _("The co-chairs have it. What they approve is what leaves."),
    )


@login_required
@require_POST
def call_back(request: HttpRequest, report: UUID) -> HttpResponse:
    """Take a report back from the co-chairs."""
    return _do(
        request,
        report,
        lambda: actions.call_back(request.user, report, request.POST.get("reason", "")),
        _("The report can be changed again."),
    )


@login_required
@require_POST
def answer(request: HttpRequest, report: UUID) -> HttpResponse:
    """Approve as a co-chair, or refuse with a reason."""
    approves = "approve" in request.POST
    return _do(
        request,
        report,
        lambda: actions.answer_report(
            request.user, report, approves, request.POST.get("reason", "")
        ),
        _("You have approved.") if approves else _("Your refusal stands beside the report."),
    )


@login_required
@require_POST
def publish(request: HttpRequest, report: UUID) -> HttpResponse:
    """Freeze an approved report as an edition."""
    return _do(
        request,
        report,
        lambda: actions.publish_report(request.user, report),
        _("Frozen. From now on this edition does not change."),
    )


@login_required
@require_POST
def transmit(request: HttpRequest, report: UUID) -> HttpResponse:
    """Record that UNKT got it."""
    row = queries.report_seen_by(request.user, report)
    access.require(request.user, "network_report.transmit", row.office_id)
    form = forms.Transmit(request.POST, oral=True)
    if not form.is_valid():
        messages.error(request, _("Say how UNKT got it, and on which day."))
        return redirect("unkt_reports:report", report)
    values = form.cleaned_data
    return _do(
        request,
        row.id,
        lambda: actions.transmit_report(
            request.user,
            report,
            way=values["way"],
            on=values["on"],
            to=values["to"],
            note=values["note"],
        ),
        _("Recorded."),
    )
