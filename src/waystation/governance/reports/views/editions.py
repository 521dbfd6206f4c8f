"""Published editions: the list, the document, the records behind a figure, recounting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.documents import blocks, pages, tables
from waystation.foundation.pages.base import Page, PagePart, Permitted, url_of
from waystation.foundation.pages.filters import PeriodFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.shared.words import N_
from waystation.governance.reports import presenting, queries
from waystation.governance.reports.fields import REPORT
from waystation.governance.reports.transitions import REPORT_WORKFLOW
from waystation.governance.results import presenting as figures
from waystation.governance.results import queries as results
from waystation.governance.results.http import as_file, download, first_line, record_lines

from .documents import edition_document

DOWNLOADS = (
    ("docx", "Word"),
    ("pdf", "PDF"),
    ("xlsx", "Excel"),
    ("data", N_("Data set (Excel)")),
    ("html", "HTML"),
    ("json", "JSON"),
)


class Reports(ListPage):
    """Published reports, newest first; below them the drafts that this user may read."""

    template_name = "reports/reports.html"
    permissions = ("report.read",)
    title = N_("Reports")
    lead = N_(
        "A published edition never changes. Select a figure to see the records it is based on."
    )
    empty_title = N_("Nothing is published yet.")
    add_label = N_("Start a report")
    order = ("-published_at", "-id")
    search = ("title",)
    extra_values = ("office__name",)
    columns = (
        *columns_of(REPORT, title={"muted": lambda row: row["office__name"]}),
        Column("published_at", N_("Published"), words=REPORT["starts_on"].words),
        Column("published_by__full_name", N_("Published by")),
        Column("number", N_("Edition"), number=True),
        Column("corrects__number", N_("Corrects edition"), number=True),
    )
    filters = (PeriodFilter("starts_on", N_("Period")), *filters_of(REPORT))
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.editions_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("reports:report", row["id"])

    def get_add_url(self) -> str:
        return reverse("reports:begin") if access.may(self.user, "report.draft") else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "drafts": [
                (row, _(state.name), state.tone)
                for row in queries.drafts_visible_to(self.user)
                for state in [REPORT_WORKFLOW.states[row.state]]
            ],
            "may_draft": access.may(self.user, "report.draft"),
            "letterheads": [
                (name, reverse("reports:letterhead", args=[key]))
                for key, name in access.office_choices(self.user, "report.publish")
            ],
            "templates": self.templates(),
        }

    def templates(self) -> list[dict[str, str]]:
        """Return the prepared reports that this user may begin."""
        found = contributions.mapping_of("report_templates").items()
        return [
            {
                "url": reverse("reports:begin_from", args=[key]),
                "title": _(one.title),
                "lead": _(one.lead),
            }
            for key, one in ((key, import_string(path)) for key, path in found)
            if access.may(self.user, one.permission)
        ]


class OfEdition(PagePart):
    """A page of one edition; its audience decides who may read it."""

    read: Any

    def get_record(self) -> Any:
        self.read = queries.edition_visible_to(self.user, self.kwargs["edition"])
        return self.read.row

    def check_permission(self) -> None:
        access.require(self.user, "report.read")  # a public one is read in every office

    def get_parents(self) -> list[tuple[str, str]]:
        edition = reverse("reports:report", args=[self.record.id])
        return [(reverse("reports:reports"), _("Reports")), (edition, str(self.record.title))]


def has_tables(document: blocks.Report) -> bool:
    """Return whether there is something to put into a spreadsheet."""
    return any(isinstance(one, blocks.Table | blocks.Chart) for one in document.blocks)


class EditionPage(OfEdition, Page):
    """An edition as paper; every figure in it can be opened."""

    template_name = "reports/report.html"

    def get_title(self) -> str:
        return str(self.record.title)

    def get_parents(self) -> list[tuple[str, str]]:
        return super().get_parents()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document = edition_document(self.read, linked=True)
        return super().get_context_data(**kwargs) | {
            "read": self.read,
            "row": self.record,
            "document": document,
            "figures": len(self.read.content["figures"]),
            "findings": len(
                [one for one in self.read.content["blocks"] if one["kind"] == "finding"]
            ),
            "downloads": [
                (_(name), reverse("reports:download", args=[self.record.id, kind]))
                for kind, name in DOWNLOADS
                if kind != "xlsx" or has_tables(document)
            ],
            "may_draft": access.may(self.user, "report.draft", self.record.office_id)
            and queries.draft_is_visible_to(self.user, self.record.report_id),
        }


class EditionDownload(OfEdition, Permitted):
    """An edition as Word, PDF, Excel, CSV, HTML, or as the very bytes that were frozen."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind, title = self.kwargs["kind"], f"{self.record.title} {self.record.number}"
        if kind == "json":
            return as_file("json", title, bytes(self.record.content))
        if kind == "data":
            table = presenting.data_set(self.read.content, self.record.organisation_id)
            return as_file("xlsx", title, tables.xlsx([table]))
        document = edition_document(self.read, linked=False)
        if kind == "html":
            context = {
                "document": document,
                "body": pages.render(document, still=True),
                "style": pages.style_of_files(),
            }
            page = render_to_string("reports/download.html", context)
            return as_file("html", title, page.encode())
        return download(kind, title, document)


