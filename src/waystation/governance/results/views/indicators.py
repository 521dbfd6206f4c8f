"""Indicators: the list, one indicator, its versions and targets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.documents import blocks
from waystation.foundation.pages.base import Page, PagePart, Permitted, url_of
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.lists import Column, ListPage, Row
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.results import forms, presenting, queries
from waystation.governance.results.http import (
    codes,
    download,
    filter_of_request,
    for_readers,
    requested_audience,
)
from waystation.governance.results.rules.audiences import AUDIENCES

from .dashboard import EXPORTS
from .filters import Counting
from .progress import progress_charts, progress_table, targets_of
from .typed import typed_figures, typed_table

INDICATORS = (("results:indicators", N_("Indicators")),)


class Indicators(ListPage):
    """The indicators with their definitions and their result in a period."""

    template_name = "results/indicators.html"
    permissions = ("indicator.read",)
    title = N_("Indicators")
    lead = N_(
        "What is counted, how, and what it counts towards. A definition is never changed: a new "
        "version takes its place."
    )
    empty_title = N_("Nothing here yet")
    empty_text = N_(
        "No indicators are defined yet. An administrator loads those that come with the program "
        "with one command: ./waystation manage indicators load"
    )
    order = ("indicator__position", "indicator__key", "id")
    search = ("title", "indicator__key")
    extra_values = ("indicator__key",)
    columns = (
        Column(
            "title",
            N_("Indicator"),
            words=presenting.in_script,
            muted=lambda row: row["meaning"],
        ),
        Column("pillar", N_("Strategy pillar"), words=presenting.pillar_named),
        Column("links", N_("Counts towards"), prepared=True),
        Column("months", N_("Months"), prepared=True, export=False),
        Column(
            "result", N_("Result"), prepared=True, number=True, words=presenting.result_in_words
        ),
        Column("number", N_("Version"), number=True),
    )

    add_label = N_("New indicator")
    about_persons = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        retired = queries.retired_indicators_visible_to(self.user).exists()
        return super().get_context_data(**kwargs) | {"retired": retired}

    def get_add_url(self) -> str:
        may = access.may(self.user, "indicator.design")
        return reverse("results:indicator_new") if may else ""

    @property
    def filters(self) -> Sequence[Any]:  # type: ignore[override]
        today = today_in()
        return (
            Counting(
                "period",
                N_("Period"),
                lambda: forms.period_choices(today),
                lambda: str(today.year),
            ),
            Counting("office", N_("Centre"), self.offices),
            Counting("sex", N_("Sex"), lambda: codes("sex")),
            Counting("age_band", N_("Age"), lambda: codes("age_band")),
            ChoiceFilter("pillar", N_("Strategy pillar"), lambda: codes("pillar")),
        )

    def offices(self) -> list[tuple[str, str]]:
        return access.office_choices(self.user, "indicator.read")

    @cached_property
    def values(self) -> dict[str, Any]:
        """Return for what figures are counted."""
        found: dict[str, Any] = filter_of_request(self.request)["values"]
        return found

    @cached_property
    def tables(self) -> dict[str, queries.FigureTable]:
        """Return the figures of the period with their months."""
        return queries.figures(self.user, monthly=True, **self.values)

    def get_rows(self) -> QuerySet[Any]:
        rows = queries.indicators_visible_to(self.user)
        return rows.filter(indicator__key__in=list(self.tables))

    def get_row_url(self, row: Row) -> str:
        query = self.request.GET.urlencode()
        return url_of("results:indicator", row["indicator__key"]) + (query and f"?{query}")

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [row | self.line(self.tables[row["indicator__key"]]) for row in rows]

    def line(self, table: queries.FigureTable) -> dict[str, Any]:
        return {
            "meaning": table.known.meaning,
            "links": " · ".join(presenting.links_of(table.known.definition)),
            "months": presenting.spark_of(table),
            "result": presenting.Result.of(table.total, table.known.definition),
        }

    def _cells(self, row: Row, columns: Sequence[Column], url: str) -> list[dict[str, Any]]:
        cells = super()._cells(row, columns, url)
        for cell, column in zip(cells, columns, strict=True):
            if column.name == "months":
                cell["text"] = row["months"]  # a drawing: not to be shortened
        return cells


class OfIndicator(PagePart):
    """A page of one indicator in use."""

    permissions: tuple[str, ...] = ("indicator.read",)

    def get_record(self) -> Any:
        access.require(self.user, self.permissions[0])
        return queries.indicator_visible_to(self.user, self.kwargs["key"])

    def get_parents(self) -> list[tuple[str, str]]:
        indicator = reverse("results:indicator", args=[self.record.key])
        return [(reverse("results:indicators"), _("Indicators")), (indicator, self.record.title)]

    def get_success_url(self) -> str:
        return reverse("results:indicator", args=[self.record.key])

    def broken_down(self, values: dict[str, Any]) -> queries.FigureTable:
        """Return the figures by the selected breakdown."""
        by, key = self.request.GET.get("by", "month"), self.record.key
        monthly = by == "month"
        found = queries.figures(
            self.user, [key], by=() if monthly else (by,), monthly=monthly, **values
        )
        return found[key]


def title_of(table: queries.FigureTable) -> str:
    """Return what a breakdown shows, in words."""
    return _("{title}, by {split}").format(
        title=table.known.title,
        split=presenting.dimension_name(table, table.dimensions[0]).lower(),
    )


class IndicatorPage(OfIndicator, Page):
    """One indicator: its figures by a breakdown, its definition, versions and targets."""

    template_name = "results/indicator.html"

    def get_title(self) -> str:
        return str(self.record.title)

    def get_lead(self) -> str:
        return str(self.record.meaning)

    def get_parents(self) -> list[tuple[str, str]]:
        return super().get_parents()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known, chosen = self.record, filter_of_request(self.request)
        table = self.broken_down(chosen["values"])
        targets = targets_of(self.user, known)
        opens = queries.opens_any(self.user, known.definition.source)
        return super().get_context_data(**kwargs) | {
            "known": known,
            "opens": opens,
            "value": presenting.figure_written(table.total, known.definition),
            "note": presenting.note_of([table]),
            "chart": presenting.chart_of(
                table, title_of(table), chosen["asked"] if opens else None
            ),
            "by": self.request.GET.get("by", "month"),
            "breakdowns": [
                ("month", _("Month")),
                *(
                    (name, presenting.breakdown_name(known.definition, name))
                    for name in dict.fromkeys([*known.definition.by, "office"])
                ),
            ],
            "filter": chosen,
            "definition": presenting.definition_in_words(known.definition.as_data),
            "versions": queries.versions_visible_to(self.user, known.key),
            "targets": targets,
            "typed": typed_figures(self.user, known),
            "progress": progress_charts(known, targets),
            "forecasts": any(row["pace"] for row in targets),
            "may_propose": access.may(self.user, "target.set"),
            "may_design": access.may(self.user, "indicator.design"),
            "draft": queries.draft_waiting_for(self.user, known.key),
            "panels": contributions.record_panels(self.user, "results.Indicator", known.key),
            "audiences": [(key, _(name)) for key, name in AUDIENCES],
            "exports": [
                (name, reverse("results:indicator_export", args=[known.key, kind]))
                for kind, name in EXPORTS
            ],
        }


class IndicatorExport(OfIndicator, Permitted):
    """An indicator's figures as a file for the readers that were chosen."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        known, kind = self.record, self.kwargs["kind"]
        audience = requested_audience(request)
        table = self.broken_down(filter_of_request(request)["values"] | {"audience": audience})
        drawn = presenting.chart_of(table, title_of(table)) if kind not in {"csv", "xlsx"} else None
        parts: list[blocks.Block] = [
            blocks.Paragraph([known.meaning]),
            blocks.Paragraph([_("Definition: version {version}.").format(version=known.version)]),
            *([drawn] if drawn else []),
            presenting.table_of(table, title_of(table)),
            *self.of_targets(audience, kind),
        ]
        return download(kind, known.title, for_readers(audience, known.title, parts))

    def of_targets(self, audience: str, kind: str) -> list[blocks.Block]:
        """Return targets with milestones, and figures of partners.

        What was achieved by a milestone is for our own staff.
        """
        known, internal = self.record, audience == "internal"
        rows = targets_of(self.user, known, measured=internal)
        found: list[blocks.Block] = []
        if internal and kind not in {"csv", "xlsx"}:
            found += progress_charts(known, rows)
        found += [progress_table(known, rows, internal)] if rows else []
        typed = typed_figures(self.user, known, audience)
        return [*found, typed_table(known, typed)] if typed else found
