"""Vega-Lite to Vega, SVG and PNG without a browser, deterministically."""

from __future__ import annotations

import json
import re
import threading
from functools import lru_cache
from typing import Any

from . import fonts

# vl-convert runs one JavaScript engine per process, so it draws one chart at a time.
_engine = threading.Lock()
PAPER = '<rect width="100%" height="100%" fill="white"/>'
WARMING = '{"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {"x": {"field": "a"}}}'
STYLE_ATTRIBUTE = re.compile(r'\sstyle="[^"]*"')


@lru_cache(maxsize=1)
def _converter() -> Any:
    import vl_convert

    for folder in fonts.folders():
        vl_convert.register_font_directory(folder)
    return vl_convert


@lru_cache(maxsize=512)
def _vega_text(spec: str) -> str:
    with _engine:
        compiled: dict[str, Any] = _converter().vegalite_to_vega(json.loads(spec))
    return json.dumps(compiled, ensure_ascii=False, separators=(",", ":"))


def vega(spec: str) -> dict[str, Any]:
    """Return a Vega-Lite specification compiled to Vega."""
    compiled: dict[str, Any] = json.loads(_vega_text(spec))
    return compiled


PHONE = 340  # pixels: the width of a chart on a phone of 390 px


def _for_a_phone(compiled: dict[str, Any]) -> dict[str, Any]:
    """Return a compiled chart as static/documents/charts.js draws it on a phone."""
    across = {"name": "across", "value": PHONE}
    signals = [across if one["name"] == "across" else one for one in compiled.get("signals", [])]
    if across not in signals:
        return compiled
    height = compiled["usermeta"]["phone"]["height"]
    return {**compiled, "signals": signals, "width": PHONE, "height": height}


@lru_cache(maxsize=512)
def svg(spec: str, on_a_phone: bool = False) -> str:
    """Return the chart as SVG that a strict content security policy allows."""
    compiled = vega(spec)
    if on_a_phone:
        compiled = _for_a_phone(compiled)
    with _engine:
        text: str = _converter().vega_to_svg(compiled)
    return STYLE_ATTRIBUTE.sub("", text)


@lru_cache(maxsize=128)
def png(spec: str, scale: float) -> bytes:
    """Return the chart as PNG: the SVG, ``scale`` times as large."""
    # With an opaque background; without one, antialiased edges would be too dark.
    picture = re.sub(r"(<svg[^>]*>)", rf"\1{PAPER}", svg(spec), count=1)
    with _engine:
        drawn: bytes = _converter().svg_to_png(picture, scale=scale)
    return drawn


def warm_up() -> None:
    """Load the drawing library in a thread; otherwise the first reader waits for it."""
    threading.Thread(target=vega, args=[WARMING], name="charts", daemon=True).start()
