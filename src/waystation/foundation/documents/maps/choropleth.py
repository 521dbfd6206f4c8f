"""From values by municipality to a map: classes, colours, hidden and missing values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from waystation.foundation.documents.blocks import (
    Cell,
    Chart,
    Column,
    Hidden,
    Table,
    as_json,
    in_writing,
)
from waystation.foundation.documents.charts.look import config, number, sentence_for

from .shapes import shapes
from .tiles import TILES, tiles

SHADES = ("#e6effa", "#bcd5f0", "#86b2e0", "#4a88c9", "#0b4f9e")
NOTHING = "#f4f6f9"


def steps_of(values: Sequence[float], wanted: int = 5) -> list[float]:
    """Return the lower ends of at most ``wanted`` classes with round ends and similar sizes.

    The first is always the lowest value's round; equal values never fall into two classes.
    """
    ordered = sorted(values)
    if not ordered:
        return [0.0]
    ends = [_round_down(ordered[0])]
    for share in range(1, wanted):
        candidate = _round_down(ordered[min(len(ordered) - 1, share * len(ordered) // wanted)])
        if candidate > ends[-1]:
            ends.append(candidate)
    return ends


def _round_down(value: float) -> float:
    if value <= 0:
        return 0.0
    if value < 10 and float(value).is_integer():
        return float(value)
    size = 10 ** math.floor(math.log10(value))
    for part in (5, 2.5, 2, 1.5, 1):
        if value >= part * size:
            return float(part * size)
    return float(size)


def municipalities(
    title: str,
    values: Mapping[str, Cell],
    *,
    names: Mapping[str, str],
    unit: str,
    boundaries: Mapping[str, Any] | None = None,
    boundary_credit: str = "",
    source: str = "",
    as_of: date | None = None,
    note: str = "",
    sentence: str = "",
    digits: int = 0,
    language: str | None = None,
) -> Chart:
    """Return the map of ``values`` by municipality key; ``unit`` names what is counted.

    ``names`` are the labels in the reader's language. ``boundaries`` is a GeoJSON collection
    whose features carry our key as ``properties.key``; without it the tile map is drawn. A
    Hidden value is hatched, a missing one left blank. Raises Refusal when there is nothing.
    """
    known = {key: number(value) for key, value in values.items()}
    ends = steps_of([value for value in known.values() if value is not None])
    classes = _classes(ends, language, digits)
    kept_back = [value.text for value in values.values() if isinstance(value, Hidden)]
    hidden_text = gettext("{text} (hatched)").format(text=kept_back[0]) if kept_back else ""
    data: list[dict[str, Any]] = []
    for key in TILES:
        value = values.get(key)
        drawn = known.get(key)
        if isinstance(value, Hidden):
            group = hidden_text
        elif drawn is None:
            group = gettext("no data")
        else:
            group = classes[max(i for i, end in enumerate(ends) if drawn >= end or i == 0)]
        data.append(
            {
                "key": key,
                "name": names.get(key, key),
                "written": in_writing(value, language, digits if drawn is not None else None),
                "shown": "" if drawn is None else in_writing(value, language, digits),
                "class": group,
                "hidden": isinstance(value, Hidden),
            }
        )
    table = Table(
        title,
        [Column(gettext("Municipality")), Column(unit, "number", digits)],
        [[row["name"], values.get(row["key"])] for row in sorted(data, key=lambda r: r["name"])],
        source,
        as_of,
        note,
    )
    domain, colours = _scale(classes, data, hidden_text)
    shade = dict(zip(domain, colours, strict=True))
    for row in data:  # white is read on the darkest shade only, ink on all others
        row["dark"] = shade.get(row["class"]) == SHADES[-1]
    if boundaries is None:
        spec = tiles(data, domain, colours, unit)
    else:
        spec = shapes(data, domain, colours, unit, boundaries)
    spec["config"] = config(language)
    pairs = [(row["name"], values.get(row["key"])) for row in data]
    boundary_note = str(settings.BOUNDARY_NOTE)
    if boundaries is not None and boundary_credit:
        boundary_note = f"{boundary_credit}. {boundary_note}"
    return Chart(
        title,
        sentence or sentence_for(title, pairs, language),
        table,
        as_json(spec),
        source=source,
        as_of=as_of,
        note=note,
        kind="map",
        boundary_note=boundary_note,
    )


def _classes(ends: list[float], language: str | None, digits: int) -> list[str]:
    def written(value: float) -> str:
        return in_writing(value, language, digits)

    step = 10**-digits
    labels = [
        written(low) if high - step <= low else f"{written(low)}–{written(high - step)}"
        for low, high in pairwise(ends)
    ]
    return [*labels, gettext("{number} and over").format(number=written(ends[-1]))]


def _scale(
    classes: list[str], data: list[dict[str, Any]], hidden_text: str
) -> tuple[list[str], list[str]]:
    groups = {row["class"] for row in data}
    many = len(classes)
    picked = {1: (3,), 2: (1, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}[many]
    domain = [name for name in classes if name in groups]
    colours = [SHADES[picked[classes.index(name)]] for name in domain]
    if hidden_text:
        domain.insert(0, hidden_text)
        colours.insert(0, "#dfe5ec")
    if gettext("no data") in groups:
        domain.append(gettext("no data"))
        colours.append(NOTHING)
    return domain, colours
