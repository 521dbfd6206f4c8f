"""The list of people, and the search box."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.base import Page, url_of
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.lists import Column, ListPage, Row
from waystation.foundation.pages.paging import mark_in
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries
from waystation.registry.people.fields import PERSON
from waystation.registry.people.lines import person_line

MOST_FOUND = 50


class People(ListPage):
    """The files of the user's offices, last changed first, or the results of a search.

    Names are sealed: they are opened for the page that is shown, and never exported. What is
    searched for goes through the search across spellings, best results first.
    """

    template_name = "people/list.html"
    permissions = ("person.read",)
    title = N_("People")
    lead = N_(
        "Search in any spelling: Shqipe, Škipe and Шћипе are the same name here. A year of birth, "
        "a file number or a telephone number works too."
    )
    empty_title = N_("No files yet")
    empty_text = N_(
        "Open a file when the visitor agrees. Until then, record the visit as anonymous; it "
        "is counted in the same way."
    )
    add_label = N_("New file")
    order = ("-changed_at", "-id")
    search = ("number",)
    extra_values = ("sealed",)
    columns = (
        Column(
            "name",
            N_("Name"),
            muted=lambda row: row["also"],
            prepared=True,
            export=False,
        ),
        Column("number", N_("Number"), nowrap=True),
        Column.of(PERSON["sex"]),
        Column("birth_year", N_("Year of birth"), number=True),
        Column.of(PERSON["municipality"]),
        Column("office__name", N_("Office")),
        Column("changed_at", N_("Changed"), words=lambda at: date_format(at, "SHORT_DATE_FORMAT")),
        Column("why", N_("Why this matches"), prepared=True, export=False),
    )
    filters = (ChoiceFilter.of(PERSON["municipality"]), ChoiceFilter.of(PERSON["sex"]))

    @property
    def search_words(self) -> str:
        return self.request.GET.get("q", "").replace("\x00", "").strip()[:200]

    @cached_property
    def results(self) -> dict[Any, queries.SearchResult]:
        """Return the results of the search by key, best first."""
        if not self.search_words:
            return {}
        found = queries.search(self.user, self.search_words, limit=MOST_FOUND)
        return {one.id: one for one in found}

    def get_rows(self) -> QuerySet[Any]:
        return queries.files_visible_to(self.user)

    def filter_rows(self) -> QuerySet[Any]:
        rows = self.get_rows()
        if self.search_words:
            rows = rows.filter(id__in=list(self.results))
        for one in self.filters:
            rows = one.narrow(rows, self.request.GET)
        return rows

    def page_of(self, rows: QuerySet[Any]) -> tuple[list[dict[str, Any]], str]:
        if self.search_words and not self.sort:
            by_key = {row["id"]: row for row in rows.values(*self.value_names())}
            return self.prepare([by_key[key] for key in self.results if key in by_key]), ""
        mark = mark_in(self.request.GET.get("after", ""), rows, self.get_order())
        if mark and not self.sort:  # so that an index knows where to begin
            rows = rows.filter(changed_at__lte=mark[0])
        return super().page_of(rows)

    def chosen_columns(self) -> list[Column]:
        columns = super().chosen_columns()
        several = len(access.offices_where(self.user, "person.read")) > 1
        unneeded = {
            *(() if several else ("office__name",)),
            *(("changed_at",) if self.search_words else ("why",)),
        }
        return [one for one in columns if one.name not in unneeded]

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        names = queries.names_opened(self.user.organisation_id, rows)
        for row in rows:
            found = self.results.get(row["id"])
            other = found.other_name if found else ""
            row["name"] = names[row["id"]] or row["number"]
            row["also"] = _("also {other}").format(other=other) if other else ""
            row["why"] = _(found.why) if found else ""
        return rows

    def get_row_url(self, row: Row) -> str:
        return url_of("people:person", row["id"])

    def get_add_url(self) -> str:
        return reverse("people:new") if access.may(self.user, "person.record") else ""


class Search(Page):
    """Answer the search box while somebody types: a few people, each with the reason."""

    template_name = "people/found.html"
    permissions = ("person.read",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.headers.get("HX-Request"):
            query = urlencode({"q": request.GET.get("q", "").strip()})
            return redirect(f"{reverse('people:list')}?{query}")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        typed = self.request.GET.get("q", "").strip()
        found = queries.search(self.user, typed, limit=8) if len(typed) > 1 else []
        rows = [person_line(one) for one in found]
        return super().get_context_data(**kwargs) | {"rows": rows, "typed": typed}
