"""The dashboard: what was done, counted at this moment, every number a way to what it counts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from waystation.foundation.access import queries as access
from waystation.foundation.documents import blocks, charts
from waystation.foundation.shared.periods import Period, today_in
from waystation.governance.results import forms, presenting, queries
from waystation.governance.results.http import download, filtered, page_of
from waystation.governance.results.queries import FigureTable

EXPORTS = (("xlsx", "Excel"), ("csv", "CSV"), ("docx", "Word"), ("pdf", "PDF"))
CARDS = ("people_served", "counselling_sessions", "visits", "women_among_people_served")
MONTHS = (("visits", "mode"), ("visits", "office"))
REASONS = ("visits", "reason")
PLACES = "people_served"


def _span(period: Period) -> str:
    return f"{date_format(period.start, 'j F Y')} – {date_format(period.last_day, 'j F Y')}"


@login_required
@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show cards, the month chart, reasons, the map and all indicators."""
    access.require(request.user, "indicator.read")
    chosen = filtered(request)
    values = chosen["values"]
    found = queries.figures(request.user, **values)
    monthly = queries.figures(request.user, monthly=True, **values)
    today = today_in()
    context = {
        "filter": chosen,
        "span": _span(values["period"]),
        "cards": [_card(request, key, found, monthly, values) for key in _cards(found)],
        "charts": _charts(request, found, values, today),
        "map": _map(request, found, values),
        "rows": _rows(found, monthly, _targets(request, values["period"]), chosen["query"]),
        "note": presenting.note_of(found.values()),
        "boundary_note": settings.BOUNDARY_NOTE,
        "empty": not any(
            one.total.records or one.total.state == "hidden" for one in found.values()
        ),
        "may_draft": access.may(request.user, "report.draft"),
    }
    return render(request, "results/dashboard.html", context)


def _cards(found: dict[str, FigureTable]) -> list[str]:
    named = [key for key in CARDS if key in found]
    return [*named, *(key for key in found if key not in named)][:4]


def spark(table: FigureTable) -> str:
    """Return an indicator's months as a small line."""
    percent = table.known.definition.is_ratio
    cells = [presenting.cell(one.state, one.value, percent) for one in table.cells]
    sentence = _("{title}, month by month").format(title=table.known.title)
    return mark_safe(charts.sparkline(cells, sentence))  # noqa: S308  our own drawing, escaped


def _card(
    request: HttpRequest,
    key: str,
    found: dict[str, FigureTable],
    monthly: dict[str, FigureTable],
    values: dict[str, Any],
) -> dict[str, Any]:
    now = found[key]
    definition = now.known.definition
    earlier = values | {"period": forms.year_before(values["period"])}
    before = queries.figures(request.user, [key], **earlier)[key]
    return {
        "key": key,
        "title": now.known.title,
        "value": presenting.figure_written(now.total, definition),
        "spark": spark(monthly[key]),
        **_compared(now, before),
    }


def _compared(now: FigureTable, before: FigureTable) -> dict[str, str]:
    """Return how far a figure is from the same days a year ago, and whether that is good."""
    new, old = now.total.value, before.total.value
    definition = now.known.definition
    if new is None or old is None or (not old and not definition.is_ratio):
        return {"delta": "", "sense": ""}
    if definition.is_ratio:
        points = round((new - old) * 100)
        size = _("{points} points").format(points=abs(points))
    else:
        points = round((new - old) / old * 100)
        size = f"{abs(points)}%"
    if not points:
        return {"delta": _("as last year"), "sense": ""}
    good = (points > 0) == (definition.better == "more")
    sense = "" if definition.better == "neither" else ("up" if good else "dn")
    return {"delta": f"{'▲' if points > 0 else '▼'} {size}", "sense": sense}


