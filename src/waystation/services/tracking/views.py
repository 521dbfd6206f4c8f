"""Pages of studies: their rounds, and what was found."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words, onto_form
from waystation.foundation.documents import charts
from waystation.foundation.documents.blocks import Column, Table
from waystation.foundation.documents.tables import csv
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.typed import number_in
from waystation.foundation.tasks import actions as tasks
from waystation.registry.collection import queries as collection

from . import actions, forms, queries

SLICE = 20  # questions on a page
NAMED = 4  # answers in a sentence


@login_required
def studies(request: HttpRequest) -> HttpResponse:
    """List the studies, and open a new one."""
    user = access.require(request.user, "study.read")
    offices = [(o.id, o.name) for o in access.offices_seen_by(user, "study.estimate")]
    form = forms.StudyOpened(offices, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.open_operation(
                user,
                UUID(form.cleaned_data["office"]),
                form.cleaned_data["title"],
                purpose=form.cleaned_data["purpose"],
            )
        except Refusal as refusal:
            onto_form(form, refusal)
        else:
            return redirect("tracking:study", found.id)
    context = {
        "studies": queries.studies_seen_by(user),
        "form": form,
        "may_open": bool(offices),
    }
    return render(request, "tracking/studies.html", context, status=422 if form.errors else 200)


@login_required
def study(request: HttpRequest, study: UUID) -> HttpResponse:
    """Show a study and its rounds, and open a new one."""
    user = access.signed_in(request.user)
    found = queries.study_seen_by(user, study)
    choices = [(one["id"], one["title"]) for one in collection.forms_seen_by(user)]
    form = forms.RoundOpened(choices, request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = {**form.cleaned_data, "form_id": UUID(form.cleaned_data["form_id"])}
        try:
            opened = actions.open_round(user, found.id, **typed)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            onto_form(form, refusal)
        else:
            return redirect("tracking:round", opened.id)
    context = {
        "study": found,
        "rounds": queries.rounds_of(user, found),
        "form": form,
        "may_open": access.may(user, "study.estimate", found.office_id),
    }
    return render(request, "tracking/study.html", context, status=422 if form.errors else 200)


@login_required
def round_(request: HttpRequest, round: UUID) -> HttpResponse:
    """Show what was found in a round, question by question."""
    user = access.signed_in(request.user)
    found = queries.round_seen_by(user, round)
    questions = queries.questions_found(user, found)
    start = (max(1, number_in(request.GET.get("page", "1")) or 1) - 1) * SLICE
    latest = queries.latest_estimation(found)
    may_check = bool(latest) and access.may(user, "submission.read", found.office_id)
    context = {
        "round": found,
        "proof": queries.provenance_of(latest) if latest else None,
        "may_check": may_check,
        "again": queries.estimated_again(user, found)
        if may_check and "check" in request.GET
        else "",
        "study": found.operation,
        "latest": latest,
        "charts": [
            chart_of(found, one) for one in questions[start : start + SLICE] if has_rows(one)
        ],
        "question_count": len(questions),
        "next_page": start // SLICE + 2 if start + SLICE < len(questions) else None,
        "previous_page": start // SLICE if start else None,
        "may_estimate": access.may(user, "study.estimate", found.office_id),
    }
    return render(request, "tracking/round.html", context)


def has_rows(question: dict[str, Any]) -> bool:
    return any(row["value"] is not None for row in question["rows"])


def chart_of(found: Any, question: dict[str, Any]) -> Any:
    """Return one question as a chart with its table; hidden shares are left out and said."""
    share = question["statistic"] == "share"
    scale = 100 if share else 1
    rows = [row for row in question["rows"] if row["value"] is not None and row["value"] > 0]
    hidden = sum(row["value"] is None for row in question["rows"])
    note = _("n = {n}. Lines are 95% confidence intervals.").format(n=question["n"])
    if hidden:
        note += " " + _("{n} answers are not shown because few people gave them.").format(n=hidden)
    for why, labels in reasons(rows).items():
        named = ", ".join(labels[:NAMED])
        if len(labels) > NAMED:
            named = _("{answers} and {n} more").format(answers=named, n=len(labels) - NAMED)
        note += " " + _("{answers}: {why}.").format(answers=named, why=why)
    return charts.estimates(
        question["label"] or question["question"],
        [
            (
                row["label"],
                row["value"] * scale,
                times(row["low"], scale),
                times(row["high"], scale),
            )
            for row in rows or question["rows"][:1]
        ],
        labels=(_("Answer"), _("Share") if share else _("Mean")),
        source=f"{found.operation.title}, {found.place}".rstrip(", "),
        as_of=found.ends_on,
        note=note,
        percent=share,
    )


def reasons(rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return why estimates carry a flag, in the reader's language, with the answers it is for."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row["flag"] and row["note"]:
            found.setdefault(in_words(row["note"]), []).append(row["label"])
    return found


def times(value: float | None, scale: int) -> float | None:
    return None if value is None else value * scale


@login_required
def export(request: HttpRequest, round: UUID) -> HttpResponse:
    """Send everything that was found in a round, as it may be shown, as CSV."""
    user = access.signed_in(request.user)
    found = queries.round_seen_by(user, round)
    names = ["question", "choice", "statistic", "value", "low", "high", "n", "flag", "note"]
    rows = [
        [in_words(row[name]) if name == "note" and row[name] else row[name] for name in names]
        for question in queries.questions_found(user, found)
        for row in question["rows"]
    ]
    numbers = {"value", "low", "high", "n"}
    columns = [Column(name, "number" if name in numbers else "text") for name in names]
    table = Table(found.operation.title, columns, rows, as_of=found.ends_on)
    response = HttpResponse(csv(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="{found.operation.key}-{found.number}.csv"'
    )
    return response


@login_required
@require_POST
def estimate(request: HttpRequest, round: UUID) -> HttpResponse:
    """Estimate a round from its cleaned submissions: at once, or in the background if many."""
    found = queries.round_seen_by(request.user, round)
    user = access.require(request.user, "study.estimate", found.office_id)
    if queries.submissions_in(user, found) > settings.LONG_ESTIMATE_ROWS:
        task = tasks.begin(user, "study.estimate", {"round": str(found.id)})
        return redirect("tasks:task", task.id)
    try:
        run = actions.estimate(access.signed_in(request.user), round)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        messages.error(request, in_words(refusal))
    else:
        messages.success(request, _("Estimated from {n} submissions.").format(n=run.rows))
    return redirect("tracking:round", round)
