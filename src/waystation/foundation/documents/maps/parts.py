"""Tooltips and colours that the tile map and the real map share."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

HATCH = "#8a97a8"
LIGHT_HATCH = "#b4bfcc"


def tooltip(unit: str) -> list[dict[str, str]]:
    return [
        {"field": "name", "type": "nominal", "title": gettext("Municipality")},
        {"field": "written", "type": "nominal", "title": unit},
    ]


def colour(domain: list[str], colours: list[str]) -> dict[str, Any]:
    return {
        "field": "class",
        "type": "nominal",
        "sort": domain,
        "scale": {"domain": domain, "range": colours},
        "legend": {
            "orient": "bottom",
            "columns": 3,
            "labelLimit": 170,
            "columnPadding": 14,
            "rowPadding": 5,
            "symbolStrokeColor": "#c3cdd9",
            "symbolStrokeWidth": 1,
            "offset": 8,
        },
    }


def ink(dark: str, light: str) -> dict[str, Any]:
    return {"condition": {"test": "datum.dark", "value": light}, "value": dark}


def two_lines(name: str) -> list[str]:
    if len(name) <= 11 or " " not in name:
        return [name]
    words = name.split(" ")
    splits = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return list(min(splits, key=lambda pair: max(map(len, pair))))
