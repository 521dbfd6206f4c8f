"""The yearly progress report, and the capacity of institutions before and after."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access import exports
from waystation.foundation.documents import blocks, tables
from waystation.foundation.pages.base import Page
from waystation.foundation.pages.downloads import as_download
from waystation.foundation.pages.lists import Column, table_of
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.programmes import queries
from waystation.governance.programmes.rules import words
from waystation.governance.programmes.transitions import PROGRAMME_WORKFLOW

from .common import format_qualified, money_words, number, people_words, word_of
from .programmes import HOME


class ProgressReport(Page):
    """The progress of a year, drawn from the records of the projects."""

    template_name = "programmes/progress.html"
    permissions = ("programme.read",)
    parents = HOME
    title = N_("Progress of the year")
    lead = N_("Compiled from the records: projects, people, results, support and lessons.")

    @property
    def year(self) -> int:
        asked = self.request.GET.get("year", "")
        now = today_in().year
        year = int(asked) if asked.isdecimal() and len(asked) == 4 else now
        return min(max(year, now - 30), now + 1)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("export") == "xlsx":
            return self.export()
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        progress = queries.reports.progress_of(self.user, self.year)
        return super().get_context_data(**kwargs) | {
            "progress": progress,
            "year": progress.year,
            "next_year": progress.year + 1,
            "previous": progress.year - 1,
            "spent": money_words(progress.spent),
            "people": people_words(progress.people),
            "work": [
                {
                    "programme": one.programme,
                    "state": PROGRAMME_WORKFLOW.words(one.programme.state),
                    "spent": money_words(one.spent),
                    "people": people_words(one.people),
                    "figures": [
                        (
                            figure,
                            format_qualified(figure.target, figure.target_qualifier),
                            format_qualified(figure.actual, figure.qualifier),
                        )
                        for figure in one.figures
                    ],
                    "lessons": one.lessons,
                }
                for one in progress.work
            ],
            "supports": [(row, word_of(words.ADOPTED, row.adopted)) for row in progress.supports],
            "capacity": [
                line | {"competence": word_of(words.COMPETENCES, line["competence"])}
                for line in progress.capacity
            ],
        }

    def export(self) -> HttpResponse:
        """Send the projects of the year as a spreadsheet, numbers as numbers."""
        progress = queries.reports.progress_of(self.user, self.year)
        mark = exports.record_export(
            self.user,
            "programmes:progress",
            rows=len(progress.work),
            persons=0,
            purpose="",
            selection=f"year={progress.year}",
        ).mark
        table = blocks.Table(
            f"{self.get_title()} {progress.year}",
            [
                blocks.Column(_("Code")),
                blocks.Column(_("Title")),
                blocks.Column(_("State")),
                blocks.Column(_("Spent, EUR"), "number"),
                blocks.Column(_("People reached"), "number"),
                blocks.Column(_("Qualifier")),
                blocks.Column(_("Export")),
            ],
            [
                [
                    one.programme.code,
                    one.programme.title,
                    PROGRAMME_WORKFLOW.words(one.programme.state),
                    one.spent.euros,
                    one.people.number if one.people else None,
                    word_of(words.QUALIFIERS, one.people.qualifier) if one.people else "",
                    mark,
                ]
                for one in progress.work
            ],
            as_of=today_in(),
        )
        body = tables.xlsx([table], title=table.title)
        return as_download(body, f"progress-{progress.year}.xlsx")


class Capacity(Page):
    """The capacity of institutions before and after the support."""

    template_name = "programmes/capacity.html"
    permissions = ("programme.read",)
    parents = HOME
    title = N_("Capacity of institutions")
    lead = N_("Scores from 1 to 5, by competence, each with its evidence and who scored.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "lines": [
                line | {"competence": word_of(words.COMPETENCES, line["competence"])}
                for line in queries.reports.capacity_of(self.user)
            ]
        }


class Drivers(Page):
    """Which work addresses which driver of migration, with its baseline and latest figure."""

    template_name = "programmes/drivers.html"
    permissions = ("programme.read",)
    parents = HOME
    title = N_("Drivers of migration")
    lead = N_("Work by the driver that it addresses, with outcomes measured before and since.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        drivers = queries.drivers.drivers_addressed(self.user)
        return super().get_context_data(**kwargs) | {
            "drivers": [
                {"code": one.code, "name": one.name, **table_of(MEASURED, _rows_of(one.work))}
                for one in drivers
                if one.work
            ],
            "blank": [one for one in drivers if not one.work],
        }


MEASURED = (
    Column("work", N_("Programme or project")),
    Column("indicator", N_("Indicator"), link=lambda row: row.get("indicator_url", "")),
    Column("before", N_("Before"), number=True, muted=lambda row: row.get("before_on", "")),
    Column("latest", N_("Latest"), number=True, muted=lambda row: row.get("latest_on", "")),
    Column("change", N_("Change"), number=True),
)


def _rows_of(work: list[tuple[Any, list[Any]]]) -> list[dict[str, Any]]:
    """Return a row for each indicator, and one for a programme that has none."""
    rows = []
    for programme, measured in work:
        opens = {
            "work": str(programme),
            "url": reverse("programmes:programme", args=[programme.id]),
        }
        rows += [opens | _values_of(one) for one in measured]
        if not measured:
            rows.append(opens | {"indicator": _("Not measured yet")})
    return rows


def _values_of(one: Any) -> dict[str, Any]:
    indicator, latest, key = one.indicator, one.latest, one.indicator.office_indicator
    sign = "+" if one.change is not None and one.change > 0 else ""
    return {
        "indicator": str(indicator),
        "indicator_url": reverse("results:indicator", args=[key]) if key else "",
        "before": indicator.baseline_text
        if indicator.baseline is None
        else number(indicator.baseline),
        "before_on": _day(indicator.baseline_on),
        "latest": format_qualified(latest.actual, latest.qualifier) if latest else "",
        "latest_on": _day(latest.ends_on) if latest else "",
        "change": f"{sign}{number(one.change)}" if one.change is not None else "",
    }


def _day(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""