def _targets(request: HttpRequest, period: Period) -> dict[str, float]:
    """Return the approved target of each indicator for the year or quarter under way, summed
    over offices where they add up.
    """
    sums: dict[str, list[float]] = {}
    for row in queries.targets_seen_by(request.user):
        inside = row["starts_on"] <= period.start and period.last_day <= row["ends_on"]
        if row["approved_at"] and inside:
            sums.setdefault(row["indicator__key"], []).append(row["value"])
    known = queries.indicators_seen_by(request.user)
    return {
        key: sum(values) / (len(values) if known[key].definition.is_ratio else 1)
        for key, values in sums.items()
        if key in known
    }


def _rows(
    found: dict[str, FigureTable],
    monthly: dict[str, FigureTable],
    targets: dict[str, float],
    query: str,
) -> list[dict[str, Any]]:
    rows = []
    for key, table in found.items():
        definition = table.known.definition
        target, value = targets.get(key), table.total.value
        share = None if not target or value is None else round(100 * value / target)
        rows.append(
            {
                "key": key,
                "title": table.known.title,
                "pillar": presenting.pillar_of(definition),
                "links": presenting.links_of(definition),
                "spark": spark(monthly[key]),
                "value": presenting.figure_written(table.total, definition),
                "target": ""
                if target is None
                else presenting.written("shown", target, definition.is_ratio),
                "share": share,
                "width": min(share or 0, 100),
                "records": ""
                if table.total.records is None
                else blocks.in_writing(table.total.records),
                "source": presenting.source_of(table),
                "query": query,
            }
        )
    return rows


def _charts(
    request: HttpRequest, found: dict[str, FigureTable], values: dict[str, Any], today: Any
) -> list[blocks.Chart]:
    drawn = []
    for key, split in MONTHS:
        if key not in found or split not in {*found[key].known.definition.by, "office"}:
            continue
        table = queries.figures(request.user, [key], by=[split], monthly=True, **values)[key]
        title = _("{title} each month, by {split}").format(
            title=table.known.title, split=presenting.dimension_name(table, split).lower()
        )
        chart = presenting.chart_of(table, title)
        if chart:
            drawn.append(chart)
            break
    key, by = REASONS
    if key in found and by in found[key].known.definition.by:
        table = queries.figures(request.user, [key], by=[by], **values)[key]
        chart = presenting.chart_of(table, _("Main reason for the visit"))
        if chart:
            drawn.append(chart)
    return drawn


def _map(
    request: HttpRequest,
    found: dict[str, FigureTable],
    values: dict[str, Any],
    audience: str = "staff",
) -> blocks.Chart | None:
    """A map is looked at by many: it always shows what a partner may see."""
    if PLACES not in found or "place" not in found[PLACES].known.definition.by:
        return None
    table = queries.figures(
        request.user, [PLACES], by=["place"], **(values | {"audience": audience})
    )[PLACES]
    return presenting.chart_of(table, _("Where the people served live"))


@login_required
@require_GET
def dashboard_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Return the dashboard as a file, small numbers kept back as for partners."""
    access.require(request.user, "indicator.read")
    values = filtered(request)["values"] | {"audience": "partners"}
    found = queries.figures(request.user, **values)
    targets = _targets(request, values["period"])
    title = _("Indicators, {span}").format(span=_span(values["period"]))
    parts: list[blocks.Block] = [presenting.indicators_table(title, found, targets)]
    parts += _charts(request, found, values, today_in())
    drawn = _map(request, found, values, "partners")
    if drawn:
        parts.append(drawn)
    report = blocks.report(title, parts, dated=today_in())
    return download(kind, title, report)


@login_required
@require_GET
def records(request: HttpRequest, key: str) -> HttpResponse:
    """Show the records that a live figure counts: those this user may open, and how many more."""
    chosen = filtered(request)
    opened = queries.cells_opened(request.user, key, **chosen["values"])
    names = access.office_names(access.signed_in(request.user).organisation_id)
    for row in opened["records"]:
        row["url"] = page_of(row["kind"], row["id"])
        row["office_name"] = names.get(row["office"], "")
    table = opened["table"]
    context = {
        **opened,
        "filter": chosen,
        "span": _span(table.period),
        "value": presenting.figure_written(table.total, table.known.definition),
        "definition": presenting.definition_in_words(table.known.definition.as_data),
    }
    return render(request, "results/records.html", context)
