"""The 38 municipalities as a map: our own tiles, or the real boundaries when a pack is there.

The tile map gives every municipality the same room, so that a small one is seen as well as a
large one; neighbours stay neighbours as far as a grid allows. It shows no boundary at all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from .blocks import Cell, Chart, Column, Hidden, Table, as_json, sentence_for
from .charts import INK, config, number
from .tables import in_writing

# column and row of every municipality on the tile map
TILES: dict[str, tuple[int, int]] = {
    "xk-leposaviq": (3, 0),
    "xk-zvecan": (3, 1),
    "xk-mitrovice-e-veriut": (4, 1),
    "xk-zubin-potok": (2, 2),
    "xk-mitrovice-e-jugut": (3, 2),
    "xk-vushtrri": (4, 2),
    "xk-podujeve": (5, 2),
    "xk-istog": (1, 3),
    "xk-skenderaj": (2, 3),
    "xk-obiliq": (4, 3),
    "xk-prishtine": (5, 3),
    "xk-novoberde": (6, 4),
    "xk-kamenice": (7, 4),
    "xk-peje": (0, 3),
    "xk-kline": (1, 4),
    "xk-gllogoc": (3, 3),
    "xk-fushe-kosove": (4, 4),
    "xk-gracanice": (5, 4),
    "xk-decan": (0, 4),
    "xk-malisheve": (2, 4),
    "xk-lipjan": (3, 4),
    "xk-gjilan": (6, 5),
    "xk-ranillug": (7, 5),
    "xk-junik": (0, 5),
    "xk-gjakove": (1, 5),
    "xk-rahovec": (2, 5),
    "xk-suhareke": (3, 5),
    "xk-shtime": (4, 5),
    "xk-ferizaj": (5, 5),
    "xk-kllokot": (6, 6),
    "xk-partesh": (7, 6),
    "xk-prizren": (2, 6),
    "xk-mamushe": (3, 6),
    "xk-shterpce": (4, 6),
    "xk-viti": (5, 6),
    "xk-dragash": (2, 7),
    "xk-kacanik": (4, 7),
    "xk-hani-i-elezit": (4, 8),
}
SHADES = ("#e6effa", "#bcd5f0", "#86b2e0", "#4a88c9", "#0b4f9e")
NOTHING = "#f4f6f9"
HATCH = "#8a97a8"


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
                "dark": drawn is not None
                and len(ends) > 2
                and classes.index(group) >= len(classes) - 2,
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
    if boundaries is None:
        spec = _tiles(data, domain, colours, unit)
    else:
        spec = _shapes(data, domain, colours, unit, boundaries)
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


def _tooltip(unit: str) -> list[dict[str, str]]:
    return [
        {"field": "name", "type": "nominal", "title": gettext("Municipality")},
        {"field": "written", "type": "nominal", "title": unit},
    ]


def _colour(domain: list[str], colours: list[str]) -> dict[str, Any]:
    return {
        "field": "class",
        "type": "nominal",
        "sort": domain,
        "scale": {"domain": domain, "range": colours},
        "legend": {
            "orient": "bottom",
            "columns": 4,
            "symbolStrokeColor": "#c3cdd9",
            "symbolStrokeWidth": 1,
            "offset": 8,
        },
    }


def _ink(dark: str, light: str) -> dict[str, Any]:
    return {"condition": {"test": "datum.dark", "value": light}, "value": dark}


def _tiles(
    data: list[dict[str, Any]], domain: list[str], colours: list[str], unit: str
) -> dict[str, Any]:
    size, gap = 66, 3
    for row in data:
        column, line = TILES[row["key"]]
        row["x"], row["y"] = column * size, line * size
        row["x2"], row["y2"] = row["x"] + size - gap, row["y"] + size - gap
        row["cx"], row["cy"] = row["x"] + (size - gap) / 2, row["y"] + (size - gap) / 2
        row["lines"] = _two_lines(row["name"])
        row["label_y"] = row["cy"] - (9 if len(row["lines"]) == 1 else 15)
    hatch = [
        {"x": x1, "y": y1, "x2": x2, "y2": y2}
        for row in data
        if row["hidden"]
        for x1, y1, x2, y2 in _square_hatch(row["x"], row["y"], size - gap)
    ]
    width, height = 8 * size, 9 * size

    def place(field: str, extent: int) -> dict[str, Any]:
        return {
            "field": field,
            "type": "quantitative",
            "axis": None,
            "scale": {
                "domain": [0, extent] if field[0] in "xc" and "y" not in field else [extent, 0],
                "nice": False,
                "zero": False,
            },
        }

    box = {
        "x": place("x", width),
        "x2": {"field": "x2"},
        "y": place("y", height),
        "y2": {"field": "y2"},
    }
    middle = {"x": place("cx", width)}
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": data},
            "mark": {"type": "rect", "cornerRadius": 5, "stroke": "#c3cdd9", "strokeWidth": 0.6},
            "encoding": {**box, "color": _colour(domain, colours), "tooltip": _tooltip(unit)},
        },
        {
            "data": {"values": data},
            "mark": {"type": "text", "fontSize": 10, "lineHeight": 11, "baseline": "middle"},
            "encoding": {
                **middle,
                "y": place("label_y", height),
                "text": {"field": "lines", "type": "nominal"},
                "color": _ink(INK, "#ffffff"),
            },
        },
        {
            "data": {"values": data},
            "mark": {
                "type": "text",
                "fontSize": 13,
                "fontWeight": 600,
                "baseline": "middle",
                "dy": 15,
            },
            "encoding": {
                **middle,
                "y": place("cy", height),
                "text": {"field": "shown", "type": "nominal"},
                "color": _ink(INK, "#ffffff"),
            },
        },
    ]
    if hatch:
        layers.insert(1, _rules(hatch, box))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width,
        "height": height,
        "layer": layers,
    }


def _rules(hatch: list[dict[str, float]], box: dict[str, Any]) -> dict[str, Any]:
    return {
        "data": {"values": hatch},
        "mark": {"type": "rule", "stroke": HATCH, "strokeWidth": 1, "opacity": 0.75},
        "encoding": box,
    }


def _two_lines(name: str) -> list[str]:
    if len(name) <= 11 or " " not in name:
        return [name]
    words = name.split(" ")
    splits = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return list(min(splits, key=lambda pair: max(map(len, pair))))


def _square_hatch(x: float, y: float, side: float) -> list[tuple[float, float, float, float]]:
    """Return slanted lines that fill a square."""
    found = []
    step = 7.0
    offset = step
    while offset < 2 * side:
        x1, y1 = (x + offset, y) if offset <= side else (x + side, y + offset - side)
        x2, y2 = (x, y + offset) if offset <= side else (x + offset - side, y + side)
        found.append((x1, y1, x2, y2))
        offset += step
    return found


def _shapes(
    data: list[dict[str, Any]],
    domain: list[str],
    colours: list[str],
    unit: str,
    boundaries: Mapping[str, Any],
) -> dict[str, Any]:
    by_key = {row["key"]: row for row in data}
    shapes, labels, hatched = [], [], []
    for feature in boundaries["features"]:
        row = by_key.get(feature["properties"]["key"])
        if row is None:
            continue
        geometry = clockwise(feature["geometry"])
        shapes.append({"type": "Feature", "geometry": geometry, **row})
        lon, lat = feature["properties"].get("label") or middle_of(geometry)
        room = area(geometry)
        labels.append(
            {
                "lon": lon,
                "lat": lat,
                # the smallest have no room for their name; the number still fits
                "name": _two_lines(row["name"]) if room > 0.014 else [""],
                "up": -13 if room > 0.014 and len(_two_lines(row["name"])) > 1 else -7,
                "shown": row["shown"] if room > 0.003 else "",
                "dark": row["dark"],
            }
        )
        if row["hidden"]:
            hatched.append(
                {
                    "type": "Feature",
                    "geometry": {"type": "MultiLineString", "coordinates": hatch(geometry)},
                }
            )
    projection = {"type": "mercator"}
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": shapes},
            "mark": {"type": "geoshape", "stroke": "#ffffff", "strokeWidth": 0.9},
            "encoding": {"color": _colour(domain, colours), "tooltip": _tooltip(unit)},
        }
    ]
    if hatched:
        layers.append(
            {
                "data": {"values": hatched},
                "mark": {"type": "geoshape", "filled": False, "stroke": HATCH, "strokeWidth": 1},
            }
        )
    position = {
        "longitude": {"field": "lon", "type": "quantitative"},
        "latitude": {"field": "lat", "type": "quantitative"},
        "color": _ink(INK, "#ffffff"),
    }
    layers += [
        {
            "data": {"values": labels},
            "mark": {
                "type": "text",
                "fontSize": 10,
                "lineHeight": 11,
                "dy": {"expr": "datum.up"},
            },
            "encoding": {**position, "text": {"field": "name", "type": "nominal"}},
        },
        {
            "data": {"values": labels},
            "mark": {"type": "text", "fontSize": 11.5, "fontWeight": 600, "dy": 6},
            "encoding": {**position, "text": {"field": "shown", "type": "nominal"}},
        },
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": 560,
        "height": 560,
        "projection": projection,
        "layer": layers,
    }


Ring = list[list[float]]


def _rings(geometry: Mapping[str, Any]) -> list[Ring]:
    polygons = (
        [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    )
    return [ring for polygon in polygons for ring in polygon]


def _signed_area(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def area(geometry: Mapping[str, Any]) -> float:
    """Return the area of a (multi)polygon in square degrees: enough to ask if a label fits."""
    return sum(abs(_signed_area(ring)) for ring in _rings(geometry)[:1])


def middle_of(geometry: Mapping[str, Any]) -> tuple[float, float]:
    """Return the mean of the outer ring's corners."""
    ring = max(_rings(geometry), key=lambda one: abs(_signed_area(one)))
    return sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)


