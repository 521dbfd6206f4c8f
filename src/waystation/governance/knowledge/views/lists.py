"""The list of a register: columns, sort, search, filters, saved views, export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.filters import ChoiceFilter, Filter, PeriodFilter
from waystation.foundation.pages.lists import Column, ListPage, Row
from waystation.foundation.pages.registers import format_value, label_of, state_of
from waystation.foundation.records.registers import Register
from waystation.foundation.shared.fold import search_key
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import queries
from waystation.governance.knowledge.presenting.tokens import format_fact_with_unit

NUMBERS = {"DecimalField", "IntegerField", "PositiveIntegerField"}
UNSORTED = {"JSONField", "ForeignKey"}


def in_words(register: Register, name: str, offered: Mapping[str, Any], value: Any) -> str:
    """Return a value as people read it, "" for none."""
    return "" if value in (None, "", []) else format_value(register, name, value, offered)


class Entries(ListPage):
    """The entries of a register, the newest first.

    The list begins with the columns that the register names; a file has all of them, unless some
    were chosen.
    """

    order = ("-id",)
    about_persons = False

    @property
    def permissions(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.register.read,)

    @cached_property
    def register(self) -> Register:
        return queries.register_named(self.kwargs["register"])

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        return queries.choices_of(self.user, self.register)

    def get_title(self) -> str:
        return _(self.register.title)

    def get_lead(self) -> str:
        return _(self.register.lead)

    def get_parents(self) -> list[tuple[str, str]]:
        return [(reverse("knowledge:library"), _("Library"))]

    @property
    def page_name(self) -> str:
        return f"knowledge:{self.register.key}"

    @property
    def empty_title(self) -> str:  # type: ignore[override]
        return self.register.title

    @property
    def empty_text(self) -> str:  # type: ignore[override]
        return self.register.empty

    @property
    def add_label(self) -> str:  # type: ignore[override]
        return self.register.add

    @cached_property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]
        first = dict.fromkeys((*self.register.columns, *self.register.fields))
        state = Column("entry_state", N_("State"), tone=lambda row: row["tone"], prepared=True)
        return (*(self.column(name) for name in first), state)

    def column(self, name: str) -> Column:
        """Return the column of a field: codes and chosen records in words, numbers as such."""
        field: Any = self.register.model._meta.get_field(name)
        kind = field.get_internal_type()
        return Column(
            self.register.attribute(name),
            label_of(self.register, name),
            words=partial(in_words, self.register, name, self.labels),
            number=kind in NUMBERS and name not in self.labels,
            sort=kind not in UNSORTED,
        )

    def chosen_columns(self) -> list[Column]:
        if self.request.GET.getlist("column") or self.request.GET.get("export"):
            return super().chosen_columns()
        shown = {self.register.attribute(name) for name in self.register.columns}
        return [one for one in self.columns if one.name in {*shown, "entry_state"}]

    @cached_property
    def filters(self) -> Sequence[Filter]:  # type: ignore[override]
        found: list[Filter] = [
            ChoiceFilter(
                name,
                label_of(self.register, name),
                partial(self.choices, name),
                self.register.attribute(name),
            )
            for name in self.register.filters
            if self.labels.get(name)
        ]
        if self.register.day:
            found.append(
                PeriodFilter(self.register.day, label_of(self.register, self.register.day))
            )
        return found

    def choices(self, name: str) -> list[tuple[str, str]]:
        return [(code, _(word)) for code, word in self.labels[name].items()]

    @property
    def search(self) -> Sequence[str]:  # type: ignore[override]
        return self.register.search or (self.register.named,)

    @property
    def search_numbers(self) -> Sequence[str]:  # type: ignore[override]
        return self.register.search_numbers

    def search_text(self, text: str) -> str:
        return search_key(text) if self.search == ("search_key",) else text

    @property
    def extra_values(self) -> Sequence[str]:  # type: ignore[override]
        return [self.register.attribute(name) for name in self.register.fields]

    def hit_words(self, row: Row) -> list[str]:
        if self.register.key != "facts":
            return []
        text = format_fact_with_unit(row["value"], row["unit"], row["qualifier"])
        return [text, row["source"]]

    def get_rows(self) -> QuerySet[Any]:
        return queries.entries_visible_to(self.user, self.register)

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        today = today_in()
        states = [state_of(self.register, row, today) or ("", "") for row in rows]
        return [
            row | {"entry_state": word, "tone": tone}
            for row, (word, tone) in zip(rows, states, strict=True)
        ]

    def get_row_url(self, row: Row) -> str:
        return reverse("knowledge:entry", args=[self.register.key, row["id"]])

    def get_add_url(self) -> str:
        if not access.may(self.user, self.register.adds):
            return ""
        return reverse("knowledge:entry_new", args=[self.register.key])
