"""List pages: columns, sort, search, filters, saved views, paging, and export.

A list reads values, not objects, with keyset paging, so that the last page of a million rows costs
as much as the first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext

from waystation.foundation.access import exports
from waystation.foundation.access.counting import row_range
from waystation.foundation.documents import blocks, tables
from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import once_each

from .attributes import attributes_of
from .base import Page
from .filters import ChoiceFilter, Filter, PeriodFilter
from .models import SavedView
from .paging import after as after
from .paging import blanks_last, mark_in

PAGE_SIZE = 50
MOST_EXPORTED = 20_000
LONGEST_CELL = 160  # characters of a cell on screen; the export is not truncated
EMPTY = {"–": "void"}  # CSS class of cells without a value
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of a list.

    ``name`` is the key in ``values()``; ``words`` formats the value as text, on screen and in the
    export; ``link`` is its URL, "" for none. ``sort`` is False if the database cannot order by it.
    A ``prepared`` column does not exist in the table: ``prepare`` fills it. The export keeps
    numbers, days and times as such.
    """

    name: str
    label: str
    words: Callable[[Any], str] | None = None
    link: Callable[[Row], str] | None = None
    muted: Callable[[Row], str] | None = None
    tone: Callable[[Row], str] | None = None
    number: bool = False
    sort: bool = True
    export: bool = True
    prepared: bool = False
    nowrap: bool = False

    @classmethod
    def of(cls, field: Field, **more: Any) -> Column:
        """Return the column of a record's field."""
        more.setdefault("number", field.kind in {"number", "decimal"})
        more.setdefault("nowrap", field.kind in {"date", "datetime"})
        return cls(field.name, field.heading or field.label, words=field.words, **more)

    def for_page(self) -> Column:
        """Return the column in the reader's language; each different text is worded once."""
        return replace(self, label=gettext(self.label), words=self.words and once_each(self.words))

    def text(self, value: Any) -> str:
        if self.words is not None:
            return self.words(value)
        return "" if value is None else str(value)

    def cell(self, value: Any) -> Any:
        """Return the value for the export: numbers and days as such, all else as text."""
        if isinstance(value, int | float | Decimal | date) and not isinstance(value, bool):
            return value.date() if isinstance(value, datetime) else value
        return self.text(value)


