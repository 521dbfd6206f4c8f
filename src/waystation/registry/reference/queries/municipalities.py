"""Municipalities: names, codes, population and boundaries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from waystation.registry.reference import packs
from waystation.registry.reference.models import PackDocument, PlaceCode, Population

from .code_lists import codes, entries_of
from .memory import current_language, current_memory


@dataclass(frozen=True)
class Place:
    """A municipality: its names, its region, what others call it, how many people live there."""

    key: str
    name: str  # in the reader's language, short enough for a map
    names: Mapping[str, str]
    region: str
    codes: Mapping[str, str]
    people: Mapping[int, int]
    partly_counted: frozenset[int] = field(default=frozenset())


def places() -> tuple[Place, ...]:
    """Return the municipalities in the order of the alphabet, names in the active language."""
    memory, language = current_memory(), current_language()
    found = memory.places.get(language)
    if found is None:
        theirs: dict[str, dict[str, str]] = {}
        for place, scheme, code in PlaceCode.objects.values_list("place", "scheme", "code"):
            theirs.setdefault(place, {})[scheme] = code
        people: dict[str, dict[int, int]] = {}
        partly: dict[str, set[int]] = {}
        counts = Population.objects.values_list("place", "year", "people", "partial")
        for place, year, count, partial in counts:
            people.setdefault(place, {})[year] = count
            if partial:
                partly.setdefault(place, set()).add(year)
        found = tuple(
            Place(
                key,
                # English names both sides ("Pejë/Peć"); a map has room for the first.
                entries_of("municipality")[key].name(language).split("/")[0],
                entries_of("municipality")[key].names,
                entries_of("municipality")[key].parent,
                MappingProxyType(theirs.get(key, {})),
                MappingProxyType(people.get(key, {})),
                frozenset(partly.get(key, set())),
            )
            for key in codes("municipality")
        )
        memory.places[language] = found
    return found


def place_of(scheme: str, code: str) -> str | None:
    """Return our key of the place that ``scheme`` calls ``code``, None if there is none."""
    return (
        PlaceCode.objects.filter(scheme=scheme, code=code).values_list("place", flat=True).first()
    )


def boundaries() -> dict[str, Any] | None:
    """Return the boundaries as GeoJSON with our keys, None if the pack is not loaded."""
    memory = current_memory()
    if memory.boundaries is None:
        stored = PackDocument.objects.filter(pack_id="boundaries", name="municipalities").first()
        if stored is None:
            return None
        found: dict[str, Any] = json.loads(stored.text)
        ours = dict(PlaceCode.objects.filter(scheme="boundaries").values_list("code", "place"))
        for feature in found["features"]:
            feature["properties"]["key"] = ours[feature["id"]]
        memory.boundaries = found
    return memory.boundaries


def boundary_credit() -> str:
    """Return the credit line required below a map with real boundaries."""
    return packs.PACKS["boundaries"].credit
