"""Coverage: which work serves which goal; a blank is shown as a blank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from waystation.foundation.access import queries as access
from waystation.governance.programmes.models import Framework, Goal, Programme, Tag

from .programmes import programmes_visible_to

ENDED = ("cancelled",)


@dataclass(frozen=True)
class Matrix:
    """Work by goal: the cells are True where the work, or a part of it, carries the goal."""

    framework: Framework
    goals: list[Goal]
    rows: list[tuple[Programme, list[bool]]]

    @property
    def counts(self) -> list[int]:
        """Return how much work serves each goal."""
        return [sum(cells[at] for _work, cells in self.rows) for at in range(len(self.goals))]

    @property
    def blank_goals(self) -> list[Goal]:
        """Return the goals that nothing serves."""
        return [one for one, count in zip(self.goals, self.counts, strict=True) if not count]

    @property
    def blank_work(self) -> list[Programme]:
        """Return the work that serves no goal of this framework."""
        return [work for work, cells in self.rows if not any(cells)]


def coverage_of(
    user: access.Anyone, framework: Framework, *, levels: Iterable[str] = ("project",)
) -> Matrix:
    """Return the coverage matrix of a framework over the work of some levels.

    A project serves what it is tagged with, and what its activities are tagged with.
    """
    goals = list(Goal.objects.filter(framework=framework).order_by("position", "id"))
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
            (one, [goal.id in _with_parts(one.id, tagged, parts) for goal in goals])
            for one in work
            if one.level in asked
        ],
    )


def _with_parts(
    top: UUID, tagged: dict[UUID, set[UUID]], parts: dict[Any, list[UUID]]
) -> set[UUID]:
    found = set(tagged[top])
    for one in parts.get(top, ()):
        found |= _with_parts(one, tagged, parts)
    return found
