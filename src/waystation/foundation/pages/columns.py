"""Columns of a list: how a value is shown on the screen, and what a file has in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from waystation.foundation.records.fields import Field, in_short
from waystation.foundation.shared.words import N_, once_each
from waystation.foundation.workflow.transitions import Workflow

from .attributes import attributes_of

LONGEST_CELL = 160  # characters of a cell on screen; the export is not truncated
EMPTY = {"–": "void"}  # CSS class of cells without a value

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
        more.setdefault("nowrap", field.kind in {"date", "moment"})
        return cls(field.name, field.heading or field.label, words=field.words, **more)

    @classmethod
    def of_state(cls, workflow: Workflow, label: str = N_("State"), **more: Any) -> Column:
        """Return the column of a record's state."""

        def tone(row: Row) -> str:
            return workflow.states[row[workflow.field]].tone

        return cls(workflow.field, label, words=workflow.words, tone=tone, **more)

    def for_page(self) -> Column:
        """Return the column in the reader's language; each different text is worded once."""
        return replace(self, label=gettext(self.label), words=self.words and once_each(self.words))

    def text(self, value: Any) -> str:
        if self.words is not None:
            return self.words(value)
        if isinstance(value, date):
            return in_short(value)
        return "" if value is None else str(value)

    def cell(self, value: Any) -> Any:
        """Return the value for the export: numbers, days and local times as such, else its text."""
        if isinstance(value, datetime):
            return timezone.localtime(value).replace(tzinfo=None, second=0, microsecond=0)
        if isinstance(value, date):
            return value
        if isinstance(value, int | float | Decimal) and (self.number or self.words is None):
            return self.text(value) if isinstance(value, bool) else value
        return self.text(value)


def cells_of(row: Row, columns: Sequence[Column], url: str = "") -> list[dict[str, Any]]:
    """Return the cells of a row for pages/table.html; ``url`` is where the row opens."""
    cells: list[dict[str, Any]] = []
    for column in columns:
        text = shorten(column.text(row.get(column.name)))
        css = "n" if column.number else "nw" if column.nowrap else EMPTY.get(text, "")
        first = bool(url) and not cells
        cells.append(
            {
                "attributes": _attributes(column.label, css),
                "text": text,
                "url": url if first else column.link(row) if column.link else "",
                "muted": column.muted(row) if column.muted else "",
                "tone": column.tone(row) if column.tone else "",
                "first": first,
            }
        )
    return cells


@lru_cache(maxsize=4096)
def _attributes(label: str, css: str) -> str:
    return attributes_of(("data-label", label), *([("class", css)] if css else []))


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
