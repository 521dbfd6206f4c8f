"""Filters of a list, read from the query string."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from waystation.foundation.access.days import day_in as day_in
from waystation.foundation.access.days import period_filter
from waystation.foundation.records.fields import Field
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Workflow


class Filter(Protocol):
    """A control above a list: how it is shown, and how it filters the rows."""

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]: ...

    def bind(self, asked: Mapping[str, str]) -> dict[str, Any]: ...


@dataclass(frozen=True)
class ChoiceFilter:
    """Filters by one value of a field, from its code list or its choices.

    The choices of a code list are the same for all readers of a language: ``common``.
    """

    name: str
    label: str
    get_choices: Callable[[], Sequence[tuple[str, str]]]
    lookup: str = ""
    common: bool = False

    @classmethod
    def of(cls, field: Field) -> ChoiceFilter:
        """Return the filter of a record's coded field."""
        label = field.heading or field.label
        return cls(field.name, label, field.get_choices, common=bool(field.code_list))

    @classmethod
    def of_state(cls, workflow: Workflow, label: str = N_("State")) -> ChoiceFilter:
        """Return the filter by a record's state."""
        return cls(workflow.field, label, workflow.get_choices)

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
        value = asked.get(self.name, "")
        codes = {str(code) for code, _label in self.get_choices()} if value else set()
        if not value:
            return rows
        return rows.filter(**{self.lookup or self.name: value}) if value in codes else rows.none()

    def bind(self, asked: Mapping[str, str]) -> dict[str, Any]:
        value = asked.get(self.name, "")
        return {
            "kind": "choice",
            "name": self.name,
            "label": gettext(self.label),
            "value": value,
            "choices": [(str(code), label) for code, label in self.get_choices()],
            "common": self.common,
            "active": bool(value),
        }


@dataclass(frozen=True)
class PeriodFilter:
    """Filters by a period, both days included. An invalid day is ignored, with a message."""

    name: str
    label: str

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
        condition = Q()
        if first := day_in(asked.get(f"{self.name}_from", "")):
            condition &= Q(**{f"{self.name}__gte": first})
        if last := day_in(asked.get(f"{self.name}_to", "")):
            condition &= Q(**{f"{self.name}__lte": last})
        return rows.filter(condition) if condition else rows

    def bind(self, asked: Mapping[str, str]) -> dict[str, Any]:
        return period_filter(self.name, self.label, asked)


@dataclass(frozen=True)
class TickFilter:
    """Filters by a condition with a check box."""

    name: str
    label: str
    condition: Q

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
        return rows.filter(self.condition) if asked.get(self.name) else rows

    def bind(self, asked: Mapping[str, str]) -> dict[str, Any]:
        on = bool(asked.get(self.name))
        return {
            "kind": "tick",
            "name": self.name,
            "label": gettext(self.label),
            "value": on,
            "active": on,
        }
