"""The yearly progress report, and the capacity of institutions before and after."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from waystation.foundation.access import exports
from waystation.foundation.documents import blocks, tables
from waystation.foundation.pages.base import Page
from waystation.foundation.pages.lists import EXCEL
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.programmes import queries
from waystation.governance.programmes.rules import words
from waystation.governance.programmes.transitions import PROGRAMME_WORKFLOW

from .common import format_qualified, money_words, number, word_of
from .programmes import HOME


class ProgressReport(Page):
    """The progress of a year, drawn from the records of the projects."""

    template_name = "programmes/progress.html"
    permissions = ("programme.read",)
    parents = HOME
    title = N_("Progress of the year")
    lead = N_("Drawn from the records: projects, people, results, support and lessons.")

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
            "people": number(progress.people),
            "work": [
                {
                    "programme": one.programme,
                    "state": PROGRAMME_WORKFLOW.words(one.programme.state),
                    "spent": money_words(one.spent),
                    "people": number(one.people),
                    "figures": [
                        (
                            figure,
                            number(figure.target),
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
                blocks.Column(_("Export")),
            ],
            [
                [
                    one.programme.code,
                    one.programme.title,
                    PROGRAMME_WORKFLOW.words(one.programme.state),
                    one.spent.euros,
                    one.people,
                    mark,
                ]
                for one in progress.work
            ],
            as_of=today_in(),
        )
        answer = HttpResponse(tables.xlsx([table], title=table.title), content_type=EXCEL)
        answer["Content-Disposition"] = f'attachment; filename="progress-{progress.year}.xlsx"'
        return answer


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
