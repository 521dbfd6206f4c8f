"""Facts as live tokens: found by a search, read by key, and their newer values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.typed import decimal_in
from waystation.governance.knowledge import models

from .checking import CHECKERS
from .newer import Facts, QuotedValue, fact_year, newer_facts, newer_values
from .registers import READ
from .series import HOME

MOST_FOUND = 12


@dataclass(frozen=True)
class Token:
    """A fact as a text quotes it."""

    key: str
    label: str
    value: Decimal
    unit: str
    qualifier: str
    as_of: str
    source: str
    vintage: date | None
    series: str
    place: str
    year: int | None

    def as_data(self) -> dict[str, Any]:
        """Return the token as it is frozen in an edition."""
        return {
            "fact": self.key,
            "label": self.label,
            "value": f"{self.value.normalize():f}",
            "unit": self.unit,
            "qualifier": self.qualifier,
            "as_of": self.as_of,
            "source": self.source,
            "vintage": self.vintage.isoformat() if self.vintage else "",
        }


def _of_fact(row: models.DatedFact) -> Token:
    # A period is named by its days; of a day alone the year is enough in a text.
    year = str(row.as_of_on.year) if row.as_of_on else ""
    as_of = row.as_of or (row.valid_for if row.as_of_from else year)
    return Token(
        f"fact:{row.id}", row.label, row.value, row.unit, row.qualifier, as_of, row.source,
        row.vintage, row.series, row.place, fact_year(row),
    )  # fmt: skip


def _of_value(row: models.Observation, series: models.Series | None) -> Token:
    name = series.name if series else row.series.replace("_", " ")
    label = name if row.geo == HOME else f"{name} ({row.geo})"
    return Token(
        f"value:{row.id}", label, row.value, series.unit if series else "", "exact",
        str(row.year), row.source, row.vintage, row.series, row.geo, row.year,
    )  # fmt: skip


def facts_quoted(
    organisation_id: UUID, keys: list[str], of: Iterable[tuple[str, str]] = ()
) -> Facts:
    """Return the facts that tokens quote and what may have replaced them, read in one query.

    ``of`` are the series and sources of which the facts are needed too.
    """
    ids = [key.partition(":")[2] for key in keys if key.startswith("fact:")]
    return Facts(organisation_id, ids, of)


def tokens_of(
    organisation_id: UUID, keys: list[str], facts: Facts | None = None
) -> dict[str, Token]:
    """Return facts by key, for the app whose text quotes them; unknown keys are left out.

    ``facts`` are those of ``facts_quoted``, if they have been read.
    """
    wanted: dict[str, list[str]] = {"fact": [], "value": []}
    for key in keys:
        kind, _mark, name = key.partition(":")
        if kind in wanted:
            wanted[kind].append(name)
    facts = facts or facts_quoted(organisation_id, keys)
    keyed = (facts.by_key.get(UUID(name)) for name in wanted["fact"])
    rows = sorted({row for row in keyed if row}, key=lambda row: row.id)
    values = list(
        models.Observation.objects.filter(
            organisation_id=organisation_id, id__in=wanted["value"]
        ).order_by("id")
    )
    described = _series_by_key(organisation_id, {one.series for one in values})
    found = [_of_fact(one) for one in rows]
    found += [_of_value(one, described.get(one.series)) for one in values]
    return {one.key: one for one in found}


def _series_by_key(organisation_id: UUID, keys: set[str]) -> dict[str, models.Series]:
    rows = models.Series.objects.filter(organisation_id=organisation_id, key__in=keys)
    return {one.key: one for one in rows.order_by("-id")}


def _in_reach(rows: QuerySet[Any], user: AnyUser) -> QuerySet[Any]:
    permission = READ if access.may(user, READ) else CHECKERS[1]
    return access.scoped(rows, user, permission)


def token_is_visible_to(user: AnyUser, key: str) -> bool:
    """Return whether this user may quote a fact."""
    kind, _mark, name = key.partition(":")
    model: Any = models.DatedFact if kind == "fact" else models.Observation
    return bool(_in_reach(model.objects.all(), user).filter(id=name).exists())


def tokens_matching(user: AnyUser, words: str) -> list[Token]:
    """Return the facts that this user may quote and whose name or source has these words."""
    access.require_any(user, *CHECKERS)
    asked = words.split()[:6]
    if not asked:
        return []
    facts = _in_reach(models.DatedFact.objects.filter(superseded_by__isnull=True), user)
    series = _in_reach(models.Series.objects.all(), user)
    for word in asked:
        number = decimal_in(word)
        facts = facts.filter(
            Q(label__icontains=word) | Q(source__icontains=word) | Q(series__icontains=word)
            | Q(as_of__icontains=word) | (Q() if number is None else Q(value=number))
        )  # fmt: skip
        if not word.isdecimal():
            series = series.filter(
                Q(name__icontains=word) | Q(name_sq__icontains=word) | Q(name_sr__icontains=word)
                | Q(synonyms__icontains=word) | Q(key__icontains=word)
            )  # fmt: skip
    found = [_of_fact(one) for one in facts.order_by("-as_of_on", "-id")[:MOST_FOUND]]
    years = [int(word) for word in asked if word.isdecimal() and len(word) == 4]
    for one in series.order_by("name", "id")[:4]:
        values = _in_reach(models.Observation.objects.all(), user).filter(series=one.key, geo=HOME)
        if years:
            values = values.filter(year__in=years)
        latest: dict[tuple[int, str], models.Observation] = {}
        for value in values.order_by("-year", "-vintage", "-id")[:60]:
            latest.setdefault((value.year, value.source), value)
        found += [_of_value(value, one) for value in list(latest.values())[:4]]
    # Two offices may have loaded the same fact: the searcher needs it once.
    once = {(one.label, one.value, one.as_of, one.source): one for one in reversed(found)}
    return list(reversed(once.values()))[: 2 * MOST_FOUND]


def newer_tokens(
    organisation_id: UUID, tokens: dict[str, Token], facts: Facts | None = None
) -> dict[str, Token]:
    """Return newer values from the same source, by the key of the older fact."""
    seen = {
        key: QuotedValue(one.series, one.place, one.source, one.year, one.vintage)
        for key, one in tokens.items()
        if key.startswith("value:") and one.vintage is not None and one.year is not None
    }
    values = newer_values(organisation_id, seen.values())
    described = _series_by_key(organisation_id, {one.series for one in values})
    found = {
        key: _of_value(values[value], described.get(value.series))
        for key, value in seen.items()
        if value in values
    }
    ids = [key.partition(":")[2] for key in tokens if key.startswith("fact:")]
    replaced = newer_facts(organisation_id, ids, facts)
    found |= {f"fact:{key}": _of_fact(row) for key, row in replaced.items()}
    return {
        key: newer
        for key, newer in found.items()
        if (newer.value, newer.qualifier) != (tokens[key].value, tokens[key].qualifier)
    }
