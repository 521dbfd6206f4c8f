"""Coverage: which work serves which goal; gaps are shown as gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from waystation.foundation.access import queries as access
from waystation.governance.programmes.models import Framework, Goal, Programme, Tag
from waystation.governance.results import queries as results

from .programmes import programmes_visible_to

ENDED = ("cancelled",)


INDICATORS = "indicator"
"""The level at which the office's indicators are shown in the place of its work."""
TAGS_OF_INDICATORS = {
    "strategy-2022-2025": "pillar",
    "unsdcf-2021-2025": "unsdcf",
    "gcm": "gcm",
    "sdg": "sdg",
}
"""The frameworks that indicators carry, and the field of a definition that names the goals."""


@dataclass(frozen=True)
class Served:
    """What serves goals: a programme, project or activity, or an indicator."""

    code: str
    title: str
    url: str

    @classmethod
    def work(cls, one: Programme) -> Served:
        return cls(one.code, one.title, reverse("programmes:programme", args=[one.id]))


@dataclass(frozen=True)
class Matrix:
    """Work by goal: the cells are True where the work, or a part of it, carries the goal."""

    framework: Framework
    goals: list[Goal]
    rows: list[tuple[Served, list[bool]]]

    @property
    def counts(self) -> list[int]:
        """Return how much work serves each goal."""
        return [sum(cells[at] for _work, cells in self.rows) for at in range(len(self.goals))]

    @property
    def blank_goals(self) -> list[Goal]:
        """Return the goals that nothing serves."""
        return [one for one, count in zip(self.goals, self.counts, strict=True) if not count]

    @property
    def blank_work(self) -> list[Served]:
        """Return the work that serves no goal of this framework."""
        return [work for work, cells in self.rows if not any(cells)]


def coverage_of(
    user: access.AnyUser, framework: Framework, *, levels: Iterable[str] = ("project",)
) -> Matrix:
    """Return the coverage matrix of a framework over programmes of some levels.

    A project serves its own goals and those of its activities.
    """
    goals = list(Goal.objects.filter(framework=framework).order_by("position", "id"))
    if INDICATORS in levels:
        return Matrix(framework, goals, _indicators(user, framework, goals))
    work = list(programmes_visible_to(user).exclude(state__in=ENDED))
    tagged: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Tag.objects.filter(goal__framework=framework, programme__in=[one.id for one in work])
    for programme, goal in rows.order_by().values_list("programme_id", "goal_id"):
        tagged[programme].add(goal)
    parts: dict[Any, list[UUID]] = defaultdict(list)
    for one in work:
        parts[one.parent_id].append(one.id)
    asked = set(levels)
    return Matrix(
        framework,
        goals,
        [
            (Served.work(one), [goal.id in _with_parts(one.id, tagged, parts) for goal in goals])
            for one in work
            if one.level in asked
        ],
    )


def _indicators(
    user: access.AnyUser, framework: Framework, goals: list[Goal]
) -> list[tuple[Served, list[bool]]]:
    """Return the indicators of the office with the goals that their definitions name."""
    name = TAGS_OF_INDICATORS.get(framework.key, "")
    found = []
    for key, one in results.indicators_by_key(user).items():
        named = getattr(one.definition, name) if name else ()
        codes = {named} if isinstance(named, str) else set(named)
        url = reverse("results:indicator", args=[key])
        found.append((Served(key, one.title, url), [goal.code in codes for goal in goals]))
    return found


def _with_parts(
    top: UUID, tagged: dict[UUID, set[UUID]], parts: dict[Any, list[UUID]]
) -> set[UUID]:
    found = set(tagged[top])
    for one in parts.get(top, ()):
        found |= _with_parts(one, tagged, parts)
    return found
