"""Classes and colours of a map by municipality, with suppressed and missing values."""

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
NOTHING = "#ffffff"


def steps_of(values: Sequence[float], wanted: int = 5) -> list[float]:
    """Return the lower bounds of at most ``wanted`` classes by natural breaks.

    Natural breaks (Fisher 1958, Jenks 1967) minimise the sum of squared distances from the mean of
    each class. Each bound is the roundest number between two classes, so that the legend is
    readable and equal values are never in two classes. Without values there is one class from 0.
    """
    ordered = sorted(values)
    if not ordered:
        return [0.0]
    ends = [_round_down(ordered[0])]
    starts = _natural_breaks(ordered, min(wanted, len(set(ordered))))
    for start in starts[1:]:
        end = _roundest(ordered[start - 1], ordered[start])
        if end > ends[-1]:
            ends.append(end)
    return ends


def _natural_breaks(ordered: Sequence[float], classes: int) -> list[int]:
    """Return where each class begins, by dynamic programming over the sorted values."""
    count = len(ordered)
    sums, squares = [0.0], [0.0]
    for value in ordered:
        sums.append(sums[-1] + value)
        squares.append(squares[-1] + value * value)

    def spread(first: int, end: int) -> float:
        total = sums[end] - sums[first]
        return squares[end] - squares[first] - total * total / (end - first)

    best = [spread(0, end) if end else 0.0 for end in range(count + 1)]
    began: list[list[int]] = []
    for made in range(1, classes):
        following, cuts = [math.inf] * (count + 1), [0] * (count + 1)
        for end in range(made + 1, count + 1):
            for cut in range(made, end):
                if ordered[cut] == ordered[cut - 1]:
                    continue
                cost = best[cut] + spread(cut, end)
                if cost < following[end]:
                    following[end], cuts[end] = cost, cut
        best = following
        began.append(cuts)
    starts, end = [], count
    for cuts in reversed(began):
        end = cuts[end]
        starts.append(end)
    return [0, *reversed(starts)]


def _roundest(above: float, most: float) -> float:
    """Return the roundest number greater than ``above`` and at most ``most``."""
    size = 10.0 ** math.ceil(math.log10(max(most, 1e-6)))
    while size > 1e-9:
        for step in (size, size / 2, size / 4 if size > 10 else size, size / 5):
            rounded = math.floor(most / step + 1e-9) * step
            if above < rounded <= most:
                return round(rounded, 9)
        size /= 10
    return most


def _round_down(value: float) -> float:
    if value <= 0:
        return 0.0
    if value < 10 and float(value).is_integer():
        return float(value)
    size = 10 ** math.floor(math.log10(value))
    return float(math.floor(value / size * 2) * size / 2)


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
    Hidden value is hatched, a missing one white with light hatching. Raises Refusal when there is
    nothing.
    """
    numbers = {key: number(value) for key, value in values.items()}
    # The classes are those of the displayed numbers.
    displayed = {key: None if one is None else round(one, digits) for key, one in numbers.items()}
    ends = steps_of([value for value in displayed.values() if value is not None])
    classes = _classes(ends, language, digits)
    kept_back = [value.text for value in values.values() if isinstance(value, Hidden)]
    hidden_text = gettext("{text} (hatched)").format(text=kept_back[0]) if kept_back else ""
    missing_text = gettext("no data (light hatching)")
    data: list[dict[str, Any]] = []
    for key in TILES:
        value = values.get(key)
        drawn = displayed.get(key)
        if isinstance(value, Hidden):
            group = hidden_text
        elif drawn is None:
            group = missing_text
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
                "missing": group == missing_text,
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
    domain, colours = _scale(classes, data, hidden_text, missing_text)
    shade = dict(zip(domain, colours, strict=True))
    for row in data:  # white is readable on the darkest shade only, dark text on the others
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
    def text_of(value: float) -> str:
        return in_writing(value, language, digits)

    step = 10**-digits
    labels = [
        text_of(low) if high - step <= low else f"{text_of(low)}–{text_of(high - step)}"
        for low, high in pairwise(ends)
    ]
    return [*labels, gettext("{number} and over").format(number=text_of(ends[-1]))]


def _scale(
    classes: list[str], data: list[dict[str, Any]], hidden_text: str, missing_text: str
) -> tuple[list[str], list[str]]:
    groups = {row["class"] for row in data}
    many = len(classes)
    picked = {1: (3,), 2: (1, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}[many]
    domain = [name for name in classes if name in groups]
    colours = [SHADES[picked[classes.index(name)]] for name in domain]
    if hidden_text:
        domain.insert(0, hidden_text)
        colours.insert(0, "#dfe5ec")
    if missing_text in groups:
        domain.append(missing_text)
        colours.append(NOTHING)
    return domain, colours
