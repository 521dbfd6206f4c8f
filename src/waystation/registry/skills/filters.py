"""Filters of the list of profiles: occupation, language and level, preferred country."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from waystation.analysis.matching import CEFR
from waystation.foundation.pages.filters import ChoiceFilter, TickFilter
from waystation.foundation.records import codes
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_

from . import queries
from .fields import LANGUAGE, OCCUPATION
from .rules.profiles import CEFR_LEVELS, SPEAKING
from .sections import SECTIONS

Narrow = Callable[[QuerySet[Any], Mapping[str, str]], QuerySet[Any]]


@dataclass(frozen=True)
class Narrowing:
    """A choice above the list whose condition is not one column of the profile."""

    choice: ChoiceFilter
    how: Narrow

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
        value = asked.get(self.choice.name, "")
        if not value:
            return rows
        if value not in {code for code, _label in self.choice.get_choices()}:
            return rows.none()
        return self.how(rows, asked)

    def bind(self, asked: Mapping[str, str]) -> dict[str, Any]:
        return self.choice.bind(asked)


@dataclass(frozen=True)
class Unconfirmed:
    """Only the profiles that need to be confirmed again today."""

    label: str = N_("To be confirmed again")

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
        return (
            rows.filter(queries.unconfirmed_condition(today_in())) if asked.get("stale") else rows
        )

    def bind(self, asked: Mapping[str, str]) -> dict[str, Any]:
        return TickFilter("stale", self.label, Q()).bind(asked)


def _with_line(rows: QuerySet[Any], section: str, condition: Q) -> QuerySet[Any]:
    lines = SECTIONS[section].model.objects.filter(profile=OuterRef("pk"))
    return rows.filter(Exists(lines.filter(condition)))


def _of_occupation(rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
    return _with_line(rows, "occupations", Q(code=asked["occupation"]))


def _of_language(rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
    return _with_line(rows, "languages", Q(language=asked["language"]))


def _of_level(rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
    """Narrow to people who speak the chosen language (any, without one) at this level or above."""
    good = list(CEFR[CEFR.index(asked["level"]) :])
    spoken = Q()
    for activity in SPEAKING:
        spoken &= Q(**{f"{activity}__in": good})
    condition = Q(native=True) | spoken
    if asked.get("language"):
        condition &= Q(language=asked["language"])
    return _with_line(rows, "languages", condition)


def _of_destination(rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
    wished = Q(destination_key__contains=f" {asked['destination']} ")
    return rows.filter(Q(destination_key="") | wished)


def _countries() -> Sequence[tuple[str, str]]:
    return codes.choices("country")


FILTERS = (
    Narrowing(
        ChoiceFilter("occupation", N_("Occupation"), OCCUPATION["code"].get_choices), _of_occupation
    ),
    Narrowing(
        ChoiceFilter("language", N_("Language"), LANGUAGE["language"].get_choices), _of_language
    ),
    Narrowing(ChoiceFilter("level", N_("Speaks it at least at"), lambda: CEFR_LEVELS), _of_level),
    Narrowing(ChoiceFilter("destination", N_("Would go to"), _countries), _of_destination),
    Unconfirmed(),
)
