"""The boundaries of the 38 municipalities: GeoJSON or TopoJSON, validated one by one."""

from __future__ import annotations

import math
import re
from typing import Any

from waystation.foundation.shared.words import N_

from .content import Content, wrong
from .opening import Member

PACK = "xk_municipalities.geojson"
CODE = re.compile(r"XK-\d{2}")
HOW_MANY = 38
# longitude and latitude between which everything must lie
WEST, SOUTH, EAST, NORTH = 19.9, 41.7, 21.9, 43.4


def recognises(member: Member) -> bool:
    """Return whether the file speaks of municipalities by our boundary codes."""
    return member.is_json and b'"XK-' in member.content and b'"type"' in member.content[:200]


def read(member: Member) -> Content:
    """Return the shapes with their codes. Raises Refusal naming the feature that is wrong."""
    data = member.json
    if not isinstance(data, dict):
        raise wrong(PACK, N_("{pack}: it is not a collection of shapes. Nothing was loaded."))
    features: Any
    if data.get("type") == "Topology":
        features = _from_topology(data)
    elif data.get("type") == "FeatureCollection":
        features = data.get("features")
    else:
        raise wrong(PACK, N_("{pack}: it is neither GeoJSON nor TopoJSON. Nothing was loaded."))
    if not isinstance(features, list) or len(features) != HOW_MANY:
        found = len(features) if isinstance(features, list) else 0
        raise wrong(
            PACK,
            N_("{pack}: it has {found} shapes instead of 38. Nothing was loaded."),
            found=found,
        )
    clean = [_feature(one) for one in features]
    codes = {one["id"] for one in clean}
    if codes != {f"XK-{number:02d}" for number in range(1, HOW_MANY + 1)}:
        raise wrong(
            PACK, N_("{pack}: its codes are not XK-01 to XK-38, each once. Nothing was loaded.")
        )
    return Content(
        version="XKX-ADM2-46174442, 2017",
        rows=len(clean),
        documents={"municipalities": {"type": "FeatureCollection", "features": clean}},
    )


def _feature(one: Any) -> dict[str, Any]:
    """Return code, label point and geometry of one shape, and nothing else."""
    code = one.get("id") if isinstance(one, dict) else None
    if not isinstance(code, str) or not CODE.fullmatch(code):
        raise wrong(PACK, N_("{pack}: a shape has no code like XK-01. Nothing was loaded."))
    geometry = one.get("geometry") or {}
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list):
        raise wrong(PACK, N_("{pack}: {shape} is not a polygon. Nothing was loaded."), shape=code)
    polygons = [coordinates] if kind == "Polygon" else coordinates
    try:
        checked = [[_ring(ring, code) for ring in polygon] for polygon in polygons]
    except (TypeError, ValueError, IndexError):
        raise wrong(
            PACK, N_("{pack}: the outline of {shape} is broken. Nothing was loaded."), shape=code
        ) from None
    if not checked or not all(checked):
        raise wrong(
            PACK, N_("{pack}: the outline of {shape} is broken. Nothing was loaded."), shape=code
        )
    label = (one.get("properties") or {}).get("label")
    properties: dict[str, Any] = {}
    if (
        isinstance(label, list)
        and len(label) == 2
        and all(isinstance(part, (int, float)) for part in label)
        and _inside(*label)
    ):
        properties["label"] = [float(label[0]), float(label[1])]
    shape = {"type": kind, "coordinates": checked[0] if kind == "Polygon" else checked}
    return {"type": "Feature", "id": code, "properties": properties, "geometry": shape}


def _inside(lon: float, lat: float) -> bool:
    return math.isfinite(lon) and math.isfinite(lat) and WEST < lon < EAST and SOUTH < lat < NORTH


def _ring(ring: Any, code: str) -> list[list[float]]:
    points = [[float(point[0]), float(point[1])] for point in ring]
    if len(points) < 4 or points[0] != points[-1]:
        raise wrong(
            PACK,
            N_("{pack}: the outline of {shape} is not closed. Nothing was loaded."),
            shape=code,
        )
    if not all(_inside(*point) for point in points):
        raise wrong(
            PACK,
            N_(
                "{pack}: {shape} lies outside the area, as if longitude and latitude were "
                "swapped. Nothing was loaded."
            ),
            shape=code,
        )
    return points


def _from_topology(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return GeoJSON features of the object "municipalities" (TopoJSON specification 2.1)."""
    try:
        transform = data.get("transform")
        arcs = [_arc(arc, transform) for arc in data["arcs"]]
        geometries = data["objects"]["municipalities"]["geometries"]

        def ring(numbers: list[int]) -> list[list[float]]:
            points: list[list[float]] = []
            for number in numbers:
                part = arcs[number] if number >= 0 else arcs[~number][::-1]
                points += part[1:] if points else part
            return points

        features = []
        for one in geometries:
            if one["type"] == "Polygon":
                coordinates: Any = [ring(numbers) for numbers in one["arcs"]]
            else:
                coordinates = [[ring(n) for n in polygon] for polygon in one["arcs"]]
            features.append(
                {
                    "id": one.get("id"),
                    "properties": one.get("properties"),
                    "geometry": {"type": one["type"], "coordinates": coordinates},
                }
            )
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        raise wrong(PACK, N_("{pack}: its arcs do not fit together. Nothing was loaded.")) from None
    return features


def _arc(arc: list[list[float]], transform: dict[str, Any] | None) -> list[list[float]]:
    if transform is None:
        return [[float(point[0]), float(point[1])] for point in arc]
    (wide, high), (west, south) = transform["scale"], transform["translate"]
    x = y = 0.0
    points = []
    for step in arc:
        x, y = x + step[0], y + step[1]
        # five decimals are a metre; equal ends must stay equal
        points.append([round(x * wide + west, 5), round(y * high + south, 5)])
    return points
