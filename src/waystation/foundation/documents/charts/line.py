"""Line charts, and survey estimates with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext

from waystation.foundation.documents.blocks import (
    Cell,
    Chart,
    Column,
    Table,
    cell_in_writing,
    in_writing,
)

from .look import (
    BLUE,
    INK,
    SERIES,
    SKY,
    columns_of_legend,
    field,
    finish,
    is_rtl,
    label_above,
    labels_below,
    labels_beside,
    layer,
    named,
    number,
    sentence_for,
    target_line,
    two_lines_of,
)


def lines(
    title: str,
    steps: Sequence[str],
    series: Mapping[str, Sequence[Cell]],
    *,
    label: str = "",
    source: str = "",
    as_of: date | None = None,
    note: str = "",
    sentence: str = "",
    target: tuple[str, float] | None = None,
    digits: int = 0,
    from_zero: bool = True,
    language: str | None = None,
) -> Chart:
    """Return one line per series; a suppressed or missing value interrupts its line.

    Raises Refusal if there is nothing to show.
    """
    names = list(series)
    column = [Column(name, "number", digits) for name in names]
    data: list[dict[str, Any]] = [
        {
            "step": step,
            "series": name,
            "value": number(series[name][place]),
            "written": cell_in_writing(column[rank], series[name][place], language),
        }
        for rank, name in enumerate(names)
        for place, step in enumerate(steps)
    ]
    order = list(steps)[::-1] if is_rtl(language) else list(steps)
    encoded: dict[str, Any] = {
        "x": named(
            "step",
            sort=order,
            title=None,
            axis=labels_below(steps),
            scale={"type": "point", "padding": 0.4},
        ),
        "y": field(
            "value",
            title=None,
            scale={"zero": from_zero},
            axis={"format": f",.{digits}~f", "tickCount": 5},
        ),
        "color": named(
            "series",
            sort=names,
            scale={"domain": names, "range": SERIES[: len(names)]},
            legend=None if len(names) == 1 else {"columns": columns_of_legend(names)},
        ),
        "tooltip": [
            named("step", title=label or gettext("Period")),
            named("series", title=gettext("Series")),
            named("written", title=gettext("Number")),
        ],
    }
    stroke = {"strokeWidth": 2.4, "strokeJoin": "round", "invalid": "break-paths-show-domains"}
    layers = [
        layer("line", stroke, **encoded),
        layer("point", {"filled": True, "size": 46, "opacity": 1}, **encoded),
    ]
    if target is not None:
        layers += target_line(target, language)
    table = Table(
        title,
        [Column(label or gettext("Period")), *column],
        [[step, *(series[name][place] for name in names)] for place, step in enumerate(steps)],
        source,
        as_of,
        note,
    )
    pairs = [
        (step if len(names) == 1 else f"{name}, {step}", series[name][place])
        for name in names
        for place, step in enumerate(steps)
    ]
    return finish(
        data,
        layers,
        height=260,
        title=title,
        table=table,
        sentence=sentence or sentence_for(title, pairs, language),
        language=language,
    )


def estimates(
    title: str,
    found: Sequence[tuple[str, Cell, float | None, float | None]],
    *,
    labels: tuple[str, str],
    source: str = "",
    as_of: date | None = None,
    note: str = "",
    sentence: str = "",
    percent: bool = True,
    digits: int = 1,
    level: int = 95,
    language: str | None = None,
) -> Chart:
    """Return survey estimates as dots with their confidence intervals: (label, value, low, high).

    Values are in percent if ``percent``. Raises Refusal if there is nothing to show.
    """
    column = Column(labels[1], "percent" if percent else "number", digits, exact=True)
    interval = [
        replace(column, label=gettext("From ({level}% confidence)").format(level=level)),
        replace(column, label=gettext("To ({level}% confidence)").format(level=level)),
    ]
    data: list[dict[str, Any]] = [
        {
            "label": label,
            "lines": two_lines_of(label),
            "value": number(value),
            "low": low,
            "high": high,
            "written": cell_in_writing(column, value, language),
            "range": ""
            if low is None or high is None
            else f"{in_writing(low, language, digits)} – {cell_in_writing(column, high, language)}",
        }
        for label, value, low, high in found
    ]
    y = named(
        "label",
        sort=[label for label, *_ in found],
        title=None,
        axis={
            **labels_beside([label for label, *_ in found], 260),
            "labelFontSize": 13,
            "labelColor": INK,
            "domain": False,
            "grid": True,
        },
    )
    top = max([d["high"] or d["value"] or 0 for d in data], default=0)
    domain = [0, min(100, top * 1.1) if percent else top * 1.1] if top > 0 else [0, 1]
    scale = {"domain": domain, "nice": True, "reverse": is_rtl(language)}
    sign = "datum.label + '%'" if percent else "datum.label"
    axis = {"format": ",.0f", "tickCount": 6, "labelExpr": sign}
    x = field("value", title=None, scale=scale, axis=axis)
    tooltip = [
        named("label", title=labels[0]),
        named("written", title=labels[1]),
        named("range", title=gettext("{level}% confidence").format(level=level)),
    ]
    interval_style = {"color": SKY, "strokeWidth": 4, "opacity": 0.6, "strokeCap": "round"}
    dot = {"filled": True, "color": BLUE, "size": 90, "opacity": 1}
    words = {"dy": -13, "fontSize": 12, "fontWeight": 600, "color": INK}
    align = "right" if is_rtl(language) else "left"
    layers = [
        layer("rule", interval_style, y=y, x=field("low"), x2={"field": "high"}, tooltip=tooltip),
        layer("point", dot, y=y, x=x, tooltip=tooltip),
        layer("text", words, y=y, x=x, text=named("written")),
        label_above(align, -24, y=y, x={"datum": 0, "scale": scale}),
    ]
    table = Table(
        title,
        [Column(labels[0]), column, *interval],
        [list(row) for row in found],
        source,
        as_of,
        note,
    )
    pairs = [(label, value) for label, value, *_ in found]
    return finish(
        data,
        layers,
        height=max(80, 42 * len(data)),
        title=title,
        table=table,
        sentence=sentence or sentence_for(title, pairs, language, column),
        language=language,
        height_on_a_phone=80 * len(data) + 12,
    )