def clockwise(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the geometry wound as d3-geo wants it: outer rings clockwise, holes the other way."""

    def turned(polygon: list[Ring]) -> list[Ring]:
        return [
            ring if (_signed_area(ring) < 0) == (place == 0) else ring[::-1]
            for place, ring in enumerate(polygon)
        ]

    if geometry["type"] == "Polygon":
        return {"type": "Polygon", "coordinates": turned(geometry["coordinates"])}
    return {
        "type": "MultiPolygon",
        "coordinates": [turned(polygon) for polygon in geometry["coordinates"]],
    }


def hatch(geometry: Mapping[str, Any], step: float = 0.014) -> list[list[list[float]]]:
    """Return slanted lines (x + y constant) cut to the inside of the geometry (even-odd rule)."""
    rings = _rings(geometry)
    sums = [point[0] + point[1] for ring in rings for point in ring]
    found = []
    level = math.ceil(min(sums) / step) * step
    while level < max(sums):
        cuts = []
        for ring in rings:
            for a, b in pairwise(ring):
                left, right = a[0] + a[1] - level, b[0] + b[1] - level
                if (left < 0) != (right < 0):
                    share = left / (left - right)
                    cuts.append([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])])
        cuts.sort()
        found += [[cuts[i], cuts[i + 1]] for i in range(0, len(cuts) - 1, 2)]
        level += step
    return found
