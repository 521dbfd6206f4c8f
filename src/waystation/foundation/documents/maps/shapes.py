"""The real map: boundaries from the pack, labels where they fit, hatching clipped to shapes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from waystation.foundation.documents.charts.look import INK, ON_A_PHONE, adaptable

from .parts import HATCH, LIGHT_HATCH, colour, ink, tooltip, two_lines

Ring = list[list[float]]
SIDE = 560  # pixels
HEIGHT_ON_A_PHONE = 400


def shapes(
    data: list[dict[str, Any]],
    domain: list[str],
    colours: list[str],
    unit: str,
    boundaries: Mapping[str, Any],
) -> dict[str, Any]:
    by_key = {row["key"]: row for row in data}
    shapes, labels, hatched, lightly_hatched = [], [], [], []
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
                # municipalities too small for their name; the number still fits
                "name": two_lines(row["name"]) if room > 0.014 else [""],
                "name_on_a_phone": two_lines(row["name"]) if room > 0.04 else [""],
                "up": -13 if room > 0.014 and len(two_lines(row["name"])) > 1 else -7,
                "shown": row["shown"] if room > 0.003 else "",
                "shown_on_a_phone": row["shown"] if room > 0.008 else "",
                "dark": row["dark"],
            }
        )
        if row["hidden"]:
            hatched.append(_lines(hatch(geometry)))
        if row["missing"]:
            lightly_hatched.append(_lines(hatch(geometry, step=0.028, slope=-1)))
    projection = {"type": "mercator"}
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": shapes},
            "mark": {"type": "geoshape", "stroke": "#ffffff", "strokeWidth": 0.9},
            "encoding": {"color": colour(domain, colours), "tooltip": tooltip(unit)},
        }
    ]
    layers += [
        {
            "data": {"values": lines},
            "mark": {"type": "geoshape", "filled": False, "stroke": shade, "strokeWidth": 1},
        }
        for lines, shade in ((hatched, HATCH), (lightly_hatched, LIGHT_HATCH))
        if lines
    ]
    position = {
        "longitude": {"field": "lon", "type": "quantitative"},
        "latitude": {"field": "lat", "type": "quantitative"},
        "color": ink(INK, "#ffffff"),
    }
    layers += [
        {
            "data": {"values": labels},
            "mark": {
                "type": "text",
                "fontSize": 11,
                "lineHeight": 11,
                "dy": {"expr": "datum.up"},
            },
            "encoding": {**position, "text": _text("name")},
        },
        {
            "data": {"values": labels},
            "mark": {"type": "text", "fontSize": 11.5, "fontWeight": 600, "dy": 6},
            "encoding": {**position, "text": _text("shown")},
        },
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": SIDE,
        "height": SIDE,
        **adaptable(SIDE, HEIGHT_ON_A_PHONE),
        "projection": projection,
        "layer": layers,
    }


def _text(field: str) -> dict[str, Any]:
    """Return the text of a field; on a phone that of its variant for fewer labels."""
    phone = {"test": ON_A_PHONE, "field": f"{field}_on_a_phone", "type": "nominal"}
    return {"condition": phone, "field": field, "type": "nominal"}


def _lines(coordinates: list[list[list[float]]]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "MultiLineString", "coordinates": coordinates},
    }


def _rings(geometry: Mapping[str, Any]) -> list[Ring]:
    polygons = (
        [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    )
    return [ring for polygon in polygons for ring in polygon]


def _signed_area(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def area(geometry: Mapping[str, Any]) -> float:
    """Return the area of a (multi)polygon in square degrees, to decide whether a label fits."""
    return sum(abs(_signed_area(ring)) for ring in _rings(geometry)[:1])


def middle_of(geometry: Mapping[str, Any]) -> tuple[float, float]:
    """Return the mean of the outer ring's corners."""
    ring = max(_rings(geometry), key=lambda one: abs(_signed_area(one)))
    return sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)


def clockwise(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the geometry with d3-geo's winding: outer rings clockwise, holes the other way."""

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


def hatch(
    geometry: Mapping[str, Any], step: float = 0.014, slope: int = 1
) -> list[list[list[float]]]:
    """Return slanted lines cut to the inside of the geometry (even-odd rule).

    Along a line ``x + slope * y`` is constant.
    """
    rings = _rings(geometry)
    sums = [point[0] + slope * point[1] for ring in rings for point in ring]
    lines = []
    level = math.ceil(min(sums) / step) * step
    while level < max(sums):
        cuts = []
        for ring in rings:
            for a, b in pairwise(ring):
                left, right = a[0] + slope * a[1] - level, b[0] + slope * b[1] - level
                if (left < 0) != (right < 0):
                    share = left / (left - right)
                    cuts.append([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])])
        cuts.sort()
        lines += [[cuts[i], cuts[i + 1]] for i in range(0, len(cuts) - 1, 2)]
        level += step
    return lines
