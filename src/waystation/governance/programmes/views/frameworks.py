"""Frameworks with their goals, loading one, and coverage."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import exports
from waystation.foundation.access import queries as access
from waystation.foundation.documents import blocks, tables
from waystation.foundation.pages.action_pages import ActionButton, ActionForm
from waystation.foundation.pages.base import Page, url_of
from waystation.foundation.pages.downloads import as_download
from waystation.foundation.pages.lists import (
    Column,
    ListPage,
    Row,
    columns_of,
    filters_of,
)
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.governance.programmes import actions, forms, queries
from waystation.governance.programmes.fields import FRAMEWORK
from waystation.governance.programmes.rules import words

from .common import word_of
from .programmes import HOME

FRAMEWORKS = (*HOME, ("programmes:frameworks", N_("Strategies and frameworks")))


class Frameworks(ListPage):
    """The strategies and frameworks in their editions."""

    template_name = "programmes/frameworks.html"
    permissions = ("programme.read",)
    parents = HOME
    title = N_("Strategies and frameworks")
    lead = N_("Editions side by side. Projects, results and plans are tagged with their goals.")
    empty_title = N_("No framework is loaded yet")
    empty_text = N_("Load the frameworks of the reference lists, or one of your own.")
    add_label = N_("Load a framework")
    order = ("kind", "-valid_from", "id")
    columns = (*columns_of(FRAMEWORK), Column("source", N_("Source"), sort=False))
    filters = filters_of(FRAMEWORK)
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.frameworks.frameworks_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("programmes:framework", row["id"])

    def get_add_url(self) -> str:
        may = access.may(self.user, "framework.manage")
        return reverse("programmes:framework_new") if may else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "may_load": access.may(self.user, "framework.manage")
        }


class FrameworkPage(Page):
    """One framework: its text, validity, goals, and what follows it."""

    template_name = "programmes/framework.html"
    permissions = ("programme.read",)
    parents = FRAMEWORKS

    def get_record(self) -> Any:
        return queries.frameworks.framework_visible_to(self.user, self.kwargs["framework_id"])

    def check_permission(self) -> None:
        access.require(self.user, "programme.read")  # shared by all offices

    def get_title(self) -> str:
        return str(self.record.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = today_in()
        record = self.record
        ended = record.valid_to is not None and record.valid_to < today
        return super().get_context_data(**kwargs) | {
            "goals": [
                (goal, word_of(words.RELEVANCE, goal.relevance))
                for goal in queries.frameworks.goals_of(record)
            ],
            "answers": FRAMEWORK.without("title").answers(
                {name: getattr(record, name) for name in FRAMEWORK.names}
            ),
            "ended": ended,
            "successors": record.successors.order_by("valid_from", "id"),
        }


class FrameworksLoad(ActionButton):
    """Load the frameworks of the reference lists that are not there yet."""

    permissions = ("framework.manage",)
    done = N_("The frameworks of the reference lists are loaded.")
    next_page = "programmes:frameworks"

    def act(self) -> Any:
        return actions.load_frameworks(self.user)


class FrameworkNew(ActionForm):
    """Load a framework with its goals from a table."""

    permissions = ("framework.manage",)
    parents = FRAMEWORKS
    title = N_("Load a framework")
    lead = N_("A new edition is added beside the old one; goals say which old ones they follow.")
    button = N_("Load")
    done = N_("The framework is loaded.")
    result_page = "programmes:framework"

    def get_form(self, form_class: Any = None) -> Any:
        before = queries.frameworks.framework_choices(self.user)
        return forms.NewFramework(before, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.load_framework(
            self.user, given["goals"], replaces_id=given["replaces"], **form.values
        )


class Coverage(Page):
    """Which work serves which goal of a framework, and which goals nothing serves."""

    template_name = "programmes/coverage.html"
    permissions = ("programme.read",)
    parents = HOME
    title = N_("Coverage")
    lead = N_("Work by goal. A blank cell is a goal that this work does not serve.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        if request.GET.get("export") == "xlsx" and context["matrix"] is not None:
            return self.export(context["matrix"])
        return self.render_to_response(context)

    def export(self, matrix: queries.coverage.Matrix) -> HttpResponse:
        """Send the matrix as a spreadsheet: 1 where work serves a goal, a blank where not."""
        mark = exports.record_export(
            self.user,
            "programmes:coverage",
            rows=len(matrix.rows),
            persons=0,
            purpose="",
            selection=matrix.framework.key,
        ).mark
        table = blocks.Table(
            f"{self.get_title()}: {matrix.framework}",
            [
                blocks.Column(_("Code")),
                blocks.Column(_("Title")),
                *(blocks.Column(goal.code, "number") for goal in matrix.goals),
                blocks.Column(_("Export")),
            ],
            [
                [work.code, work.title, *(1 if on else "" for on in cells), mark]
                for work, cells in matrix.rows
            ],
            as_of=today_in(),
            source=matrix.framework.source,
        )
        return as_download(tables.xlsx([table], title=table.title), "coverage.xlsx")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        frameworks = list(queries.frameworks.frameworks_visible_to(self.user))
        asked = key_in(self.request.GET.get("framework", ""))
        chosen = next((one for one in frameworks if one.id == asked), None)
        if chosen is None and frameworks:
            kinds = {one.kind: one for one in reversed(frameworks)}
            chosen = kinds.get("cooperation") or frameworks[0]
        level = self.request.GET.get("level", "")
        offered = [*words.LEVELS, (queries.coverage.INDICATORS, N_("Indicators"))]
        level = level if level in dict(offered) else "project"
        matrix = (
            queries.coverage.coverage_of(self.user, chosen, levels=(level,)) if chosen else None
        )
        return super().get_context_data(**kwargs) | {
            "frameworks": frameworks,
            "chosen": chosen,
            "levels": [(code, _(word)) for code, word in offered],
            "level": level,
            "matrix": matrix,
        }
