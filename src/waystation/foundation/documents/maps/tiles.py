"""The tile map: one square per municipality, with neighbours next to each other."""

from __future__ import annotations

from typing import Any

from waystation.foundation.documents.charts.look import INK, ON_A_PHONE, adaptable

from .parts import HATCH, LIGHT_HATCH, colour, ink, short_lines, tooltip, two_lines

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


COLUMNS, LINES = 8, 9
SIDE = 66  # pixels of a tile with the gap beside it
GAP = 0.045  # of a tile


def tiles(
    data: list[dict[str, Any]], domain: list[str], colours: list[str], unit: str
) -> dict[str, Any]:
    """Return the map; tiles are placed in columns and lines, so that it fits any width."""
    for row in data:
        column, line = TILES[row["key"]]
        row["x"], row["y"] = column, line
        row["x2"], row["y2"] = column + 1 - GAP, line + 1 - GAP
        row["cx"], row["cy"] = column + (1 - GAP) / 2, line + (1 - GAP) / 2
        row["lines"] = two_lines(row["name"])
        row["up"] = -9 if len(row["lines"]) == 1 else -15
        row["short_lines"] = short_lines(row["name"])
        row["short_up"] = -3 - 5.5 * len(row["short_lines"])
    hatch = [
        line
        for row in data
        if row["hidden"]
        for line in _square_hatch(row["x"], row["y"], 1 - GAP, step=7 / SIDE)
    ]
    light_hatch = [
        {**line, "x": 2 * row["x"] + 1 - GAP - line["x"], "x2": 2 * row["x"] + 1 - GAP - line["x2"]}
        for row in data
        if row["missing"]
        for line in _square_hatch(row["x"], row["y"], 1 - GAP, step=12 / SIDE)
    ]

    def place(field: str, domain: list[int]) -> dict[str, Any]:
        scale = {"domain": domain, "nice": False, "zero": False}
        return {"field": field, "type": "quantitative", "axis": None, "scale": scale}

    box = {
        "x": place("x", [0, COLUMNS]),
        "x2": {"field": "x2"},
        "y": place("y", [LINES, 0]),
        "y2": {"field": "y2"},
    }
    middle = {"x": place("cx", [0, COLUMNS]), "y": place("cy", [LINES, 0])}
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": data},
            "mark": {"type": "rect", "cornerRadius": 5, "stroke": "#c3cdd9", "strokeWidth": 0.6},
            "encoding": {**box, "color": colour(domain, colours), "tooltip": tooltip(unit)},
        },
        {
            "data": {"values": data},
            "mark": {
                "type": "text",
                "fontSize": 11,
                "lineHeight": 11,
                "baseline": "middle",
                "dy": {"expr": f"{ON_A_PHONE} ? datum.short_up : datum.up"},
            },
            "encoding": {
                **middle,
                "text": {
                    "condition": {"test": ON_A_PHONE, "field": "short_lines", "type": "nominal"},
                    "field": "lines",
                    "type": "nominal",
                },
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
                "dy": {"expr": f"{ON_A_PHONE} ? 5.5 * datum.short_lines.length + 4 : 15"},
            },
            "encoding": {
                **middle,
                "text": {"field": "shown", "type": "nominal"},
                "color": ink(INK, "#ffffff"),
            },
        },
    ]
    if hatch:
        layers.insert(1, rules(hatch, box, HATCH))
    if light_hatch:
        layers.insert(1, rules(light_hatch, box, LIGHT_HATCH))
    # A tile on a phone is higher than wide, so that names fit in short lines.
    most = max(len(row["short_lines"]) for row in data)
    width = COLUMNS * SIDE
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width,
        "height": LINES * SIDE,
        **adaptable(width, LINES * (11 * most + 24)),
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