class FigurePage(OfEdition, Page):
    """What a figure means, the records behind it, and whether it would be the same today."""

    template_name = "reports/figure.html"

    def get_title(self) -> str:
        return _("Figure {number}").format(number=self.kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        start = first_line(self.request)
        opened = queries.records_behind(
            self.user, self.record.id, self.kwargs["number"], start=start
        )
        source, organisation = opened["definition"]["source"], self.user.organisation_id
        heads, lines = record_lines(organisation, source, opened)
        changed = opened.get("changed", {"records": []})
        one, definition, verdict = opened["figure"], opened["definition"], opened["verdict"]
        percent = figures.is_percent(definition)
        now = ""
        if verdict.state == "changed" and one["state"] != "hidden" and not verdict.gone:
            now = figures.format_figure("shown", verdict.value, percent)
        return super().get_context_data(**kwargs) | {
            **opened,
            "heads": heads,
            "records": lines,
            "changed": changed | {"records": record_lines(organisation, source, changed)[1]},
            "row": self.record,
            "panels": contributions.record_panels(
                self.user, "reports.Figure", f"{self.record.id}/{self.kwargs['number']}"
            ),
            "indicator": one["indicator"] if access.may(self.user, "indicator.read") else "",
            "value": figures.format_figure(one["state"], one["value"], percent),
            "now": now if opened["opens_all"] else "",
            "definition": figures.definition_in_words(definition),
            "period": figures.period_in_words(one["period"]),
            "cell": figures.cell_in_words(one, source, organisation),
            "where": figures.selection_in_words(one["where"], source, organisation),
            "altered": len(verdict.altered),
            "joined": len(verdict.joined),
            "left": len(verdict.left),
        }


class CheckPage(OfEdition, Page):
    """Every figure of an edition counted again: which would differ today, and why."""

    template_name = "reports/check.html"
    title = N_("Counted again")
    lead = N_(
        "The published edition does not change. This is what its figures would be if they were "
        "counted from today's records."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        again = queries.recompute_for(self.user, self.record)
        content = self.read.content
        offices = [UUID(one["id"]) for one in content["offices"]]
        rows = []
        for one in content["figures"]:
            verdict = again.verdicts[one["n"]]
            counted = results.opens_all(self.user, again.source_of[one["n"]], offices)
            definition = content["definitions"][f"{one['indicator']} {one['version']}"]
            rows.append(
                {
                    "number": one["n"],
                    "title": figures.title_of(definition),
                    "cell": figures.cell_in_words(
                        one, definition["source"], self.user.organisation_id
                    ),
                    "period": figures.period_in_words(one["period"]),
                    "value": figures.format_figure(
                        one["state"], one["value"], figures.is_percent(definition)
                    ),
                    "state": verdict.state,
                    "altered": len(verdict.altered),
                    "joined": len(verdict.joined),
                    "left": len(verdict.left),
                    "gone": verdict.gone,
                    # how many changed is a number of people too: only for users who may open them
                    "hidden": one["state"] == "hidden" or not counted,
                }
            )
        rows.sort(key=lambda row: (row["state"] == "same", row["number"]))
        findings = queries.findings_again(self.user, content)
        states = [one["state"] for one in [*rows, *findings]]
        return super().get_context_data(**kwargs) | {
            "row": self.record,
            "rows": rows,
            "same": states.count("same"),
            "changed": states.count("changed"),
            "lost": states.count("not_recomputable") + states.count("unknown"),
            "closed": states.count("closed"),
            "erased": again.erased,
            "findings": findings,
        }
