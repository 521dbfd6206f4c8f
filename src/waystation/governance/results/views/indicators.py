"""What is counted and how: the list, one indicator, its versions, its targets."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import onto_form
from waystation.foundation.documents import blocks
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.governance.results import actions, forms, presenting, queries
from waystation.governance.results.http import download, filtered

from .dashboard import EXPORTS, spark


@login_required
@require_GET
def indicators(request: HttpRequest) -> HttpResponse:
    """List the indicators with their definitions and this year's result."""
    chosen = filtered(request)
    found = queries.figures(request.user, **chosen["values"])
    monthly = queries.figures(request.user, monthly=True, **chosen["values"])
    rows = [
        {
            "key": key,
            "title": table.known.title,
            "meaning": table.known.meaning,
            "version": table.known.version,
            "pillar": presenting.pillar_of(table.known.definition),
            "links": presenting.links_of(table.known.definition),
            "value": presenting.figure_written(table.total, table.known.definition),
            "spark": spark(monthly[key]),
        }
        for key, table in found.items()
    ]
    return render(request, "results/indicators.html", {"rows": rows, "filter": chosen})


@login_required
@require_GET
def indicator(request: HttpRequest, key: str) -> HttpResponse:
    """Show one indicator: its figures by a breakdown, its definition, versions and targets."""
    known = queries.indicator_seen_by(request.user, key)
    chosen = filtered(request)
    by = request.GET.get("by", "month")
    table = _broken_down(request, key, by, chosen["values"])
    context = {
        "known": known,
        "table": table,
        "value": presenting.figure_written(table.total, known.definition),
        "note": presenting.note_of([table]),
        "chart": presenting.chart_of(table, _title(table)),
        "by": by,
        "breakdowns": [
            ("month", _("Month")),
            *(
                (name, presenting.breakdown_name(known.definition, name))
                for name in _breakdowns(known)
            ),
        ],
        "filter": chosen,
        "definition": presenting.definition_in_words(known.definition.as_data),
        "versions": queries.versions_seen_by(request.user, key),
        "targets": _target_rows(request, key, known.definition.is_ratio),
        "form": _target_form(request),
        "exports": EXPORTS,
    }
    return render(request, "results/indicator.html", context)


def _breakdowns(known: Any) -> list[str]:
    return list(dict.fromkeys([*known.definition.by, "office"]))


def _title(table: queries.FigureTable) -> str:
    return _("{title}, by {split}").format(
        title=table.known.title,
        split=presenting.dimension_name(table, table.dimensions[0]).lower(),
    )


def _broken_down(
    request: HttpRequest, key: str, by: str, values: dict[str, Any]
) -> queries.FigureTable:
    monthly = by == "month"
    return queries.figures(
        request.user, [key], by=() if monthly else (by,), monthly=monthly, **values
    )[key]


def _target_form(request: HttpRequest, data: Any = None) -> forms.SetTarget | None:
    offices = [
        (str(one.id), one.name) for one in access.offices_seen_by(request.user, "target.set")
    ]
    if not offices:
        return None
    year = today_in().year
    initial = {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
    return forms.SetTarget(data, offices=offices, initial=initial)


def _target_rows(request: HttpRequest, key: str, percent: bool) -> list[dict[str, Any]]:
    return [
        {
            **row,
            "written": presenting.written("shown", row["value"], percent),
            "base": ""
            if row["baseline"] is None
            else presenting.written("shown", row["baseline"], percent),
            "may_approve": row["approved_at"] is None
            and access.may(request.user, "report.publish", row["office_id"])
            and row["created_by_id"] != access.signed_in(request.user).id,
        }
        for row in queries.targets_seen_by(request.user, key)
    ]


@login_required
@require_GET
def indicator_export(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """Return an indicator's figures as a file, small numbers kept back as for partners."""
    known = queries.indicator_seen_by(request.user, key)
    values = filtered(request)["values"] | {"audience": "partners"}
    table = _broken_down(request, key, request.GET.get("by", "month"), values)
    drawn = presenting.chart_of(table, _title(table)) if kind not in {"csv", "xlsx"} else None
    parts: list[blocks.Block] = [
        blocks.Paragraph([known.meaning]),
        *([drawn] if drawn else []),
        presenting.table_of(table, _title(table)),
    ]
    return download(kind, known.title, blocks.report(known.title, parts, dated=today_in()))


@login_required
@require_http_methods(["GET", "POST"])
def set_target(request: HttpRequest, key: str) -> HttpResponse:
    """Propose a target."""
    known = queries.indicator_seen_by(request.user, key)
    access.require(request.user, "target.set")
    form = _target_form(request, request.POST or None)
    if form is not None and request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        scale = 100 if known.definition.is_ratio else 1
        base = clean["baseline"]
        try:
            actions.set_target(
                request.user,
                key,
                UUID(clean["office"]),
                clean["starts_on"],
                clean["ends_on"],
                clean["value"] / scale,
                baseline=None if base is None else base / scale,
                note=clean["note"],
            )
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            onto_form(form, refusal)
        else:
            messages.success(request, _("The target is proposed. Somebody else approves it."))
            return redirect("results:indicator", key)
    return render(request, "results/target.html", {"known": known, "form": form})


@login_required
@require_POST
def approve_target(request: HttpRequest, target: UUID) -> HttpResponse:
    """Approve a target that somebody else proposed."""
    row = actions.approve_target(request.user, target)
    messages.success(request, _("The target is approved."))
    return redirect("results:indicator", queries.key_of(request.user, row.indicator_id))
