"""The mainstreaming matrix and good practices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from waystation.foundation.access import queries as access
from waystation.governance.policies.models import (
    Cell,
    Chapter,
    GoodPractice,
    Instrument,
    PracticeReview,
)
from waystation.governance.policies.rules import others as rules
from waystation.registry.reference import queries as reference

from .instruments import chapters_of, lockable
from .scope import one_of, visible

IN_FORCE = ("adopted", "in_force")


@dataclass(frozen=True)
class Quoted:
    """What a chapter says about a topic: the sentence, its edition, whether it is stale."""

    quote: str
    page: str
    edition: str
    stale: bool


@dataclass(frozen=True)
class Line:
    """A chapter with a cell for each topic, None if it does not mention the topic."""

    chapter: Chapter
    cells: list[tuple[str, Quoted | None]]


def topics() -> list[tuple[str, str]]:
    """Return the migration topics: code and name."""
    return reference.choices("policy_topic")


def editions_of(row: Instrument) -> list[Instrument]:
    """Return an instrument and the editions before it, the newest first."""
    found: list[Instrument] = [row]
    while found[-1].replaces_id and len(found) < 20:
        before = Instrument.objects.filter(id=found[-1].replaces_id).first()
        if before is None:
            break
        found.append(before)
    return found


def newest_in_force(row: Instrument) -> int:
    """Return the number of the newest adopted edition of an instrument, 0 for none.

    Later editions than ``row`` count as well: they make its cells stale.
    """
    newest = row.number if row.state in IN_FORCE else 0
    after = Instrument.objects.filter(replaces_id=row.id).first()
    while after is not None:
        newest = after.number if after.state in IN_FORCE else newest
        after = Instrument.objects.filter(replaces_id=after.id).first()
    return newest


def matrix_of(row: Instrument) -> list[Line]:
    """Return the chapters of an edition, each with the sentence on every topic.

    Where this edition has no quotation yet, that of an edition before it shows; it is stale as
    soon as a newer edition is adopted.
    """
    editions = editions_of(row)
    newest = max(newest_in_force(row), row.number if row.state in IN_FORCE else 0)
    by_place: dict[tuple[str, str], Quoted] = {}
    for edition in editions:
        cells = Cell.objects.filter(instrument=edition).select_related("chapter")
        for cell in cells.order_by("id"):
            place = (cell.chapter.title.casefold(), cell.topic)
            stale = rules.cell_is_stale(edition.number, newest)
            quoted = Quoted(cell.quote, cell.page, edition.edition, stale)
            by_place.setdefault(place, quoted)
    return [
        Line(
            chapter,
            [(code, by_place.get((chapter.title.casefold(), code))) for code, _name in topics()],
        )
        for chapter in chapters_of(row.id)
    ]


def stale_cells(user: access.AnyUser) -> list[Any]:
    """Return the adopted instruments whose matrix still quotes an edition before."""
    rows = lockable(user).filter(state__in=IN_FORCE, replaces__isnull=False)
    rows = rows.filter(replaces__cells__isnull=False).distinct().order_by("title", "id")
    return [
        one
        for one in rows
        if any(cell and cell.stale for line in matrix_of(one) for _code, cell in line.cells)
    ]


def practices_visible_to(user: access.AnyUser) -> QuerySet[Any]:
    """Return the good practices, with the reviews that ``count``; an authority sees its own."""
    rows = visible(GoodPractice.objects.all(), user, "entity_id").select_related("entity")
    return rows.annotate(
        reviewed=Count("reviews", distinct=True),
        counted=Count("reviews", filter=Q(reviews__conflict="none"), distinct=True),
    )


def practice_visible_to(user: access.AnyUser, key: UUID) -> Any:
    """Return one good practice. Raises NotSeen."""
    return one_of(practices_visible_to(user), key)


def practices_lockable(user: access.AnyUser) -> QuerySet[GoodPractice]:
    """Return the good practices without annotations, to be locked."""
    return visible(GoodPractice.objects.all(), user)


def reviews_of(practice_id: UUID) -> list[PracticeReview]:
    """Return the reviews of a practice, the first one first."""
    rows = PracticeReview.objects.filter(practice_id=practice_id).select_related("created_by")
    return list(rows.order_by("created_at", "id"))
