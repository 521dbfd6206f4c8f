"""The pages of all registers: list, form, entry, history and spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import onto_form
from waystation.foundation.documents import numbers, tables
from waystation.foundation.documents.blocks import Column, Table
from waystation.foundation.records import actions, queries
from waystation.foundation.records.fields import in_short
from waystation.foundation.records.registers import Register
from waystation.foundation.shared.errors import Conflict, NotSeen, Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_

from .downloads import as_download
from .entries import form_for

MOST_EXPORTED = 5000
Extra = Callable[[HttpRequest, Register, Any], Mapping[str, Any]]


def format_value(register: Register, name: str, value: Any, offered: Mapping[str, Any]) -> str:
    """Return one value of an entry formatted for people."""
    labels = offered.get(name)
    if isinstance(value, list):
        return ", ".join(_word(labels, one) for one in value) or "–"
    if value in (None, ""):
        return "–"
    if labels is not None:
        return _word(labels, str(value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return in_short(value)
    if isinstance(value, Decimal | int):
        is_money = name in register.money
        return numbers.format_money(value) if is_money else numbers.in_record(value)
    return str(value)


def _word(labels: Any, key: str) -> str:
    label = (labels or {}).get(key, key)
    return gettext(label) if label else ""


def label_of(register: Register, name: str) -> str:
    """Return the label of a field."""
    field: Any = register.model._meta.get_field(name)
    label = str(field.verbose_name)
    return label[:1].upper() + label[1:]


def state_of(register: Register, row: Mapping[str, Any], today: date) -> tuple[str, str] | None:
    """Return an entry's state in the reader's language, with its colour."""
    state = register.state(row, today) if register.state else None
    return (gettext(state[0]), state[1]) if state else None


class RegisterPages:
    """The pages of an app's registers; ``space`` is the app's URL namespace."""

    def __init__(
        self,
        space: str,
        registers: Mapping[str, Register],
        *,
        title: str,
        lead: str,
        crumb: str = "",
        related: Extra | None = None,
        overview_name: str = "registers",
        listed: Extra | None = None,
    ) -> None:
        self.space, self.registers = space, registers
        self.title, self.lead, self.crumb = title, lead, crumb
        self.related, self.listed = related, listed
        self.overview_name = overview_name

    def urls(self, prefix: str = "") -> list[URLPattern]:
        """Return the URL patterns of all registers, for the app's urls."""
        return [
            path(f"{prefix}", login_required(require_GET(self.overview)), name=self.overview_name),
            path(f"{prefix}<slug:register>/", login_required(self.entries), name="entries"),
            path(f"{prefix}<slug:register>/new/", login_required(self.add), name="entry_new"),
            path(
                f"{prefix}<slug:register>/export/<slug:kind>",
                login_required(require_GET(self.export)),
                name="entries_export",
            ),
            path(
                f"{prefix}<slug:register>/<uuid:entry>/",
                login_required(require_GET(self.entry)),
                name="entry",
            ),
            path(
                f"{prefix}<slug:register>/<uuid:entry>/change/",
                login_required(self.change),
                name="entry_change",
            ),
        ]

    def register_by_key(self, key: str) -> Register:
        """Return one of the registers. Raises NotSeen."""
        if key not in self.registers:
            raise NotSeen(N_("There is no such register."), code="register_unknown")
        return self.registers[key]

    def at(self, name: str, *args: Any) -> str:
        return reverse(f"{self.space}:{name}", args=args)

    def overview(self, request: HttpRequest) -> HttpResponse:
        """Show all registers."""
        mine = [one for one in self.registers.values() if access.may(request.user, one.read)]
        if not mine:
            access.require(request.user, next(iter(self.registers.values())).read)
        context = {
            "title": gettext(self.title),
            "lead": gettext(self.lead),
            "crumb": self._crumb(),
            "registers": [
                {
                    "title": gettext(one.title),
                    "lead": gettext(one.lead),
                    "url": self.at("entries", one.key),
                }
                for one in mine
            ],
        }
        return render(request, "pages/registers.html", context)

    def _crumb(self) -> tuple[str, str] | None:
        name, _sign, label = self.crumb.partition("|")
        return (reverse(name), gettext(label)) if name else None

    def _frame(self, register: Register) -> dict[str, Any]:
        return {
            "register": register,
            "title": gettext(register.title),
            "lead": gettext(register.lead),
            "add": gettext(register.add),
            "registers_url": self.at(self.overview_name),
            "registers_title": gettext(self.title),
            "list_url": self.at("entries", register.key),
            "new_url": self.at("entry_new", register.key),
            "export_url": self.at("entries_export", register.key, "xlsx"),
        }

    @staticmethod
    def _filtered(request: HttpRequest, register: Register) -> dict[str, Any]:
        after = request.GET.get("after", "")
        try:
            start = UUID(after) if after else None
        except ValueError:
            start = None
        return {
            "where": {name: request.GET.get(name, "") for name in register.filters},
            "text": request.GET.get("q", "").strip()[:100],
            "after": start,
        }

    def entries(self, request: HttpRequest, register: str) -> HttpResponse:
        """List the entries of a register."""
        one = self.register_by_key(register)
        access.require(request.user, one.read)
        filters = self._filtered(request, one)
        rows = queries.entries_of_register(request.user, one, **filters, most=queries.PAGE + 1)
        offered = queries.choices_of(request.user, one)
        today = today_in()
        page = rows[: queries.PAGE]

        def cell(row: Mapping[str, Any], name: str) -> str:
            return format_value(one, name, row[one.attribute(name)], offered)

        numbers = {
            name for name in one.columns
            if not offered.get(name)
            and one.model._meta.get_field(name).get_internal_type()
            in {"DecimalField", "IntegerField", "PositiveIntegerField"}
        }  # fmt: skip
        context = {
            **self._frame(one),
            "head": [(label_of(one, name), name in numbers) for name in one.columns],
            "rows": [
                {
                    "url": self.at("entry", one.key, row["id"]),
                    "first": cell(row, one.columns[0]),
                    "cells": [(cell(row, name), name in numbers) for name in one.columns[1:]],
                    "state": state_of(one, row, today),
                }
                for row in page
            ],
            "empty": gettext(one.empty),
            "next": page[-1]["id"] if len(rows) > queries.PAGE else None,
            "filters": [
                {
                    "name": name,
                    "label": label_of(one, name),
                    "value": filters["where"][name],
                    "choices": [(k, gettext(v)) for k, v in offered.get(name, {}).items()],
                }
                for name in one.filters
                if offered.get(name)
            ],
            "q": filters["text"],
            "narrowed": bool(filters["text"] or any(filters["where"].values())),
            "may_write": access.may(request.user, one.adds),
            **(self.listed(request, one, page) if self.listed else {}),
        }  # fmt: skip
        return render(request, "pages/entries.html", context)

    def add(self, request: HttpRequest, register: str) -> HttpResponse:
        """Add an entry."""
        one = self.register_by_key(register)
        access.require(request.user, one.adds)
        offered = queries.choices_of(request.user, one)
        initial = {name: request.GET[name] for name in one.fields if name in request.GET}
        form = form_for(one, offered, request.POST if request.method == "POST" else None, initial)
        if request.method == "POST" and form.is_valid():
            try:
                row = actions.record_entry(request.user, one, form.cleaned_data)
            except Refusal as refusal:
                if refusal.status != 422:
                    raise
                onto_form(form, refusal)
            else:
                messages.success(request, _("Recorded."))
                return redirect(self.at("entry", one.key, row.id))
        context = {**self._frame(one), "form": form}
        return render(request, "pages/entry_form.html", context, status=422 if form.errors else 200)

    def entry(self, request: HttpRequest, register: str, entry: UUID) -> HttpResponse:
        """Show an entry and its history."""
        one = self.register_by_key(register)
        row = queries.entry_visible_to(request.user, one, entry)
        offered = queries.choices_of(request.user, one)
        values = queries.values_of(one, row)
        by_attribute = {one.attribute(name): value for name, value in values.items()}
        history = queries.history_of(request.user, one, entry)
        for state in history:
            state["lines"] = [
                (label_of(one, name), format_value(one, name, old, offered),
                 format_value(one, name, new, offered))
                for name, old, new in state["changed"]
            ]  # fmt: skip
        context = {
            **self._frame(one),
            "row": row,
            "name": format_value(one, one.named, values[one.named], offered),
            "fields": [
                (label_of(one, name), format_value(one, name, values[name], offered),
                 str(values[name]).startswith(("https://", "http://")))
                for name in one.fields
                if name != one.named
            ],
            "state": state_of(one, {**by_attribute, "id": row.id, "version": row.version},
                              today_in()),
            "history": history,
            "change_url": self.at("entry_change", one.key, row.id),
            "may_write": access.may(request.user, one.write, row.office_id)
            and not one.append_only,
            **(self.related(request, one, row) if self.related else {}),
        }  # fmt: skip
        return render(request, "pages/entry.html", context)

    def change(self, request: HttpRequest, register: str, entry: UUID) -> HttpResponse:
        """Edit an entry; if two people changed the same field, the second one sees both values."""
        one = self.register_by_key(register)
        row = queries.entry_visible_to(request.user, one, entry)
        access.require(request.user, one.write, row.office_id)
        offered = queries.choices_of(request.user, one)
        now = {
            name: str(value) if isinstance(value, UUID) else value
            for name, value in queries.values_of(one, row).items()
        }
        form = form_for(one, offered, request.POST if request.method == "POST" else None, now)
        if request.method == "POST" and form.is_valid():
            try:
                if request.POST.get("version", "") != str(row.version):
                    raise Conflict(
                        N_("Someone else changed this while you were writing. Look once more."),
                        code="edited_meanwhile",
                    )
                actions.change_entry(
                    request.user,
                    one,
                    entry,
                    form.cleaned_data,
                    queries.values_of(one, row),
                    why=request.POST.get("why", ""),
                )
            except Refusal as refusal:
                if refusal.status not in {409, 422}:
                    raise
                onto_form(form, refusal)
            else:
                messages.success(request, _("Changed. The earlier versions are listed below."))
                return redirect(self.at("entry", one.key, entry))
        context = {
            **self._frame(one),
            "form": form,
            "row": row,
            "name": str(now[one.named]),
            "why": request.POST.get("why", ""),
        }
        return render(request, "pages/entry_form.html", context, status=422 if form.errors else 200)

    def export(self, request: HttpRequest, register: str, kind: str) -> HttpResponse:
        """Export a register as a spreadsheet, filtered as on the page."""
        one = self.register_by_key(register)
        access.require(request.user, one.read)
        filters = self._filtered(request, one)
        rows = queries.entries_of_register(request.user, one, **filters, most=MOST_EXPORTED)
        offered = queries.choices_of(request.user, one)
        table = Table(
            gettext(one.title),
            [Column(label_of(one, name)) for name in one.fields],
            [
                [format_value(one, name, row[one.attribute(name)], offered) for name in one.fields]
                for row in rows
            ],
            as_of=today_in(),
        )
        if kind == "csv":
            return as_download(tables.csv(table), f"{slugify(one.key)}.csv")
        return as_download(tables.xlsx([table], title=table.title), f"{slugify(one.key)}.xlsx")


__all__ = ["RegisterPages", "format_value", "label_of", "state_of"]
