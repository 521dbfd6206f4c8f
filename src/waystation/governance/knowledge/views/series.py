"""Series: the list, one series with chart and table, its revisions, loading a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
from waystation.foundation.documents import blocks, tables
from waystation.foundation.documents.charts import lines
from waystation.foundation.documents.numbers import digits_for
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.pages.base import Page
from waystation.foundation.pages.downloads import as_download
from waystation.foundation.pages.filters import day_in
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import actions, forms, queries
from waystation.registry.reference import queries as reference

KNOWLEDGE = (("knowledge:library", N_("Library")),)
CODES = {"XKX": "XK", "ALB": "AL", "BIH": "BA", "MKD": "MK", "MNE": "ME", "SRB": "RS"}


def economy(geo: str) -> str:
    """Return the name of an economy in the reader's language."""
    return reference.label("country", CODES[geo]) if geo in CODES else geo


def why_not(found: Any) -> str:
    """Return why there is no rank: which economies have no value, by their names."""
    if not isinstance(found.why_not, Refusal):
        return ""
    missing = [economy(geo) for geo in CODES if geo not in found.values]
    named = Refusal(found.why_not.sentence, code=found.why_not.code, missing=", ".join(missing))
    return in_words(named)


class AllSeries(Page):
    """Every series with its values: how many, of which years, published when."""

    template_name = "knowledge/all_series.html"
    permissions = (queries.READ,)
    parents = KNOWLEDGE
    title = N_("Series over time")
    lead = N_(
        "Values that others publish year by year. A corrected value is added as a new vintage; "
        "what was known on any day can be shown."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        loaded = queries.loaded_by_series(self.user)
        rows = [
            {
                "url": reverse("knowledge:one_series", args=[one.key]),
                "name": queries.name_of_series(one),
                "unit": one.unit,
                "topic": one.get_topic_display(),
                "loaded": loaded.get(one.key),
            }
            for one in queries.series_visible_to(self.user).order_by("topic", "name", "id")
        ]
        may = access.may(self.user, queries.WRITE)
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "load": reverse("knowledge:load_series") if may else "",
            "add": reverse("knowledge:entry_new", args=["series"]) if may else "",
        }


class OneSeries(Page):
    """A series of one economy as of a day: chart, table, sources, comparison and history."""

    template_name = "knowledge/one_series.html"
    permissions = (queries.READ,)
    parents = (*KNOWLEDGE, ("knowledge:all_series", N_("Series over time")))

    def get_record(self) -> Any:
        return queries.series_visible_named(self.user, self.kwargs["key"])

    def get_title(self) -> str:
        return queries.name_of_series(self.record)

    def get_lead(self) -> str:
        return _("{unit} · as known on {day}").format(
            unit=self.record.unit, day=date_format(self.day, "SHORT_DATE_FORMAT")
        )

    @property
    def day(self) -> date:
        return day_in(self.request.GET.get("as_of", "")) or today_in()

    @property
    def geo(self) -> str:
        return self.request.GET.get("geo", queries.HOME).upper()[:3]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.line = queries.line_visible_to(self.user, self.record.key, self.geo, self.day)
        if request.GET.get("export") == "csv":
            return as_download(tables.csv(self.table()), f"{self.record.key}.csv")
        return super().get(request, *args, **kwargs)

    def table(self) -> blocks.Table:
        digits = digits_for([one.value for one in self.line.values.values()])
        corrected = any(one.corrected_from is not None for one in self.line.values.values())
        rows: list[list[blocks.Cell]] = []
        for year, one in sorted(self.line.values.items(), reverse=True):
            cells: list[blocks.Cell] = [str(year), one.value, one.source, one.vintage]
            rows.append([*cells, one.corrected_from] if corrected else cells)
        return blocks.Table(
            f"{self.get_title()}, {economy(self.geo)}",
            [
                blocks.Column(_("Year")),
                blocks.Column(self.record.unit, "number", digits),
                blocks.Column(_("Source")),
                blocks.Column(_("Published on"), "date"),
                *([blocks.Column(_("Corrected from"), "number", digits)] if corrected else []),
            ],
            rows,
            source="; ".join(self.line.sources),
        )

    def chart(self) -> blocks.Chart | None:
        if not self.line.values:
            return None
        years = range(min(self.line.values), max(self.line.values) + 1)
        values = [self.line.values[year].value if year in self.line.values else None
                  for year in years]  # fmt: skip
        return lines(
            f"{self.get_title()}, {economy(self.geo)}",
            [str(year) for year in years],
            {economy(self.geo): values},
            source="; ".join(self.line.sources),
            digits=digits_for([one for one in values if one is not None]),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        history = queries.history_visible_to(self.user, self.record.key, self.geo)
        return super().get_context_data(**kwargs) | {
            "chart": self.chart(),
            "table": self.table() if self.line.values else None,
            "geo": self.geo,
            "day": self.day,
            "economies": [
                (one, economy(one)) for one in queries.economies_of(self.user, self.record.key)
            ],
            "revised": [(year, rows) for year, rows in history.items() if len(rows) > 1],
            "comparison": self.comparison(),
            "about": reverse("knowledge:entry", args=["series", self.record.id]),
            "load": reverse("knowledge:load_series")
            if access.may(self.user, queries.WRITE)
            else "",
        }

    def comparison(self) -> dict[str, Any] | None:
        found = queries.comparison_visible_to(self.user, self.record.key, self.day)
        if not found.values:
            return None
        ordered = sorted(found.values.items(), key=lambda one: (-one[1], one[0]))
        return {
            "year": found.year,
            "rows": [
                {"geo": economy(geo), "value": value, "source": found.sources[geo]}
                for geo, value in ordered
            ],
            "rank": found.rank,
            "why_not": why_not(found),
            "digits": digits_for(list(found.values.values())),
        }


class LoadSeries(ActionForm):
    """Load a file of series values; earlier ones remain."""

    permissions = (queries.WRITE,)
    parents = (*KNOWLEDGE, ("knowledge:all_series", N_("Series over time")))
    form_class = forms.SeriesFile
    title = N_("Load values of series")
    lead = N_(
        "A file of the World Bank, of migrant stock, of published remittances, or one of ours. "
        "It is checked before it is loaded."
    )
    button = N_("Check and load")
    done = N_("The values are loaded.")
    next_page = "knowledge:all_series"

    def act(self, form: Any) -> int:
        file = form.cleaned_data["file"]
        return actions.load_series(
            self.user, file.read(), form.cleaned_data["vintage"], name=file.name
        )
