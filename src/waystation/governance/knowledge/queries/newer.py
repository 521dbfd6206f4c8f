"""Newer data of a source: later vintages of values, and facts that replace others.

All lookups are batched, so that a list of a thousand figures in texts takes as many queries as one
figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from waystation.analysis.claims import period
from waystation.governance.knowledge.models import DatedFact, Observation


class QuotedValue(NamedTuple):
    """A value of a series as a text quotes it."""

    series: str
    geo: str
    source: str
    year: int
    vintage: date


def newer_values(
    organisation_id: UUID, quoted: Iterable[QuotedValue]
) -> dict[QuotedValue, Observation]:
    """Return the newest vintage of each value that has been revised since it was quoted."""
    values = set(quoted)
    if not values:
        return {}
    rows = Observation.objects.filter(
        organisation_id=organisation_id,
        series__in={one.series for one in values},
        source__in={one.source for one in values},
        vintage__gt=min(one.vintage for one in values),
    )
    newest = {
        (row.series, row.geo, row.source, row.year): row for row in rows.order_by("vintage", "id")
    }
    found = {one: newest.get(one[:4]) for one in values}
    return {one: row for one, row in found.items() if row is not None and row.vintage > one.vintage}


class Facts:
    """The facts with some keys, those that supersede them, and those of some series and sources.

    They are read in one query, and returned the latest entered first.
    """

    def __init__(
        self,
        organisation_id: UUID,
        keys: Collection[UUID | str] = (),
        of: Iterable[tuple[str, str]] = (),
    ):
        self.pairs = set(of)
        self.by_key: dict[UUID, DatedFact] = {}
        self.superseding: dict[UUID, DatedFact] = {}
        self._of_series: dict[tuple[str, str], list[DatedFact]] = defaultdict(list)
        if not keys and not self.pairs:
            return
        of_series = Q(
            series__in={series for series, _source in self.pairs},
            source__in={source for _series, source in self.pairs},
        )
        wanted = Q(id__in=list(keys)) | Q(supersedes__in=list(keys)) | of_series
        rows = DatedFact.objects.filter(wanted, organisation_id=organisation_id)
        for row in rows.order_by("-created_at", "-id"):
            self.by_key[row.id] = row
            self._of_series[row.series, row.source].append(row)
            if row.supersedes_id:
                self.superseding.setdefault(row.supersedes_id, row)

    def since(self, series: str, source: str, moment: datetime) -> list[DatedFact]:
        """Return the facts entered after a moment, the latest first."""
        return [row for row in self._of_series[series, source] if row.created_at > moment]


def newer_facts(
    organisation_id: UUID, ids: Collection[UUID | str], facts: Facts | None = None
) -> dict[str, DatedFact]:
    """Return what replaced each fact, by the fact's key; facts that hold are left out.

    What supersedes a fact is followed to its end; without any, the latest fact of the same
    series, source, place and year replaces it. ``facts`` have been read with these keys.
    """
    facts = facts or Facts(organisation_id, ids)
    start = {key: facts.by_key[key] for key in map(_as_key, ids) if key in facts.by_key}
    last = _ends_of_chains(organisation_id, start, facts)
    single = [row for key, row in start.items() if last[key] is row and row.series]
    unread = {(row.series, row.source) for row in single} - facts.pairs
    later = Facts(organisation_id, of=unread) if unread else facts
    for row in single:
        among = later if (row.series, row.source) in unread else facts
        for one in among.since(row.series, row.source, row.created_at):
            if one.place == row.place and fact_year(one) == fact_year(row):
                last[row.id] = one
                break
    return {str(key): row for key, row in last.items() if row is not start[key]}


def _as_key(key: UUID | str) -> UUID:
    return key if isinstance(key, UUID) else UUID(key)


def _ends_of_chains(
    organisation_id: UUID, start: dict[UUID, DatedFact], facts: Facts
) -> dict[UUID, DatedFact]:
    """Return of each fact the last one that supersedes it, step by step for all of them."""
    last = dict(start)
    following = facts.superseding
    while open_ends := {key for key in start if last[key].id in following}:
        for key in open_ends:
            last[key] = following[last[key].id]
        following = Facts(organisation_id, {last[key].id for key in open_ends}).superseding
    return last


def fact_year(fact: DatedFact) -> int | None:
    """Return the last year that a dated fact holds for."""
    if fact.as_of_on:
        return fact.as_of_on.year
    return period(fact.as_of).last
