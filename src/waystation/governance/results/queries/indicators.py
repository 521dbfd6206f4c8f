"""Indicators, with their current and earlier definitions."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils import translation

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.languages import in_own_language
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.facts import FactTable
from waystation.foundation.shared.read_once import once
from waystation.foundation.shared.scripts import latin
from waystation.foundation.shared.words import N_
from waystation.governance.results.models import Indicator, IndicatorVersion
from waystation.governance.results.rules import definitions
from waystation.governance.results.rules.definitions import Definition

from . import store

SHIPPED = Path(__file__).parents[1] / "indicators.json"


@dataclass(frozen=True)
class Known:
    """An indicator with one of its versions."""

    id: UUID
    organisation: UUID
    key: str
    version: int
    digest: str
    definition: Definition

    @property
    def title(self) -> str:
        return in_own_language(self.definition.title)

    @property
    def meaning(self) -> str:
        return in_own_language(self.definition.meaning)


def in_script(text: str | None) -> str:
    """Return a definition's own words, Serbian in the reader's script."""
    return latin(text or "") if translation.get_language() == "sr-latn" else text or ""


def sources() -> dict[str, FactTable]:
    """Return every fact table that apps declare."""
    return store.tables()


def shipped_definitions() -> list[dict[str, Any]]:
    """Return the definitions that come with the program, for sources that are installed."""
    there = store.tables()
    return [one for one in json.loads(SHIPPED.read_text("utf-8")) if one["source"] in there]


def _known_definition(row: dict[str, Any], there: frozenset[str]) -> Known | None:
    definition = _read(row["text"], there)
    if definition is None:
        return None
    return Known(
        row["indicator_id"],
        row["indicator__organisation_id"],
        row["indicator__key"],
        row["number"],
        row["digest"],
        definition,
    )


@functools.lru_cache(maxsize=500)
def _read(text: str, there: frozenset[str]) -> Definition | None:
    """Return what a definition's text says, None if the app of its source is not installed."""
    data = json.loads(text)
    return definitions.read(data, store.tables()) if data.get("source") in there else None


FIELDS = ("indicator_id", "indicator__organisation_id", "indicator__key", "number", "digest")
# As the database has it: a text that was read before is not parsed again.
TEXT = {"text": Cast("definition", TextField())}


@once
def current(organisation: UUID) -> dict[str, Known]:
    """Return the indicators in use, each with its latest version, in their order."""
    rows = (
        IndicatorVersion.objects.filter(
            indicator__organisation_id=organisation, indicator__retired_on__isnull=True
        )
        .order_by("indicator__position", "indicator__key", "-number")
        .values(*FIELDS, **TEXT)
    )
    there = frozenset(store.tables())
    found: dict[str, Known] = {}
    for row in rows:
        if row["indicator__key"] not in found and (known := _known_definition(row, there)):
            found[known.key] = known
    return found


def version_in_force(organisation: UUID, key: str) -> int:
    """Return the version in use, also where its source is gone; 0 if there is none."""
    rows = Indicator.objects.filter(organisation_id=organisation, key=key, retired_on__isnull=True)
    return rows.values_list("current", flat=True).first() or 0


def definition_at(organisation: UUID, key: str, version: int) -> Known | None:
    """Return an indicator as it was defined in one version; None if its source is gone."""
    row = (
        IndicatorVersion.objects.filter(
            indicator__organisation_id=organisation, indicator__key=key, number=version
        )
        .values(*FIELDS, **TEXT)
        .first()
    )
    return _known_definition(row, frozenset(store.tables())) if row else None


def indicators_visible_to(user: AnyUser) -> QuerySet[IndicatorVersion]:
    """Return the definitions in force as rows to narrow and order, with their title and pillar.

    The title is in the reader's language where the definition has it, Serbian in Cyrillic.
    """
    return _titled(access.require(user, "indicator.read").organisation_id, retired=False)


def _titled(organisation: UUID, *, retired: bool) -> QuerySet[IndicatorVersion]:
    language = (translation.get_language() or "en").split("-")[0]
    return IndicatorVersion.objects.filter(
        indicator__organisation_id=organisation,
        indicator__retired_on__isnull=not retired,
        number=F("indicator__current"),
    ).annotate(
        title=Coalesce(KT(f"definition__title__{language}"), KT("definition__title__en")),
        pillar=Cast(KT("definition__pillar"), TextField()),
    )


def retired_indicators_visible_to(user: AnyUser) -> QuerySet[IndicatorVersion]:
    """Return the last definitions of the indicators that are no longer used, with their titles."""
    organisation = access.require(user, "indicator.read").organisation_id
    return _titled(organisation, retired=True)


def retired_indicator_visible_to(user: AnyUser, key: str) -> IndicatorVersion:
    """Return the last definition of an indicator that is no longer used. Raises NotSeen."""
    row = retired_indicators_visible_to(user).filter(indicator__key=key).first()
    if row is None:
        raise NotSeen(N_("There is no such indicator."), code="indicator_unknown")
    return row


def retired_on(user: AnyUser, key: str) -> date | None:
    """Return the day on which an indicator was retired, None where it is used or new."""
    row = retired_indicators_visible_to(user).filter(indicator__key=key)
    return row.values_list("indicator__retired_on", flat=True).first()


def indicators_by_key(user: AnyUser) -> dict[str, Known]:
    """Return the indicators that this user may look at, by key."""
    return current(access.require(user, "indicator.read").organisation_id)


def indicator_visible_to(user: AnyUser, key: str) -> Known:
    """Return one indicator in use. Raises NotSeen."""
    found = indicators_by_key(user).get(key)
    if found is None:
        raise NotSeen(N_("There is no such indicator."), code="indicator_unknown")
    return found


def versions_visible_to(user: AnyUser, key: str) -> list[Any]:
    """Return every version of an indicator, the newest first."""
    organisation = access.require(user, "indicator.read").organisation_id
    rows = IndicatorVersion.objects.filter(
        indicator__organisation_id=organisation, indicator__key=key
    ).order_by("-number")
    return list(
        rows.values(
            "number",
            "definition",
            "digest",
            "created_at",
            "created_by__full_name",
            "approved_at",
            "approved_by__full_name",
            "why",
        )
    )


def key_of(user: AnyUser, indicator: UUID) -> str:
    """Return the key of an indicator in use. Raises NotSeen."""
    for known in indicators_by_key(user).values():
        if known.id == indicator:
            return known.key
    raise NotSeen(N_("There is no such indicator."), code="indicator_unknown")
