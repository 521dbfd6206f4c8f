"""Writing a report: the list, the draft with its blocks, and publishing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import onto_form
from waystation.foundation.documents import blocks as documents
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.periods import quarter, today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.tasks import actions as tasks
from waystation.governance.reports import actions, forms, presenting, queries
from waystation.governance.reports.rules.reports import CONTENT, KINDS
from waystation.governance.results import presenting as figures
from waystation.governance.results import queries as results
from waystation.governance.results.http import download


@login_required
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """List what is published and what is being written."""
    access.require(request.user, "report.read")
    context = {
        "editions": queries.editions_seen_by(request.user),
        "drafts": queries.drafts_seen_by(request.user),
        "may_draft": access.may(request.user, "report.draft"),
    }
    return render(request, "reports/reports.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a report."""
    access.require(request.user, "report.draft")
    last = quarter(quarter(today_in()).start - today_in().resolution)
    initial = {"starts_on": last.start, "ends_on": last.last_day, "audience": "partners"}
    initial["language"] = access.signed_in(request.user).language
    form = forms.DraftReport(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            report = actions.draft_report(request.user, **form.cleaned_data)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            onto_form(form, refusal)
        else:
            return redirect("reports:draft", report.id)
    return render(request, "reports/begin.html", {"form": form})


def _document(report: Any, assembled: Any) -> documents.Report:
    return presenting.report_of(
        assembled.as_content(),
        title=report.title,
        language=report.language,
        kicker=figures.span_of(report.starts_on, report.ends_on, report.language),
        dated=today_in(),
        state=_("Draft {version}").format(version=report.version),
    )


@login_required
@require_GET
def draft(request: HttpRequest, report: UUID) -> HttpResponse:
    """Show a draft as it would be published now, and its blocks to work on."""
    row = queries.draft_seen_by(request.user, report)
    assembled = queries.preview(row, reader=request.user)
    names = dict(KINDS)
    context = {
        "report": row,
        "document": _document(row, assembled),
        "outline": [
            {"block": block, "kind": _(names[block.kind]), "text": _label(block)}
            for block in queries.blocks_of(row)
        ],
        "kinds": [(kind, name) for kind, name in KINDS if kind in FORMS],
        "figures": len(assembled.figures),
        "refused": sum(one["kind"] == "refused" for one in assembled.blocks),
        "editions": queries.editions_seen_by(request.user, row.id),
        "may_write": access.may(request.user, "report.draft", row.office_id),
        "may_publish": access.may(request.user, "report.publish", row.office_id),
        "publish": forms.Publish(initial={"version": row.version}),
    }
    return render(request, "reports/draft.html", context)


def _label(block: Any) -> str:
    content = block.content
    text = content.get("title") or content.get("text") or content.get("indicator") or ""
    return str(text)[:60]


@login_required
@require_GET
def draft_download(request: HttpRequest, report: UUID, kind: str) -> HttpResponse:
    """Return a draft as a file, marked as a draft."""
    row = queries.draft_seen_by(request.user, report)
    return download(kind, row.title, _document(row, queries.preview(row, reader=request.user)))


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, report: UUID) -> HttpResponse:
    """Change title, period, audience or language of a draft."""
    row = queries.draft_seen_by(request.user, report)
    access.require(request.user, "report.draft", row.office_id)
    now = {name: getattr(row, name) for name in forms.DraftReport.base_fields}
    form = forms.DraftReport(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_report(request.user, report, form.cleaned_data, now)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            onto_form(form, refusal)
        else:
            return redirect("reports:draft", report)
    return render(request, "reports/begin.html", {"form": form, "report": row})


FORMS: dict[str, Any] = {
    "heading": forms.HeadingBlock,
    "text": forms.TextBlock,
    "table": forms.TableBlock,
    "chart": forms.ChartBlock,
    "map": forms.MapBlock,
    "finding": forms.FindingBlock,
}


def _form(request: HttpRequest, kind: str, content: dict[str, Any] | None = None) -> Any:
    if kind not in FORMS:
        raise NotSeen(N_("There is no block of this kind."), code="kind_unknown")
    more: dict[str, Any] = {}
    if kind in {"table", "chart", "map"}:
        known = results.indicators_seen_by(request.user)
        more["indicators"] = [(key, one.title) for key, one in known.items()]
        more["breakdowns"] = list(
            {
                name: figures.breakdown_name(one.definition, name)
                for one in known.values()
                for name in [*one.definition.by, "office"]
            }.items()
        )
    if kind == "finding":
        more["findings"] = queries.findings_offered(request.user)
    return FORMS[kind](request.POST or None, initial=content, **more)


@login_required
@require_http_methods(["GET", "POST"])
def add_block(request: HttpRequest, report: UUID, kind: str) -> HttpResponse:
    """Write a new block."""
    row = queries.draft_seen_by(request.user, report)
    access.require(request.user, "report.draft", row.office_id)
    form = _form(request, kind)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_block(request.user, report, kind, _content(kind, form))
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            onto_form(form, refusal)
        else:
            return redirect("reports:draft", report)
    return _block_page(request, row, kind, form)


@login_required
@require_http_methods(["GET", "POST"])
def change_block(request: HttpRequest, report: UUID, block: UUID) -> HttpResponse:
    """Change a block."""
    row = queries.draft_seen_by(request.user, report)
    access.require(request.user, "report.draft", row.office_id)
    there = queries.block_of(row, block)
    form = _form(request, there.kind, there.content)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_block(request.user, report, block, _content(there.kind, form))
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            onto_form(form, refusal)
        else:
            return redirect("reports:draft", report)
    return _block_page(request, row, there.kind, form)


def _content(kind: str, form: Any) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in CONTENT[kind] if name in form.cleaned_data}


def _block_page(request: HttpRequest, row: Any, kind: str, form: Any) -> HttpResponse:
    known = results.indicators_seen_by(request.user) if kind == "text" else {}
    context = {"report": row, "kind": _(dict(KINDS)[kind]), "form": form, "known": known.values()}
    return render(request, "reports/block.html", context)


@login_required
@require_POST
def move_block(request: HttpRequest, report: UUID, block: UUID) -> HttpResponse:
    """Move a block up or down."""
    actions.move_block(request.user, report, block, 1 if "down" in request.POST else -1)
    return redirect("reports:draft", report)


@login_required
@require_POST
def remove_block(request: HttpRequest, report: UUID, block: UUID) -> HttpResponse:
    """Take a block out."""
    actions.remove_block(request.user, report, block)
    return redirect("reports:draft", report)


@login_required
@require_POST
def publish(request: HttpRequest, report: UUID) -> HttpResponse:
    """Publish the draft as its next edition: at once, or in the background if it is long."""
    form = forms.Publish(request.POST)
    clean = form.cleaned_data if form.is_valid() else {}
    draft = queries.draft_seen_by(request.user, report)
    user = access.require(request.user, "report.publish", draft.office_id)
    if len(queries.blocks_of(draft)) > settings.LONG_REPORT_BLOCKS:
        about = {
            "report": str(report),
            "version": clean.get("version") or draft.version,
            "reason": clean.get("reason", ""),
            "after": queries.last_number(draft),
        }
        task = tasks.begin(user, "report.publish", about)
        return redirect("tasks:task", task.id)
    edition = actions.publish_report(
        request.user, report, version=clean.get("version"), reason=clean.get("reason", "")
    )
    messages.success(request, _("Published. From now on this edition does not change."))
    return redirect("reports:report", edition.id)
