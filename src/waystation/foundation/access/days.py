"""Periods in the query string of a page: days as the reader's language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext

from waystation.foundation.shared.periods import today_in


def day_in(text: str) -> date | None:
    """Return a day written as the reader's language writes it, or as 2026-11-30."""
    try:
        found: date | None = forms.DateField(required=False).to_python(text.strip())
    except (forms.ValidationError, ValueError):
        return None
    return found


def in_writing(text: str) -> str:
    """Return a day of a query string as the reader's language writes it."""
    day = day_in(text)
    return date_format(day, "SHORT_DATE_FORMAT") if day else text


def period_filter(name: str, label: str, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return a filter by period for pages/filters.html, with what is wrong about its days."""
    first, last = asked.get(f"{name}_from", ""), asked.get(f"{name}_to", "")
    days = [day_in(first), day_in(last)]
    wrong = [
        gettext("“{text}” is not a date.").format(text=text)
        for text, day in zip((first, last), days, strict=True)
        if text.strip() and day is None
    ]
    if days[0] and days[1] and days[0] > days[1]:
        wrong.append(gettext("The last day is before the first. Swap the two days."))
    return {
        "kind": "period",
        "name": name,
        "label": gettext(label),
        "first": in_writing(first),
        "last": in_writing(last),
        "example": date_format(date(today_in().year, 12, 31), "SHORT_DATE_FORMAT"),
        "wrong": wrong[0] if wrong else "",
        "active": bool(first or last),
    }
