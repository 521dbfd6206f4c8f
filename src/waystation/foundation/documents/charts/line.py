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
    WIDTH,
    altair,
    columns_of_legend,
    data_of,
    finish,
    is_rtl,
    label_above,
    labels_below,
    labels_beside,
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
    alt = altair()
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
    base = alt.Chart(data_of(data)).encode(
        x=alt.X(
            "step:N",
            sort=order,
            title=None,
            axis=alt.Axis(**labels_below(steps)),
            scale=alt.Scale(type="point", padding=0.4),
        ),
        y=alt.Y(
            "value:Q",
            title=None,
            scale=alt.Scale(zero=from_zero),
            axis=alt.Axis(format=f",.{digits}~f", tickCount=5),
        ),
        color=alt.Color(
            "series:N",
            sort=names,
            scale=alt.Scale(domain=names, range=list(SERIES[: len(names)])),
            legend=None if len(names) == 1 else alt.Legend(columns=columns_of_legend(names)),
        ),
        tooltip=[
            alt.Tooltip("step:N", title=label or gettext("Period")),
            alt.Tooltip("series:N", title=gettext("Series")),
            alt.Tooltip("written:N", title=gettext("Number")),
        ],
    )
    layers = [
        base.mark_line(strokeWidth=2.4, strokeJoin="round", invalid="break-paths-show-domains"),
        base.mark_point(filled=True, size=46, opacity=1),
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
        alt.layer(*layers, width=WIDTH, height=260),
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
    alt = altair()
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
    y = alt.Y(
        "label:N",
        sort=[label for label, *_ in found],
        title=None,
        axis=alt.Axis(
            **labels_beside([label for label, *_ in found], 260),
            labelFontSize=13,
            labelColor=INK,
            domain=False,
            grid=True,
        ),
    )
    top = max([d["high"] or d["value"] or 0 for d in data], default=0)
    domain = [0, min(100, top * 1.1) if percent else top * 1.1] if top > 0 else [0, 1]
    scale = alt.Scale(domain=domain, nice=True, reverse=is_rtl(language))
    x = alt.X(
        "value:Q",
        title=None,
        scale=scale,
        axis=alt.Axis(
            format=",.0f", tickCount=6, labelExpr="datum.label + '%'" if percent else "datum.label"
        ),
    )
    base = alt.Chart(data_of(data))
    tooltip = [
        alt.Tooltip("label:N", title=labels[0]),
        alt.Tooltip("written:N", title=labels[1]),
        alt.Tooltip("range:N", title=gettext("{level}% confidence").format(level=level)),
    ]
    chart = alt.layer(
        base.mark_rule(color=SKY, strokeWidth=4, opacity=0.6, strokeCap="round").encode(
            y=y, x=alt.X("low:Q"), x2=alt.X2("high:Q"), tooltip=tooltip
        ),
        base.mark_point(filled=True, color=BLUE, size=90, opacity=1).encode(
            y=y, x=x, tooltip=tooltip
        ),
        base.mark_text(dy=-13, fontSize=12, fontWeight=600, color=INK).encode(
            y=y, x=x, text=alt.Text("written:N")
        ),
        label_above(base, "right" if is_rtl(language) else "left", -24).encode(
            y=y, x=alt.XDatum(0, scale=scale)
        ),
        width=WIDTH,
        height=max(80, 42 * len(data)),
    )
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
        chart,
        title=title,
        table=table,
        sentence=sentence or sentence_for(title, pairs, language, column),
        language=language,
        height_on_a_phone=80 * len(data) + 12,
    )
