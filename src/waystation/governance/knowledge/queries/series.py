"""Series: the values known on a day, their revisions, comparisons of economies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.languages import in_own_language
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.languages import LocalText
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import models
from waystation.governance.knowledge.rules import packs
from waystation.governance.knowledge.rules import series as rules
from waystation.registry.reference import queries as reference

from .registers import READ

HOME = "XKX"


@dataclass(frozen=True)
class Line:
    """A series of one economy as of a day, with corrections and their reasons."""

    series: models.Series
    geo: str
    day: date
    values: Mapping[int, rules.Value]
    sources: tuple[str, ...]
    latest: rules.Value | None


def series_visible_to(user: AnyUser) -> QuerySet[models.Series]:
    """Return the series that this user may read."""
    return access.scoped(models.Series.objects.all(), user, READ)


def name_of_series(series: models.Series) -> LocalText:
    """Return the name of a series in the reader's language, in English if there is none."""
    return in_own_language({"en": series.name, "sq": series.name_sq, "sr": series.name_sr})


def names_of_series(user: AnyUser) -> dict[str, LocalText]:
    """Return the name of each series by its key, as ``name_of_series`` does."""
    return {one.key: name_of_series(one) for one in series_visible_to(user).order_by("key")}


def series_visible_named(user: AnyUser, key: str) -> models.Series:
    """Return a series by its short name. Raises NotSeen outside the user's scope."""
    row = series_visible_to(user).filter(key=key).order_by("created_at", "id").first()
    if row is None:
        raise NotSeen(N_("There is no such series here."), code="series_unknown")
    return row


def observations_visible_to(user: AnyUser) -> QuerySet[models.Observation]:
    """Return the values of series that this user may read."""
    return access.scoped(models.Observation.objects.all(), user, READ)


def _values(rows: Iterable[models.Observation]) -> list[rules.Value]:
    return [rules.Value(one.year, one.value, one.source, one.vintage) for one in rows]


def _corrections(series: models.Series, geo: str) -> dict[tuple[str, int], tuple[Decimal, Decimal]]:
    rows = models.Correction.objects.filter(
        organisation_id=series.organisation_id, series=series.key, geo=geo
    )
    return {(one.source, one.year): (one.published, one.corrected) for one in rows}


def line_visible_to(user: AnyUser, key: str, geo: str, day: date) -> Line:
    """Return a series of an economy as it was known on a day. Raises NotSeen."""
    series = series_visible_named(user, key)
    rows = observations_visible_to(user).filter(series=key, geo=geo)
    values = _values(rows)
    line = rules.line_of(values, day, rules.stretches(series.stitched))
    line = rules.apply_corrections(line, _corrections(series, geo))
    sources = tuple(sorted({one.source for one in line.values()}))
    return Line(series, geo, day, line, sources, line[max(line)] if line else None)


def history_visible_to(user: AnyUser, key: str, geo: str) -> dict[int, list[rules.Value]]:
    """Return every year of a series with how its value was published over time."""
    series_visible_named(user, key)
    found: dict[int, list[rules.Value]] = defaultdict(list)
    for one in _values(observations_visible_to(user).filter(series=key, geo=geo)):
        found[one.year].append(one)
    return {
        year: sorted(rows, key=lambda one: (one.vintage, one.source))
        for year, rows in sorted(found.items(), reverse=True)
    }


def economies_of(user: AnyUser, key: str) -> list[str]:
    """Return the economies that have values in a series."""
    rows = observations_visible_to(user).filter(series=key)
    return list(rows.order_by("geo").values_list("geo", flat=True).distinct())


@dataclass(frozen=True)
class Comparison:
    """A year of a series across the Western Balkans; no rank while a peer has no value.

    ``sources``: which source each value comes from.
    """

    year: int
    values: Mapping[str, Decimal]
    sources: Mapping[str, str]
    rank: rules.Rank | None
    why_not: Refusal | None


def comparison_visible_to(
    user: AnyUser, key: str, day: date, year: int | None = None
) -> Comparison:
    """Return the economies of the region in a year, the latest that Kosovo* has by default.

    A peer without a value of its own has that of the World Bank's pack, where it is loaded. Raises
    NotSeen for a series outside the user's scope.
    """
    lines = {geo: line_visible_to(user, key, geo, day).values for geo in rules.PEERS}
    known = lines[HOME]
    chosen = year or (max(known) if known else day.year)
    values = {geo: line[chosen].value for geo, line in lines.items() if chosen in line}
    sources = {geo: lines[geo][chosen].source for geo in values}
    for geo in lines.keys() - values.keys():
        for row in _rows_of_pack(key, geo, chosen, day):
            values[geo], sources[geo] = row.value, row.source
    try:
        return Comparison(chosen, values, sources, rules.rank_of(HOME, values), None)
    except Refusal as refusal:
        return Comparison(chosen, values, sources, None, refusal)


def _rows_of_pack(key: str, geo: str, year: int, day: date) -> list[packs.Row]:
    """Return the value of a series in the World Bank's pack; none where it is not loaded."""
    known = [
        {"geo": geo, "var": variable, "t": year, "v": repr(value)}
        for variable in packs.variables_of(key)
        if (value := reference.series(variable, geo).get(year)) is not None
    ]
    return [row for row in packs.of_world_bank(known, day) if row.series == key]


def loaded_by_series(user: AnyUser) -> dict[str, dict[str, Any]]:
    """Return, for each series, how many values there are, of which years and vintages."""
    rows = (
        observations_visible_to(user)
        .order_by()
        .values("series")
        .annotate(
            values_count=Count("id"),
            first=Min("year"),
            last=Max("year"),
            newest=Max("vintage"),
            vintages=Count("vintage", distinct=True),
            economies=Count("geo", distinct=True),
        )
    )
    return {row["series"]: dict(row) for row in rows}


def mended_sources(organisation_id: Any, day: date) -> list[tuple[models.Correction, Refusal]]:
    """Return the corrections whose source no longer makes the error: each must go."""
    rows = models.Correction.objects.filter(organisation_id=organisation_id).order_by("id")
    corrections = list(rows)
    latest = _latest_values(organisation_id, corrections, day)
    found = []
    for one in corrections:
        value = latest.get((one.series, one.geo, one.year, one.source))
        refusal = rules.expectation(one.published, value)
        if refusal is not None:
            found.append((one, refusal))
    return found


def _latest_values(
    organisation_id: Any, corrections: Sequence[models.Correction], day: date
) -> dict[tuple[Any, ...], Any]:
    """Return what a source published last, by day, of the figures that are corrected."""
    if not corrections:
        return {}
    named = ("series", "geo", "year", "source")
    among = {f"{name}__in": {getattr(one, name) for one in corrections} for name in named}
    rows = models.Observation.objects.filter(
        organisation_id=organisation_id, vintage__lte=day, **among
    )
    found = rows.order_by("vintage").values_list(*named, "value")
    return {tuple(key): value for *key, value in found}
