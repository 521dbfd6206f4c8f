"""The pieces of sections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.foundation.documents import numbers
from waystation.governance.network.rules.classes import OPEN_CLASSES as OPEN_CLASSES
from waystation.governance.unkt_reports.models import UnktReport
from waystation.registry.organisations import queries as organisations

Piece = dict[str, Any]
MOST_ROWS = 200


def day(day: date | datetime | None) -> str | None:
    return None if day is None else (day.date() if isinstance(day, datetime) else day).isoformat()


def money(value: Decimal | None, currency: str) -> str:
    return "–" if value is None else f"{numbers.format_number(value, digits=0)} {currency}"


Column = str | tuple[str, str]  # its heading, with its kind where it is no text


def table(title: str, rows: Iterable[Sequence[Any]], *columns: Column, note: str = "") -> Piece:
    return {
        "kind": "table",
        "title": title,
        "columns": [[one, "text"] if isinstance(one, str) else list(one) for one in columns],
        "rows": [list(row) for row in rows],
        "note": note,
    }


def table_piece(title: str, rows: Sequence[Sequence[Any]], *columns: Column) -> list[Piece]:
    """Return a table of at most ``MOST_ROWS`` rows; without rows nothing."""
    return [table(title, rows[:MOST_ROWS], *columns)] if rows else []


def paragraph(text: str) -> Piece:
    return {"kind": "paragraph", "text": text}


def figure(indicator: str, label: str, none: str = "") -> Piece:
    """A figure that results counts, so that it opens down to its records; ``none`` says why not."""
    return {"key": indicator, "label": label, "indicator": indicator, "none": none}


def words(choices: Sequence[tuple[str, str]], key: str) -> str:
    label = dict(choices).get(key, key)
    return _(label) if label else ""


def within(report: UnktReport) -> tuple[date, date]:
    return report.starts_on, report.ends_on + timedelta(days=1)


def entities(report: UnktReport) -> dict[UUID, str]:
    rows = organisations.entities_of(report.organisation_id)
    return {
        key: acronym or name for key, acronym, name in rows.values_list("id", "acronym", "name")
    }
