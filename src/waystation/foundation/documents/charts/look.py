"""The common style of charts: colours, fonts, number formats, and the parts of a specification.

Charts are written in Vega-Lite itself: building one through Altair's classes took 7 ms, and our
tests validate against the same schema.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from waystation.foundation.documents import fonts
from waystation.foundation.documents.blocks import (
    RIGHT_TO_LEFT,
    Cell,
    Chart,
    Column,
    Table,
    as_json,
    cell_in_writing,
    in_writing,
)
from waystation.foundation.documents.numbers import separators

BLUE, SKY, SUN, VIOLET = "#0b4f9e", "#3f97d6", "#e39b2d", "#7a58a6"
GREEN, RUST, TEAL, SLATE = "#2f8f6b", "#b4532a", "#11808f", "#7b8798"
SERIES = (BLUE, SKY, SUN, VIOLET, GREEN, RUST, TEAL, SLATE)
INK, INK2, INK3, LINE, TRACK = "#101b2d", "#42526a", "#5d6c82", "#dde4ec", "#eaeff5"
TARGET = "#b45309"
WIDTH = 620
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
# A chart is drawn as wide as its place on the screen, so that its letters keep their size. The
# parameter ``across`` of its specification is that width; below NARROW it is laid out for phones.
NARROW = 460
ON_A_PHONE = f"across < {NARROW}"
LETTER = 7.2  # pixels: the mean width of a letter of 12 px
AXIS = 60  # pixels beside the plot for the labels of the vertical axis

Pair = tuple[str, Cell]


def config(language: str | None = None) -> dict[str, Any]:
    """Return the Vega configuration of all charts, with the language's number format."""
    thousands, decimal = separators(language)
    font = ", ".join(f"'{name}'" if " " in name else name for name in fonts.families())
    text = {"font": font, "color": INK2}
    return {
        # Our own description and table are the alternative text; Vega's labels are field names.
        "aria": False,
        "background": None,
        "font": font,
        "view": {"stroke": None},
        "axis": {
            "labelFont": font,
            "labelFontSize": 12,
            "labelColor": INK3,
            "titleFont": font,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "titleColor": INK3,
            "gridColor": TRACK,
            "domainColor": "#b7c3d1",
            "ticks": False,
            "labelPadding": 7,
        },
        "axisY": {"domain": False},
        "legend": {
            "labelFont": font,
            "labelFontSize": 12.5,
            "labelColor": INK2,
            "titleFont": font,
            "symbolType": "square",
            "symbolSize": 130,
            "orient": "top",
            "title": None,
            "labelLimit": 320,
            "columnPadding": 18,
            "offset": 12,
        },
        "text": text,
        "locale": {
            "number": {
                "decimal": decimal,
                "thousands": thousands,
                "grouping": [3],
                "currency": ["", ""],
            }
        },
    }


def number(value: Cell) -> float | None:
    """Return a cell as a number to draw, None if it has none."""
    if isinstance(value, (int, float, Decimal)):
        return float(value)
    return None


def field(name: str, kind: str = "quantitative", **more: Any) -> dict[str, Any]:
    """Return how a field of the data is encoded: a quantity, or the name of something."""
    return {"field": name, "type": kind, **more}


def named(name: str, **more: Any) -> dict[str, Any]:
    """Return how a field that holds names or words is encoded."""
    return field(name, "nominal", **more)


def layer(
    mark: str, style: Mapping[str, Any], rows: Sequence[Any] | None = None, **channels: Any
) -> dict[str, Any]:
    """Return a layer of a chart; ``rows`` are its data if it does not draw those of the chart."""
    data = {} if rows is None else {"data": {"values": rows}}
    return {**data, "mark": {"type": mark, **style}, "encoding": channels}


def expression(text: str) -> dict[str, str]:
    """Return a value that the chart computes from ``across``."""
    return {"expr": text}


