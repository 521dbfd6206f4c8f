"""The tile map: one square per municipality, with neighbours next to each other."""

from __future__ import annotations

from typing import Any

from waystation.foundation.documents.charts.look import INK

from .parts import HATCH, LIGHT_HATCH, colour, ink, tooltip, two_lines

# column and row of every municipality
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


def tiles(
    data: list[dict[str, Any]], domain: list[str], colours: list[str], unit: str
) -> dict[str, Any]:
    size, gap = 66, 3
    for row in data:
        column, line = TILES[row["key"]]
        row["x"], row["y"] = column * size, line * size
        row["x2"], row["y2"] = row["x"] + size - gap, row["y"] + size - gap
        row["cx"], row["cy"] = row["x"] + (size - gap) / 2, row["y"] + (size - gap) / 2
        row["lines"] = two_lines(row["name"])
        row["label_y"] = row["cy"] - (9 if len(row["lines"]) == 1 else 15)
    side = size - gap
    hatch = [
        line
        for row in data
        if row["hidden"]
        for line in _square_hatch(row["x"], row["y"], side, step=7)
    ]
    light_hatch = [
        {**line, "x": 2 * row["x"] + side - line["x"], "x2": 2 * row["x"] + side - line["x2"]}
        for row in data
        if row["missing"]
        for line in _square_hatch(row["x"], row["y"], side, step=12)
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
            "encoding": {**box, "color": colour(domain, colours), "tooltip": tooltip(unit)},
        },
        {
            "data": {"values": data},
            "mark": {"type": "text", "fontSize": 10, "lineHeight": 11, "baseline": "middle"},
            "encoding": {
                **middle,
                "y": place("label_y", height),
                "text": {"field": "lines", "type": "nominal"},
                "color": ink(INK, "#ffffff"),
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
                "color": ink(INK, "#ffffff"),
            },
        },
    ]
    if hatch:
        layers.insert(1, rules(hatch, box, HATCH))
    if light_hatch:
        layers.insert(1, rules(light_hatch, box, LIGHT_HATCH))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width,
        "height": height,
        "layer": layers,
    }


def rules(lines: list[dict[str, float]], box: dict[str, Any], colour: str) -> dict[str, Any]:
    return {
        "data": {"values": lines},
        "mark": {"type": "rule", "stroke": colour, "strokeWidth": 1, "opacity": 0.75},
        "encoding": box,
    }


def _square_hatch(x: float, y: float, side: float, *, step: float) -> list[dict[str, float]]:
    """Return slanted lines that fill a square."""
    lines = []
    offset = step
    while offset < 2 * side:
        x1, y1 = (x + offset, y) if offset <= side else (x + side, y + offset - side)
        x2, y2 = (x, y + offset) if offset <= side else (x + offset - side, y + side)
        lines.append({"x": x1, "y": y1, "x2": x2, "y2": y2})
        offset += step
    return lines
