"""Indicators: the list, one indicator, its versions and targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.documents import blocks
from waystation.foundation.pages.action_pages import ActionForm, TransitionForm
from waystation.foundation.pages.base import Page, Permitted, url_of
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.lists import Column, ListPage, Row
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.governance.results import actions, forms, presenting, queries
from waystation.governance.results.fields import TARGET
from waystation.governance.results.http import (
    codes,
    download,
    filter_of_request,
    for_readers,
    requested_audience,
)
from waystation.governance.results.rules.audiences import AUDIENCES
from waystation.governance.results.transitions import TARGET_WORKFLOW

from .dashboard import EXPORTS
from .filters import Counting

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
        return [
            (str(one.id), one.name)
            for one in access.offices_visible_to(self.user, "indicator.read")
        ]

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

    def persons_in(self, rows: list[dict[str, Any]]) -> int:
        return 0


class OfIndicator:
    """A page of one indicator in use."""

    request: HttpRequest
    kwargs: dict[str, Any]
    user: Any
    record: Any
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
        targets = [self.target(row) for row in queries.targets_visible_to(self.user, known.key)]
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
            "forecasts": any(row["pace"] for row in targets),
            "may_propose": access.may(self.user, "target.set"),
            "panels": contributions.record_panels(self.user, "results.Indicator", known.key),
            "audiences": [(key, _(name)) for key, name in AUDIENCES],
            "exports": [
                (name, reverse("results:indicator_export", args=[known.key, kind]))
                for kind, name in EXPORTS
            ],
        }

    def target(self, row: dict[str, Any]) -> dict[str, Any]:
        percent = self.record.definition.is_ratio
        base = row["baseline"]
        ahead = (
            queries.forecast_of(self.user, self.record, row, today_in())
            if row["state"] == "approved"
            else None
        )
        return row | {
            "pace": presenting.format_forecast(ahead) if ahead else "",
            "written": presenting.format_target(row["value"], row["qualifier"], percent),
            "base": "" if base is None else presenting.format_figure("shown", base, percent),
            "state_name": TARGET_WORKFLOW.words(row["state"]),
            "tone": TARGET_WORKFLOW.states[row["state"]].tone,
            "may_approve": row["state"] == "proposed"
            and access.may(self.user, "report.publish", row["office_id"])
            and row["created_by_id"] != self.user.id,
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
            *([drawn] if drawn else []),
            presenting.table_of(table, title_of(table)),
        ]
        return download(kind, known.title, for_readers(audience, known.title, parts))


class TargetNew(OfIndicator, ActionForm):
    """Propose a target: a share is typed in per cent."""

    permissions = ("target.set",)
    form_class = forms.TargetForm
    title, button = N_("Propose a target"), N_("Propose")
    done = N_("The target is proposed. Another person must approve it.")

    def get_lead(self) -> str:
        if self.record.definition.is_ratio:
            return _("A share is written in per cent: 45 means 45%.")
        return str(self.record.meaning)

    def get_initial(self) -> dict[str, Any]:
        year = today_in().year
        return {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user}

    def act(self, form: Any) -> Any:
        given, scale = form.values, 100 if self.record.definition.is_ratio else 1
        value, base = (
            None if given[name] is None else float(given[name]) / scale
            for name in ("value", "baseline")
        )
        return actions.set_target(
            self.user,
            self.record.key,
            UUID(form.cleaned_data["office"]),
            given["starts_on"],
            given["ends_on"],
            value,
            qualifier=given["qualifier"],
            baseline=base,
            note=given["note"],
        )


class TargetApprove(TransitionForm):
    """Approve a target proposed by somebody else, after a confirmation page."""

    template_name = "results/approve.html"
    workflow = TARGET_WORKFLOW
    parents = INDICATORS

    def get_record(self) -> Any:
        return queries.target_visible_to(self.user, self.kwargs["target"])

    def get_transition(self) -> Transition:
        return TARGET_WORKFLOW.transitions["approve"]

    def get_parents(self) -> list[tuple[str, str]]:
        key = self.record.indicator.key
        title = queries.indicator_visible_to(self.user, key).title
        return [*super().get_parents(), (self.get_success_url(), title)]

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.approve_target(self.user, self.record.id)

    def get_success_url(self) -> str:
        return reverse("results:indicator", args=[self.record.indicator.key])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.record
        percent = queries.indicator_visible_to(self.user, row.indicator.key).definition.is_ratio
        shown = {
            name: None if number is None else presenting.format_figure("shown", number, percent)
            for name, number in (("value", row.value), ("baseline", row.baseline))
        }
        given = {name: getattr(row, name) for name in TARGET.names} | shown
        return super().get_context_data(**kwargs) | {
            "office": row.office.name,
            "answers": TARGET.answers(given),
        }