def labels_below(labels: Sequence[str], short: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the labels of a horizontal axis, slanted if they do not fit beside each other.

    ``short`` has shorter words for the axis; tooltip and table keep the whole label.
    """
    shown = [short.get(one, one) for one in labels] if short else labels
    slanted = f"{round(sum(len(one) + 1 for one in shown) * LETTER)} > across - {AXIS}"
    expr = f"({json.dumps(short, ensure_ascii=False)})[datum.label] || datum.label"
    return {
        **({"labelExpr": expr} if short else {}),
        "labelAngle": expression(f"{slanted} ? -45 : 0"),
        "labelAlign": expression(f"{slanted} ? 'right' : 'center'"),
        "labelBaseline": expression(f"{slanted} ? 'middle' : 'top'"),
        "labelLimit": 120,
        # More slanted labels than these do not fit on a phone: each second one is shown.
        "labelOverlap": expression(ON_A_PHONE) if len(labels) > 14 else False,
    }


def labels_beside(labels: Sequence[str], limit: int) -> dict[str, Any]:
    """Return the labels beside horizontal bars: in two lines where ``limit`` pixels are too few.

    On a phone they are above the bars (``label_above``).
    """
    letters = round(limit / LETTER)
    lines = {
        one: textwrap.wrap(one, letters, max_lines=2, placeholder=" …")
        for one in labels
        if len(one) > letters
    }
    words = f"({json.dumps(lines, ensure_ascii=False)})[datum.label] || datum.label"
    return {
        "labelLimit": limit,
        "labelExpr": f"{ON_A_PHONE} ? '' : {words if lines else 'datum.label'}",
        **({"labelLineHeight": 14} if lines else {}),
    }


def label_above(align: str, above: int, **channels: Any) -> dict[str, Any]:
    """Return the labels of horizontal bars on a phone: above the bar, where the width is theirs."""
    style = {"align": align, "baseline": "bottom", "dy": above, "fontSize": 13, "color": INK}
    style["limit"] = expression("across")
    return layer("text", style, text=text_where(ON_A_PHONE, "lines"), **channels)


def text_where(test: str, name: str) -> dict[str, Any]:
    """Return the text of a mark: a field where ``test`` is true, else nothing."""
    return {"value": "", "condition": {"test": test, **named(name)}}


def two_lines_of(label: str) -> list[str]:
    """Return a label in at most two lines for a phone; one that is still longer is shortened."""
    return textwrap.wrap(label, 42, max_lines=2, placeholder=" …") or [""]


def columns_of_legend(names: Sequence[str], most: int = 4) -> Any:
    """Return how many names fit beside each other in a legend."""
    longest = round(max(map(len, names), default=0) * LETTER) + 40  # with its symbol and space
    return expression(f"max(1, min({min(len(names), most)}, floor((across + 20) / {longest})))")


def finish(
    rows: Sequence[Mapping[str, Any]],
    layers: Sequence[Mapping[str, Any]],
    *,
    height: int,
    title: str,
    table: Table,
    sentence: str,
    language: str | None,
    height_on_a_phone: int = 0,
    **more: Any,
) -> Chart:
    """Return a chart of ``rows``."""
    spec: dict[str, Any] = {"data": {"values": rows}, "layer": layers, "height": height}
    spec |= {"$schema": SCHEMA, "width": WIDTH}
    spec["config"] = config(language)
    spec |= adaptable(WIDTH, height_on_a_phone or height)
    return Chart(
        title,
        sentence,
        table,
        as_json(spec),
        source=table.source,
        as_of=table.as_of,
        note=table.note,
        **more,
    )


def adaptable(width: int, height_on_a_phone: int) -> dict[str, Any]:
    """Return what lets the browser draw a chart in another width (static/documents/charts.js)."""
    return {
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": 4,
        "params": [{"name": "across", "value": width}],
        "usermeta": {"phone": {"below": NARROW, "height": height_on_a_phone}},
    }


def is_rtl(language: str | None) -> bool:
    return (language or translation.get_language() or "en").split("-")[0] in RIGHT_TO_LEFT


def target_line(target: tuple[str, float], language: str | None) -> list[dict[str, Any]]:
    """Return a dashed line with its name beside the bars, not on them."""
    name, value = target
    row = [{"value": value, "written": [name, in_writing(value, language)]}]
    y = field("value", title=None)
    rule = {"color": TARGET, "strokeDash": [6, 4], "strokeWidth": 1.5}
    text = {"color": TARGET, "align": "left", "baseline": "middle", "dx": 8, "fontSize": 12}
    text["fontWeight"] = 600
    beside = {"value": expression("width")}
    return [
        layer("rule", rule, row, y=y),
        layer("text", text, row, y=y, x=beside, text=named("written")),
    ]


def sentence_for(
    title: str,
    pairs: Sequence[tuple[str, Cell]],
    language: str | None = None,
    column: Column | None = None,
) -> str:
    """Return alternative text for a chart of ``pairs``."""

    def text_of(value: Cell) -> str:
        if column is None:
            return in_writing(value, language)
        return cell_in_writing(column, value, language)

    values = [(label, value) for label, value in pairs if isinstance(value, (int, float, Decimal))]
    if not values:
        return gettext("{title}. No numbers to show yet.").format(title=title)
    highest = max(values, key=lambda pair: pair[1])
    lowest = min(values, key=lambda pair: pair[1])
    if len(values) == 1 or highest[1] == lowest[1]:
        return gettext("{title}. {label}: {value}.").format(
            title=title, label=highest[0], value=text_of(highest[1])
        )
    return gettext(
        "{title}. Highest: {highest} with {most}. Lowest: {lowest} with {least}."
    ).format(
        title=title,
        highest=highest[0],
        most=text_of(highest[1]),
        lowest=lowest[0],
        least=text_of(lowest[1]),
    )
