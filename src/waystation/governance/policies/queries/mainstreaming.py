"""The mainstreaming matrix and good practices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

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

from .instruments import lockable
from .scope import one_of, visible

IN_FORCE = ("adopted", "in_force")
MOST_EDITIONS = 20  # of one instrument that are looked through for a sentence


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


class _Chains:
    """The editions of instruments, each with those before and after it, read in one query."""

    def __init__(self, rows: Sequence[Instrument]) -> None:
        kept = Instrument.objects.filter(organisation__in={row.organisation_id for row in rows})
        replaced = kept.filter(replaces__isnull=False)
        chained = Q(replaces__isnull=False) | Q(id__in=replaced.values("replaces"))
        found = kept.filter(chained | Q(id__in=[row.id for row in rows]))
        columns = ("id", "replaces_id", "number", "edition", "state")
        self._editions = {one.id: one for one in found.values_list(*columns, named=True)}
        self._after = {one.replaces_id: one for one in self._editions.values() if one.replaces_id}

    def before(self, key: UUID) -> list[Any]:
        """Return an edition and those before it, the newest first."""
        found = [self._editions[key]]
        while (before := found[-1].replaces_id) in self._editions and len(found) < MOST_EDITIONS:
            found.append(self._editions[before])
        return found

    def newest_in_force(self, key: UUID) -> int:
        """Return the number of the newest adopted edition from this one on, 0 for none.

        Later editions count as well: they make the cells of this one stale.
        """
        one, newest = self._editions[key], 0
        while one is not None:
            newest = one.number if one.state in IN_FORCE else newest
            one = self._after.get(one.id)
        return newest


def matrix_of(row: Instrument) -> list[Line]:
    """Return the chapters of an edition, each with the sentence on every topic.

    Where this edition has no quotation yet, that of an edition before it shows; it is stale as
    soon as a newer edition is adopted.
    """
    return matrices_of([row])[row.id]


def matrices_of(rows: Sequence[Instrument]) -> dict[UUID, list[Line]]:
    """Return the matrix of each of some editions, by its key, with three queries for all."""
    chains = _Chains(rows)
    before = {row.id: chains.before(row.id) for row in rows}
    editions = {edition.id for chain in before.values() for edition in chain}
    cells: dict[UUID, list[tuple[str, str, str, str]]] = {}
    found = Cell.objects.filter(instrument__in=editions).order_by("id")
    columns = ("instrument_id", "chapter__title", "topic", "quote", "page")
    for edition, *cell in found.values_list(*columns):
        cells.setdefault(edition, []).append(tuple(cell))
    chapters: dict[UUID, list[Chapter]] = {}
    for chapter in Chapter.objects.filter(instrument__in=before).order_by("position", "id"):
        chapters.setdefault(chapter.instrument_id, []).append(chapter)
    codes = [code for code, _name in topics()]
    result = {}
    for key, chain in before.items():
        newest = chains.newest_in_force(key)
        by_place: dict[tuple[str, str], Quoted] = {}
        for edition in chain:
            stale = rules.cell_is_stale(edition.number, newest)
            for title, topic, quote, page in cells.get(edition.id, ()):
                quoted = Quoted(quote, page, edition.edition, stale)
                by_place.setdefault((title.casefold(), topic), quoted)
        result[key] = [
            Line(
                chapter, [(code, by_place.get((chapter.title.casefold(), code))) for code in codes]
            )
            for chapter in chapters.get(key, ())
        ]
    return result


def stale_cells(user: access.AnyUser) -> list[Any]:
    """Return the adopted instruments whose matrix still quotes an edition before."""
    quoted = Exists(Cell.objects.filter(instrument=OuterRef("replaces")))
    rows = lockable(user).filter(quoted, state__in=IN_FORCE, replaces__isnull=False)
    found = list(rows.only("organisation_id", "title").order_by("title", "id"))
    matrices = matrices_of(found) if found else {}
    return [
        one
        for one in found
        if any(cell and cell.stale for line in matrices[one.id] for _code, cell in line.cells)
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
