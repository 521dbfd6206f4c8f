"""List pages: columns, sort, search, filters, saved views, paging, and export.

A list reads values, not objects, with keyset paging, so that the last page of a million rows costs
as much as the first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext

from waystation.foundation.access import exports
from waystation.foundation.access import queries as access
from waystation.foundation.access.counting import row_range
from waystation.foundation.documents import blocks, tables
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.typed import decimal_in, key_in

from .attributes import attributes_of
from .base import Page, url_of
from .columns import Column as Column
from .columns import Row as Row
from .columns import cells_of as cells_of
from .columns import shorten as shorten
from .columns import table_of as table_of
from .downloads import as_download
from .filters import ChoiceFilter, Filter, PeriodFilter
from .models import SavedView
from .paging import after as after
from .paging import blanks_last, mark_in

PAGE_SIZE = 50
MOST_EXPORTED = 20_000


class ListPage(Page):
    """A list of records. Subclasses define the rows, the columns and the filters.

    ``order`` is the default order and ends with "id" or "-id". The query string (search, filters,
    sort, columns) applies to the page, its saved views and its export. ``about_persons`` is False
    where no row is about a person, although its table has a column for one: for example who
    recorded it. A search finds the rows that have every word in some column of ``search``, or every
    number in one of ``search_numbers``. ``row_address`` and ``add_address`` are the URL names of
    a row's page and of the page that adds one, for users with ``add_permission``.
    """

    template_name = "pages/list.html"
    is_list = True
    table: FieldTable
    columns: Sequence[Column] = ()
    filters: Sequence[Filter] = ()
    search: Sequence[str] = ()
    search_numbers: Sequence[str] = ()
    order: tuple[str, ...] = ("-id",)
    extra_values: Sequence[str] = ()
    empty_title = "Nothing here yet"
    empty_text = ""
    row_address = ""
    add_label = add_address = add_permission = ""
    page_size = PAGE_SIZE
    about_persons = True

    def get_rows(self) -> QuerySet[Any]:
        """Return the rows that this user may see, unfiltered and unordered."""
        raise NotImplementedError

    def search_text(self, text: str) -> str:
        """Return the text to search for; override it for a list with a folded search key."""
        return text

    def hit_words(self, row: Row) -> list[str]:
        """Return what the global search says of a row after its name; [] for the next columns."""
        return []

    def get_row_url(self, row: Row) -> str:
        """Return the URL of a row, "" for none."""
        return url_of(self.row_address, row["id"]) if self.row_address else ""

    def get_add_url(self) -> str:
        """Return the URL for adding a record, "" if this user may not."""
        office = getattr(self.record, "office_id", None)
        may = self.add_address and access.may(self.user, self.add_permission, office)
        return reverse(self.add_address) if may else ""

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
        if self.search:
            for word in text.split():
                rows = rows.filter(self.matches_of(word))
        for one in self.filters:
            rows = one.narrow(rows, self.request.GET)
        return rows

    def matches_of(self, word: str) -> Q:
        """Return the condition of one word of the search: some searched field has it."""
        matches = Q()
        for name in self.search:
            matches |= Q(**{f"{name}__icontains": self.search_text(word)})
        if (number := decimal_in(word)) is not None:
            for name in self.search_numbers:
                matches |= Q(**{name: number})
        return matches

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
                {
                    "attributes": attributes_of(
                        ("value", one.name), ("checked", one.name in chosen)
                    ),
                    "label": gettext(one.label),
                }
                for one in self.columns
            ],
            "sorts": self.sorts(),
            "sort": self.sort,
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

    def sorts(self) -> list[tuple[str, str]]:
        """Return (value, words) of all orders, for screens too small for a header row."""
        options = [("", "–")]
        for one in self.columns:
            if one.sort and not one.prepared:
                label = gettext(one.label)
                options += [(one.name, f"{label} ↑"), (f"-{one.name}", f"{label} ↓")]
        return options

    def saved_views(self) -> list[dict[str, Any]]:
        rows = SavedView.objects.filter(user_id=self.user.id, page=self.page_name).order_by("name")
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
        query = dict(self.request.GET.lists()) | {name: [value] for name, value in changes.items()}
        query.pop("after", None)
        query.pop("row", None)
        return f"?{urlencode(query, doseq=True)}"

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
            purpose=self.request.GET.get("purpose", ""),
            office_id=self.only_office(),
            selection=self.selection(whole=len(values) < MOST_EXPORTED),
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
            note=" ".join(self._left_out(len(values))),
        )
        body = tables.csv(table) if kind == "csv" else tables.xlsx([table], title=table.title)
        return as_download(body, f"{slugify(self.page_name.replace(':', '-'))}.{kind}")

    def _left_out(self, rows: int) -> Iterator[str]:
        """Yield what the screen has and this file has not."""
        if rows == MOST_EXPORTED:
            yield gettext("Only the first {most} rows are in this file.").format(most=MOST_EXPORTED)
        labels = [gettext(one.label) for one in self.chosen_columns() if not one.export]
        if labels:
            yield gettext("Not in this file: {columns}.").format(columns=", ".join(labels))

    def only_office(self) -> UUID | None:
        """Return the office of all rows if the user sees those of one office only, else None."""
        seen = {
            office for one in self.permissions for office in access.offices_where(self.user, one)
        }
        return seen.pop() if len(seen) == 1 else None

    def selection(self, *, whole: bool = True) -> str:
        """Return what decides which rows a file has: the arguments of the address and the query.

        The same rows as CSV and as Excel are one selection, and in any order if they are the
        ``whole`` list: its first rows depend on the order.
        """
        places = urlencode({name: str(value) for name, value in self.kwargs.items()})
        query = self.request.GET.copy()
        for name in ("after", "row", "export", "purpose", *(["sort"] if whole else [])):
            query.pop(name, None)
        return "&".join(part for part in (places, query.urlencode()) if part)

    def persons_in(self, rows: list[dict[str, Any]]) -> int | None:
        """Return the maximum number of persons in the rows, 0 if they are not about persons."""
        personal = self.about_persons and self.filter_rows().model.privacy.personal
        return len(rows) if personal else 0


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
