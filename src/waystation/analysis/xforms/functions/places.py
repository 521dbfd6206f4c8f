"""Geographic functions."""

from __future__ import annotations

import itertools
import math

from waystation.analysis.xforms.xpath import (
    Scope,
    Value,
    text_of_node,
    to_text,
)

from .naming import MANY, xpath_function

EARTH = 6378100.0  # metres, as JavaRosa has it


def _points(values: tuple[Value, ...]) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for value in values:
        texts = [text_of_node(n) for n in value] if isinstance(value, list) else [to_text(value)]
        for text in texts:
            for one in text.split(";"):
                pieces = one.split()
                if len(pieces) >= 2:
                    try:
                        found.append((float(pieces[0]), float(pieces[1])))
                    except ValueError:
                        continue
    return found


@xpath_function("distance", least=1, most=MANY)
def distance(scope: Scope, *values: Value) -> Value:
    """Metres along points, a line or an edge, on a sphere of 6,378,100 m, to the centimetre."""
    if any(not to_text(value) for value in values[1:] and values):
        return math.nan  # between a place and none
    total = 0.0
    for (lat1, lon1), (lat2, lon2) in itertools.pairwise(_points(values)):
        a, b = math.radians(lat1), math.radians(lat2)
        half = (
            math.sin((b - a) / 2) ** 2
            + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
        )
        total += 2 * EARTH * math.asin(math.sqrt(half))
    return round(total, 2)


@xpath_function("area", "enclosed-area", least=1)
def area(scope: Scope, value: Value) -> Value:
    """Square metres within points or an area, on the same sphere."""
    points = _points((value,))
    if len(points) < 3:
        return 0.0
    if points[0] != points[-1]:
        points.append(points[0])
    total = math.fsum(
        math.radians(lon2 - lon1)
        * (2 + math.sin(math.radians(lat1)) + math.sin(math.radians(lat2)))
        for (lat1, lon1), (lat2, lon2) in itertools.pairwise(points)
    )
    return round(abs(total * EARTH * EARTH / 2), 2)


@xpath_function("geofence", least=2)
def geofence(scope: Scope, point: Value, shape: Value) -> Value:
    """Whether a point lies within an area."""
    inside = False
    points, corners = _points((point,)), _points((shape,))
    if not points or len(corners) < 3:
        return False
    lat, lon = points[0]
    for (lat1, lon1), (lat2, lon2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (lat1 > lat) != (lat2 > lat) and lon < (lon2 - lon1) * (lat - lat1) / (
            lat2 - lat1
        ) + lon1:
            inside = not inside
    return inside
