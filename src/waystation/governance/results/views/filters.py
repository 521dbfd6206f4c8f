"""Filters of a list of indicators: they apply to the figures, not to the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext


@dataclass(frozen=True)
class Counting:
    """A choice that changes what is counted; with a ``default`` there is always a selection."""

    name: str
    label: str
    get_choices: Callable[[], Sequence[tuple[str, Any]]]
    default: Callable[[], str] | None = None

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
        return rows

    def bind(self, asked: Mapping[str, str]) -> dict[str, Any]:
        value = asked.get(self.name, "")
        shown = value or (self.default() if self.default else "")
        choices = [(str(code), label) for code, label in self.get_choices()]
        if shown and shown not in dict(choices):
            choices.append((shown, shown))
        return {
            "kind": "choice",
            "name": self.name,
            "label": gettext(self.label),
            "value": shown,
            "choices": choices,
            "active": bool(value),
            "always": self.default is not None,
        }
