"""The yearly progress report from records; support to institutions and their capacity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from waystation.foundation.access import queries as access
from waystation.governance.programmes.models import (
    Figure,
    Lesson,
    NextPriority,
    Programme,
    Reach,
    Score,
    Support,
    Transaction,
)
from waystation.governance.programmes.rules.entries import has_improved
from waystation.governance.programmes.rules.money import Money, add_money
from waystation.governance.programmes.rules.people import People, add_people
from waystation.governance.programmes.rules.words import SPENT

from .programmes import READ, programmes_visible_to


@dataclass(frozen=True)
class YearOfWork:
    """What one project did in a year."""

    programme: Programme
    spent: Money
    people: People | None
    """None where no number was recorded: 0 is a number."""
    figures: list[Figure]
    lessons: list[Lesson]


@dataclass(frozen=True)
class Progress:
    """A year: projects, support to institutions, capacity, and the priorities of the next."""

    year: int
    work: list[YearOfWork]
    spent: Money
    people: People | None
    supports: list[Support]
    capacity: list[dict[str, Any]]
    priorities: list[NextPriority]


def progress_of(user: access.AnyUser, year: int) -> Progress:
    """Return the progress of a year over the programmes that a user sees."""
    access.require(user, READ)
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = programmes_visible_to(user).exclude(state__in=("pipeline", "cancelled"))
    work = [
        one
        for one in rows
        if (one.started_on or one.starts_on or first) <= last
        and (one.ended_on or one.ends_on or last) >= first
    ]
    keys = [one.id for one in work]
    spent = _by_programme(
        Transaction.objects.filter(
            programme__in=keys, day__range=(first, last), kind__in=SPENT
        ).order_by("day", "id")
    )
    reached = _by_programme(
        Reach.objects.filter(programme__in=keys, ends_on__range=(first, last)).order_by("id")
    )
    figures: dict[Any, list[Figure]] = defaultdict(list)
    for one in (
        Figure.objects.filter(
            indicator__result__programme__in=keys, ends_on__range=(first, last), part=""
        )
        .select_related("indicator__result")
        .order_by("indicator", "starts_on", "id")
    ):
        figures[one.indicator.result.programme_id].append(one)
    lessons = _by_programme(
        Lesson.objects.filter(programme__in=keys, noted_on__range=(first, last)).order_by("id")
    )
    lines = [
        YearOfWork(
            one,
            add_money((row.amount, row.currency, row.rate) for row in spent[one.id]),
            add_people(People(row.people, row.qualifier) for row in reached[one.id]),
            figures[one.id],
            lessons[one.id],
        )
        for one in work
    ]
    supports = access.scoped(Support.objects.all(), user, READ).filter(
        given_on__range=(first, last)
    )
    priorities = access.scoped(NextPriority.objects.all(), user, READ).filter(year=year + 1)
    return Progress(
        year,
        lines,
        add_money((row.amount, row.currency, row.rate) for ones in spent.values() for row in ones),
        add_people(People(row.people, row.qualifier) for rows in reached.values() for row in rows),
        list(supports.select_related("entity").order_by("given_on", "id")),
        capacity_of(user, until=last),
        list(priorities.select_related("goal").order_by("id")),
    )


def _by_programme(rows: Iterable[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.programme_id].append(row)
    return found


def capacity_of(user: access.AnyUser, *, until: date | None = None) -> list[dict[str, Any]]:
    """Return the capacity of institutions by competence: the last score before and after."""
    rows = access.scoped(Score.objects.all(), user, READ).select_related("entity")
    if until is not None:
        rows = rows.filter(scored_on__lte=until)
    found: dict[tuple[Any, str], dict[str, Any]] = {}
    for row in rows.order_by("entity__name", "competence", "scored_on", "id"):
        line = found.setdefault(
            (row.entity_id, row.competence),
            {"entity": row.entity, "competence": row.competence, "before": None, "after": None},
        )
        line[row.moment] = row
    for line in found.values():
        before, after = line["before"], line["after"]
        line["steps"] = has_improved(before and before.score, after and after.score)
    return list(found.values())