class ListPage(Page):
    """A list of records. Subclasses define the rows, the columns and the filters.

    ``order`` is the default order and ends with "id" or "-id". The query string (search, filters,
    sort, columns) applies to the page, its saved views and its export.
    """

    template_name = "pages/list.html"
    is_list = True
    table: FieldTable
    columns: Sequence[Column] = ()
    filters: Sequence[Filter] = ()
    search: Sequence[str] = ()
    order: tuple[str, ...] = ("-id",)
    extra_values: Sequence[str] = ()
    empty_title = "Nothing here yet"
    empty_text = ""
    add_label = ""
    page_size = PAGE_SIZE

    def get_rows(self) -> QuerySet[Any]:
        """Return the rows that this user may see, unfiltered and unordered."""
        raise NotImplementedError

    def search_text(self, text: str) -> str:
        """Return the text to search for; override it for a list with a folded search key."""
        return text

    def get_row_url(self, row: Row) -> str:
        """Return the URL of a row, "" for none."""
        return ""

    def get_add_url(self) -> str:
        """Return the URL for adding a record, "" if this user may not."""
        return ""

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Add values to a page's rows that are not in their table, for example names of people."""
        return rows

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind = request.GET.get("export", "")
        if kind in {"csv", "xlsx"}:
            return self.export(kind)
        return self.render_to_response(self.get_context_data(**kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the current view under a name, or delete a saved view."""
        if key := key_in(request.POST.get("delete", "")):
            SavedView.objects.filter(user=self.user, page=self.page_name, id=key).delete()
        elif name := request.POST.get("name", "").strip()[:60]:
            SavedView.objects.update_or_create(
                user=self.user,
                page=self.page_name,
                name=name,
                defaults={"query": request.GET.urlencode()[:2000]},
            )
        return self.redirect_here()

    def redirect_here(self) -> HttpResponse:
        return HttpResponse(status=303, headers={"Location": self.request.get_full_path()})

    @property
    def page_name(self) -> str:
        match = self.request.resolver_match
        return match.view_name if match else ""

    # --- query string --------------------------------------------------------------------

    @property
    def sort(self) -> str:
        """Return the sort column, with "-" for descending; "" for the default order."""
        requested = self.request.GET.get("sort", "")
        sortable = {one.name for one in self.columns if one.sort and not one.prepared}
        return requested if requested.removeprefix("-") in sortable else ""

    def get_order(self) -> tuple[str, ...]:
        if not self.sort:
            return self.order
        return (self.sort, "-id" if self.sort.startswith("-") else "id")

    def chosen_columns(self) -> list[Column]:
        requested = self.request.GET.getlist("column")
        chosen = [one for one in self.columns if one.name in requested]
        return chosen or list(self.columns)

    def filter_rows(self) -> QuerySet[Any]:
        """Return the rows that match the search and the filters."""
        rows = self.get_rows()
        text = self.request.GET.get("q", "").replace("\x00", "").strip()[:100]
        if text and self.search:
            matches = Q()
            for name in self.search:
                matches |= Q(**{f"{name}__icontains": self.search_text(text)})
            rows = rows.filter(matches)
        for one in self.filters:
            rows = one.narrow(rows, self.request.GET)
        return rows

    def value_names(self) -> list[str]:
        order = [name.removeprefix("-") for name in self.get_order()]
        own = [one.name for one in self.columns if not one.prepared]
        return list(dict.fromkeys(["id", *order, *own, *self.extra_values]))

    def page_of(self, rows: QuerySet[Any]) -> tuple[list[dict[str, Any]], str]:
        """Return the rows of the requested page, and the mark of the next page."""
        order = self.get_order()
        if mark := mark_in(self.request.GET.get("after", ""), rows, order):
            rows = rows.filter(after(order, mark))
        values = list(
            rows.order_by(*blanks_last(rows, order)).values(*self.value_names())[
                : self.page_size + 1
            ]
        )
        page = values[: self.page_size]
        if len(values) <= self.page_size:
            return self.prepare(page), ""
        last = [page[-1][name.removeprefix("-")] for name in order]
        return self.prepare(page), json.dumps(last, cls=_Exact)

    # --- display -------------------------------------------------------------------------

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        matching = self.filter_rows()
        rows, following = self.page_of(matching)
        columns = [one.for_page() for one in self.chosen_columns()]
        chosen = {one.name for one in columns}
        filters = [one.bind(self.request.GET) for one in self.filters]
        active = any(one["active"] for one in filters) or bool(self.request.GET.get("q"))
        return super().get_context_data(**kwargs) | {
            "columns": [self._head(column) for column in columns],
            "rows": [
                {"url": url, "cells": self._cells(row, columns, url)}
                for row, url in ((row, self.get_row_url(row)) for row in rows)
            ],
            "next_after": following,
            **row_range(matching, self.first_row(), len(rows), following),
            "filters": filters,
            "search_in": bool(self.search),
            "q": self.request.GET.get("q", ""),
            "narrowed": active,
            "all_columns": [
                {"name": one.name, "label": gettext(one.label), "on": one.name in chosen}
                for one in self.columns
            ],
            "sorts": self.sorts(),
            "saved_views": self.saved_views(),
            "add_url": self.get_add_url(),
            "add_label": gettext(self.add_label) if self.add_label else "",
            "empty_title": gettext(self.empty_title),
            "empty_text": gettext(self.empty_text) if self.empty_text else "",
            "export_urls": {kind: self._query(export=kind) for kind in ("xlsx", "csv")},
            "clear_url": self.request.path,
        }

    def first_row(self) -> str:
        """Return the number of the first row of this page, as the link to it says."""
        return self.request.GET.get("row", "") if self.request.GET.get("after") else ""

    def sorts(self) -> list[tuple[str, str, bool]]:
        """Return (value, words, chosen) of all orders, for screens too small for a header row."""
        options = [("", "–", not self.sort)]
        for one in self.columns:
            if one.sort and not one.prepared:
                label = gettext(one.label)
                for value, words in ((one.name, f"{label} ↑"), (f"-{one.name}", f"{label} ↓")):
                    options.append((value, words, self.sort == value))
        return options

    def saved_views(self) -> list[dict[str, Any]]:
        rows = SavedView.objects.filter(user=self.user, page=self.page_name).order_by("name")
        return [
            {"id": key, "name": name, "url": f"{self.request.path}?{query}"}
            for key, name, query in rows.values_list("id", "name", "query")
        ]

    def _head(self, column: Column) -> dict[str, Any]:
        ascending, descending = self.sort == column.name, self.sort == f"-{column.name}"
        return {
            "label": column.label,
            "number": column.number,
            "url": self._query(sort=f"-{column.name}" if ascending else column.name)
            if column.sort and not column.prepared
            else "",
            "direction": "ascending" if ascending else "descending" if descending else "none",
        }

    def _cells(self, row: Row, columns: Sequence[Column], url: str) -> list[dict[str, Any]]:
        return cells_of(row, columns, url)

    def _query(self, **changes: str) -> str:
        query = self.request.GET.copy()
        query.pop("after", None)
        query.pop("row", None)
        for name, value in changes.items():
            query[name] = value
        return f"?{query.urlencode()}"

    # --- export --------------------------------------------------------------------------

    def export(self, kind: str) -> HttpResponse:
        """Send all pages of the current list as a file, with numbers as numbers.

        Every row ends with the mark of the export, which leads from a found file to the audit log.
        """
        columns = [one for one in self.chosen_columns() if one.export]
        rows = self.filter_rows()
        rows = rows.order_by(*blanks_last(rows, self.get_order()))
        values = self.prepare(list(rows.values(*self.value_names())[:MOST_EXPORTED]))
        mark = exports.record_export(
            self.user,
            self.page_name,
            rows=len(values),
            persons=self.persons_in(values),
            purpose=self.request.GET.get("purpose", "")[:200],
            selection=self.selection(),
        ).mark
        table = blocks.Table(
            self.get_title(),
            [
                *(
                    blocks.Column(gettext(one.label), "number" if one.number else "text")
                    for one in columns
                ),
                blocks.Column(gettext("Export")),
            ],
            [[*(one.cell(row.get(one.name)) for one in columns), mark] for row in values],
            as_of=today_in(),
            note=gettext("Only the first {most} rows are in this file.").format(most=MOST_EXPORTED)
            if len(values) == MOST_EXPORTED
            else "",
        )
        if kind == "csv":
            body, media = tables.csv(table), "text/csv; charset=utf-8"
        else:
            body, media = tables.xlsx([table], title=table.title), EXCEL
        answer = HttpResponse(body, content_type=media)
        name = slugify(self.page_name.replace(":", "-"))
        answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
        return answer

    def selection(self) -> str:
        """Return what decides which rows are shown: the arguments of the address and the query."""
        places = urlencode({name: str(value) for name, value in self.kwargs.items()})
        return "&".join(part for part in (places, self._query()[1:]) if part)

    def persons_in(self, rows: list[dict[str, Any]]) -> int | None:
        """Return the maximum number of persons in the rows, 0 if they are not about persons."""
        return len(rows) if self.filter_rows().model.privacy.personal else 0


def cells_of(row: Row, columns: Sequence[Column], url: str = "") -> list[dict[str, Any]]:
    """Return the cells of a row for pages/table.html; ``url`` is where the row opens.

    Every key is present: a missing one costs the template more than an empty one. Most cells are
    ``plain``: they have text alone, and the template asks no more questions about them.
    """
    cells: list[dict[str, Any]] = []
    for column in columns:
        text = shorten(column.text(row.get(column.name)))
        first = bool(url) and not cells
        link = url if first else column.link(row) if column.link else ""
        muted = column.muted(row) if column.muted else ""
        tone = column.tone(row) if column.tone else ""
        css = "n" if column.number else "nw" if column.nowrap else EMPTY.get(text, "")
        names = [("data-label", column.label), ("class", css)][: 2 if css else 1]
        more = {"url": link, "muted": muted, "tone": tone, "first": first}
        plain = not (link or muted or tone)
        cells.append({"attributes": attributes_of(*names), "text": text, "plain": plain, **more})
    return cells


def table_of(columns: Sequence[Column], rows: Sequence[Row]) -> dict[str, Any]:
    """Return a table for pages/table.html that is not a list of its own: no sorting, no paging."""
    named = [one.for_page() for one in columns]
    return {
        "columns": [{"label": one.label, "number": one.number, "url": ""} for one in named],
        "rows": [{"cells": cells_of(row, named, row.get("url", ""))} for row in rows],
    }


def shorten(text: str) -> str:
    """Return a cell's text, truncated for the screen."""
    return text[: LONGEST_CELL - 1] + "…" if len(text) > LONGEST_CELL else text or "–"


def columns_of(table: FieldTable, **more: Mapping[str, Any]) -> tuple[Column, ...]:
    """Return the columns of a record's ``listed`` fields; ``more`` extends some of them."""
    return tuple(
        Column.of(one, sort=one.kind != "codes", **more.get(one.name, {}))
        for one in table
        if one.listed
    )


def filters_of(table: FieldTable) -> tuple[Filter, ...]:
    """Return the filters of a record's fields: by period for days, by choice for codes."""
    return tuple(
        PeriodFilter(one.name, one.heading or one.label)
        if one.kind == "date"
        else ChoiceFilter.of(one)
        for one in table
        if one.filtered
    )


class _Exact(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)
