"""The dashboard: current figures, each with a link to its records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.documents import blocks
from waystation.foundation.documents.numbers import format_number
from waystation.foundation.pages.base import Page, Permitted, url_of
from waystation.foundation.shared.periods import Period
from waystation.foundation.shared.words import N_
from waystation.governance.results import presenting, queries
from waystation.governance.results.http import (
    download,
    filter_of_request,
    first_line,
    for_readers,
    record_lines,
    requested_audience,
)
from waystation.governance.results.queries import FigureTable
from waystation.governance.results.queries.labels import label_of
from waystation.governance.results.rules.audiences import AUDIENCES

EXPORTS = (("xlsx", "Excel"), ("csv", "CSV"), ("docx", "Word"), ("pdf", "PDF"))
CARDS = ("people_served", "counselling_sessions", "visits", "women_among_people_served")
MONTHS = (("visits", "mode"), ("visits", "office"))
REASONS = ("visits", "reason")
PLACES = "people_served"


def span_of(period: Period) -> str:
    """Return the first and the last day of a period in writing."""
    return f"{date_format(period.start)} – {date_format(period.last_day)}"


class Dashboard(Page):
    """Cards, the month chart, reasons, the map and all indicators."""

    template_name = "results/dashboard.html"
    permissions = ("indicator.read",)
    title = N_("Dashboard")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = filter_of_request(self.request)
        known = queries.indicators_by_key(self.user)
        values = chosen["values"] | {"known": known}
        monthly = queries.figures(self.user, monthly=True, **values)
        found = {key: table.undivided for key, table in monthly.items()}
        targets = queries.targets_reached_by(self.user, values["period"], known)
        drawn = map_of(self.user, found, values, records=chosen["asked"])
        return super().get_context_data(**kwargs) | {
            "filter": chosen,
            "span": span_of(values["period"]),
            "cards": cards_of(self.user, found, monthly, values),
            "charts": charts_of(self.user, found, values, records=chosen["asked"]),
            "map": drawn,
            "total": len(found),
            "groups": groups_of(rows_of(self.user, in_order(found, targets), monthly, targets)),
            "note": presenting.note_of(found.values(), above=drawn.note if drawn else ""),
            "boundary_note": settings.BOUNDARY_NOTE,
            "empty": not any(
                one.total.records or one.total.state == "hidden" for one in found.values()
            ),
            "may_draft": access.may(self.user, "report.draft"),
            "audiences": [(key, _(name)) for key, name in AUDIENCES],
            "exports": [
                (name, reverse("results:dashboard_export", args=[kind])) for kind, name in EXPORTS
            ],
        }


def cards_of(
    user: Any,
    found: dict[str, FigureTable],
    monthly: dict[str, FigureTable],
    values: dict[str, Any],
) -> list[dict[str, Any]]:
    """Return the four large figures, each with its months and how it was a year ago."""
    named = [key for key in CARDS if key in found]
    keys = [*named, *(key for key in found if key not in named)][:4]
    earlier = values | {"period": presenting.year_before(values["period"])}
    before = queries.figures(user, keys, **earlier)
    return [
        {
            "key": key,
            "title": found[key].known.title,
            "value": presenting.figure_written(found[key].total, found[key].known.definition),
            "spark": presenting.spark_of(monthly[key]),
            "opens": queries.opens_any(user, found[key].known.definition.source),
            **presenting.compare_with_year_ago(found[key], before[key]),
        }
        for key in keys
    ]


def rows_of(
    user: Any,
    found: dict[str, FigureTable],
    monthly: dict[str, FigureTable],
    targets: dict[str, queries.Aim],
) -> list[dict[str, Any]]:
    """Return the lines of the table of indicators."""
    rows = []
    for key, table in found.items():
        definition = table.known.definition
        target, value = targets.get(key), table.total.value
        share = None if not target or value is None else round(100 * value / target)
        rows.append(
            {
                "url": url_of("results:indicator", key),
                "title": table.known.title,
                "pillar": presenting.pillar_of(definition),
                "links": presenting.links_of(definition),
                "spark": presenting.spark_of(monthly[key]),
                "value": presenting.figure_written(table.total, definition),
                "target": ""
                if target is None
                else presenting.format_target(target, target.qualifier, definition.is_ratio),
                "share": share,
                "width": min(share or 0, 100),
                "records": ""
                if table.total.records is None
                else blocks.in_writing(table.total.records),
                "source": presenting.source_of(table),
                "records_url": url_of("results:records", key)
                if queries.opens_any(user, definition.source)
                else "",
            }
        )
    return rows


def in_order(found: dict[str, FigureTable], targets: Mapping[str, float]) -> dict[str, FigureTable]:
    """Return the indicators as page and file list them: those with a target first, by pillar."""
    pillars = [presenting.pillar_of(table.known.definition) for table in found.values()]

    def place(key: str) -> tuple[bool, int]:
        with_target = bool(targets.get(key))
        pillar = presenting.pillar_of(found[key].known.definition)
        return not with_target, 0 if with_target else pillars.index(pillar)

    return {key: found[key] for key in sorted(found, key=place)}


def groups_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the indicators in sections to unfold; the first one is open."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        title = _("With a target") if row["target"] else row["pillar"] or _("Other indicators")
        groups.setdefault(title, []).append(row)
    return [
        {"title": title, "rows": ones, "open": place == 1, "anchor": f"group-{place}"}
        for place, (title, ones) in enumerate(groups.items(), start=1)
    ]


def charts_of(
    user: Any,
    found: dict[str, FigureTable],
    values: dict[str, Any],
    records: dict[str, str] | None = None,
) -> list[blocks.Chart]:
    """Return the month chart and the reasons, as far as there is something to draw."""
    drawn = []
    for key, split in MONTHS:
        if key not in found or split not in {*found[key].known.definition.by, "office"}:
            continue
        table = queries.figures(user, [key], by=[split], monthly=True, **values)[key]
        title = _("{title} each month, by {split}").format(
            title=table.known.title, split=presenting.dimension_name(table, split).lower()
        )
        chart = presenting.chart_of(table, title, _links(user, table, records))
        if chart:
            drawn.append(chart)
            break
    key, by = REASONS
    if key in found and by in found[key].known.definition.by:
        table = queries.figures(user, [key], by=[by], **values)[key]
        chart = presenting.chart_of(
            table, _("Main reason for the visit"), _links(user, table, records)
        )
        if chart:
            drawn.append(chart)
    return drawn


def _links(user: Any, table: FigureTable, records: dict[str, str] | None) -> dict[str, str] | None:
    """Return the choices of the page for links to records, None for users who may open none."""
    return records if queries.opens_any(user, table.known.definition.source) else None


def map_of(
    user: Any,
    found: dict[str, FigureTable],
    values: dict[str, Any],
    audience: str = "staff",
    records: dict[str, str] | None = None,
) -> blocks.Chart | None:
    """Return the map. It is looked at by many: it always shows what a partner may see."""
    if PLACES not in found or "place" not in found[PLACES].known.definition.by:
        return None
    asked = values | {"audience": audience}
    table = queries.figures(user, [PLACES], by=["place"], **asked)[PLACES]
    title = _("Where the people served live")
    return presenting.chart_of(table, title, _links(user, table, records))


class DashboardExport(Permitted):
    """The dashboard as a file for the readers that were chosen; for our own staff as shown."""

    permissions = ("indicator.read",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        audience, kind = requested_audience(request), self.kwargs["kind"]
        values = filter_of_request(request)["values"]
        seen = queries.figures(self.user, **values)
        values |= {"audience": audience}
        found = seen if audience == "internal" else queries.figures(self.user, **values)
        title = _("Indicators, {span}").format(span=span_of(values["period"]))
        targets = queries.targets_reached_by(self.user, values["period"])
        seen = in_order(seen, targets)
        table = presenting.indicators_table(
            title,
            {key: found.get(key) for key in seen},
            seen,
            targets,
            as_numbers=kind in {"csv", "xlsx"},
        )
        parts: list[blocks.Block] = [table, *charts_of(self.user, found, values)]
        drawn = map_of(self.user, found, values, "staff" if audience == "internal" else audience)
        if drawn:
            parts.append(drawn)
        return download(kind, title, for_readers(audience, title, parts))


class Records(Page):
    """The records that a live figure counts: those this user may open, and how many more."""

    template_name = "results/records.html"
    is_list = True
    permissions = ("indicator.read",)
    title = N_("Records")

    def get_parents(self) -> list[tuple[str, str]]:
        known = queries.indicator_visible_to(self.user, self.kwargs["key"])
        query = filter_of_request(self.request)["query"]
        indicator = reverse("results:indicator", args=[known.key])
        return [
            (f"{reverse('results:dashboard')}?{query}", _("Dashboard")),
            (f"{indicator}?{query}", known.title),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = filter_of_request(self.request)
        known = queries.indicator_visible_to(self.user, self.kwargs["key"])
        more = {
            name: self.request.GET[name]
            for name in known.definition.by
            if self.request.GET.get(name) and name not in chosen["chosen"]
        }
        chosen["values"]["where"] |= more
        start = first_line(self.request)
        opened = queries.cells_opened(
            self.user, self.kwargs["key"], start=start, **chosen["values"]
        )
        table = opened["table"]
        source = table.known.definition.source
        heads, lines = record_lines(self.user.organisation_id, source, opened)
        narrowed = [
            {
                "name": name,
                "label": presenting.dimension_name(table, name),
                "choices": [(code, label_of(table, name, code))],
                "value": code,
                "always": False,
            }
            for name, code in more.items()
        ]
        return super().get_context_data(**kwargs) | {
            **opened,
            "heads": heads,
            "records": lines,
            "number": opened["visible"],
            "visible": format_number(opened["visible"]),
            "closed": format_number(opened["closed"]) if opened["closed"] else "",
            "filter": {**chosen, "fields": [*chosen["fields"], *narrowed]},
            "span": span_of(table.period),
            "value": presenting.figure_written(table.total, table.known.definition),
            "definition": presenting.definition_in_words(table.known.definition.as_data),
        }
