"""Charts in the house's look, built with Altair: one picture for page, Word and PDF.

Every value also stands in the chart's table; a hidden value is drawn as nothing and named in
its label. Labels come in already translated and in the order in which they are to be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import quoteattr

from django.utils import translation
from django.utils.translation import gettext

from . import fonts
from .blocks import RIGHT_TO_LEFT, Cell, Chart, Column, Table, as_json, sentence_for
from .tables import cell_in_writing, in_writing, separators

BLUE, SKY, SUN, VIOLET = "#0b4f9e", "#3f97d6", "#e39b2d", "#7a58a6"
GREEN, RUST, TEAL, SLATE = "#2f8f6b", "#b4532a", "#11808f", "#7b8798"
SERIES = (BLUE, SKY, SUN, VIOLET, GREEN, RUST, TEAL, SLATE)
INK, INK2, INK3, LINE, TRACK = "#101b2d", "#42526a", "#5d6c82", "#dde4ec", "#eaeff5"
TARGET = "#b45309"
WIDTH = 620

Pair = tuple[str, Cell]


def config(language: str | None = None) -> dict[str, Any]:
    """Return the look that all charts share, with the number signs of the language."""
    thousands, decimal = separators(language)
    font = ", ".join(f"'{name}'" if " " in name else name for name in fonts.families())
    text = {"font": font, "color": INK2}
    return {
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
    """Return a cell as a number to draw, None where there is nothing to draw."""
    if isinstance(value, (int, float, Decimal)):
        return float(value)
    return None


def _finish(
    layers: Any,
    *,
    title: str,
    table: Table,
    sentence: str,
    language: str | None,
    **more: Any,
) -> Chart:
    spec = layers.to_dict()
    spec["config"] = config(language)
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    spec["padding"] = 4
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


def _altair() -> Any:
    """Return Altair, which takes a second to import: only who draws waits for it."""
    import altair

    return altair


def _data(rows: Sequence[Mapping[str, Any]]) -> Any:
    return _altair().InlineData(values=list(rows))


def _is_rtl(language: str | None) -> bool:
    return (language or translation.get_language() or "en").split("-")[0] in RIGHT_TO_LEFT


def bars(
    title: str,
    pairs: Sequence[Pair],
    *,
    labels: tuple[str, str],
    source: str = "",
    as_of: date | None = None,
    note: str = "",
    sentence: str = "",
    target: tuple[str, float] | None = None,
    unfinished: bool = False,
    language: str | None = None,
) -> Chart:
    """Return standing bars, one per pair; ``labels`` name what stands below and what is counted.

    ``unfinished`` draws the last bar lighter: its period is not over. ``target`` is a dashed
    line with its name. Raises Refusal when there is nothing to show.
    """
    return stacked(
        title,
        [label for label, _ in pairs],
        {labels[1]: [value for _, value in pairs]},
        label=labels[0],
        source=source,
        as_of=as_of,
        note=note,
        sentence=sentence or sentence_for(title, pairs, language),
        target=target,
        unfinished=unfinished,
        language=language,
    )


def stacked(
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
    unfinished: bool = False,
    totals: bool = True,
    language: str | None = None,
) -> Chart:
    """Return bars of several series on top of each other, one bar per step (usually a month).

    The total stands above each bar, unless a part of it is hidden (then the total would give
    it away) or ``totals`` is off because the parts overlap. Raises Refusal when empty.
    """
    alt = _altair()
    names = list(series)
    rows: list[dict[str, Any]] = []
    sums: list[dict[str, Any]] = []
    for place, step in enumerate(steps):
        values = [series[name][place] for name in names]
        known = [number(value) for value in values]
        for rank, (name, value) in enumerate(zip(names, values, strict=True)):
            rows.append(
                {
                    "step": step,
                    "series": name,
                    "value": number(value) or 0,
                    "written": in_writing(value, language),
                    "rank": rank,
                    "faded": unfinished and place == len(steps) - 1,
                }
            )
        whole = None not in known
        total = sum(value for value in known if value is not None)
        shown = in_writing(total, language, 0 if total == int(total) else 1) if whole else ""
        if not whole and len(names) == 1:
            shown = in_writing(values[0], language)
        sums.append({"step": step, "value": total, "written": shown})
    columns = [Column(label or gettext("Period")), *(Column(name, "number") for name in names)]
    cells = [[step, *(series[name][i] for name in names)] for i, step in enumerate(steps)]
    table = Table(title, columns, cells, source, as_of, note)
    order = list(steps)[::-1] if _is_rtl(language) else list(steps)
    x = alt.X(
        "step:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelAngle=-45 if len(steps) > 14 else 0, labelLimit=120),
        scale=alt.Scale(paddingInner=0.38, paddingOuter=0.2),
    )
    y = alt.Y(
        "value:Q",
        title=None,
        stack="zero",
        axis=alt.Axis(format=",.0f" if _whole(rows) else ",.1f", tickCount=5),
    )
    colour = alt.Color(
        "series:N",
        sort=names,
        scale=alt.Scale(domain=names, range=list(SERIES[: len(names)])),
        legend=None if len(names) == 1 else alt.Legend(columns=min(len(names), 4)),
    )
    parts = (
        alt.Chart(_data(rows))
        .mark_bar(stroke="#fff", strokeWidth=0.6)
        .encode(
            x=x,
            y=y,
            color=colour,
            order=alt.Order("rank:Q"),
            opacity=alt.condition("datum.faded", alt.value(0.55), alt.value(1)),
            tooltip=[
                alt.Tooltip("step:N", title=label or gettext("Period")),
                alt.Tooltip("series:N", title=gettext("Series")),
                alt.Tooltip("written:N", title=gettext("Number")),
            ],
        )
    )
    layers = [parts]
    if unfinished:  # paper under the lighter bar, so that the grid does not shine through
        paper = alt.Chart(_data(sums[-1:])).mark_bar(color="#fff")
        layers.insert(0, paper.encode(x=x, y=alt.Y("value:Q", title=None)))
    if totals and len(steps) <= 24:
        layers.append(
            alt.Chart(_data(sums))
            .mark_text(dy=-8, fontSize=12, fontWeight=600, color=INK)
            .encode(x=x, y="value:Q", text="written:N")
        )
    if target is not None:
        layers += _target_line(target, language)
    chart = alt.layer(*layers).properties(width=WIDTH, height=260)
    pairs: list[Pair] = [(str(row["step"]), row["value"]) for row in sums]
    return _finish(
        chart,
        title=title,
        table=table,
        sentence=sentence or sentence_for(title, pairs, language),
        language=language,
    )


def _target_line(target: tuple[str, float], language: str | None) -> list[Any]:
    alt = _altair()
    name, value = target
    row = _data([{"value": value, "written": [name, in_writing(value, language)]}])
    rule = alt.Chart(row).mark_rule(color=TARGET, strokeDash=[6, 4], strokeWidth=1.5)
    # beside the bars, not on them
    text = alt.Chart(row).mark_text(
        color=TARGET, align="left", baseline="middle", dx=8, fontSize=12, fontWeight=600
    )
    return [
        rule.encode(y=alt.Y("value:Q", title=None)),
        text.encode(
            y=alt.Y("value:Q", title=None),
            x=alt.value(alt.ExprRef("width")),
            text="written:N",
        ),
    ]


def rows(
    title: str,
    pairs: Sequence[Pair],
    *,
    labels: tuple[str, str],
    source: str = "",
    as_of: date | None = None,
    note: str = "",
    sentence: str = "",
    percent: bool = False,
    digits: int = 0,
    language: str | None = None,
) -> Chart:
    """Return lying bars on a pale track, the number at the end: for reasons, answers, places.

    Raises Refusal when there is nothing to show.
    """
    alt = _altair()
    column = Column(labels[1], "percent" if percent else "number", digits)
    values = [number(value) or 0 for _, value in pairs]
    longest = 100.0 if percent else (max(values, default=0) or 1)
    words = [cell_in_writing(column, cell, language) for _, cell in pairs]
    room = longest * (1.02 + 0.022 * max(map(len, words), default=0))
    data: list[dict[str, Any]] = [
        {
            "label": label,
            "value": value,
            "full": longest,
            "written": written,
        }
        for (label, _), value, written in zip(pairs, values, words, strict=True)
    ]
    rtl = _is_rtl(language)
    y = alt.Y(
        "label:N",
        sort=[label for label, _ in pairs],
        title=None,
        axis=alt.Axis(
            domain=False,
            labelLimit=230,
            labelFontSize=13,
            labelColor=INK,
            orient="right" if rtl else "left",
        ),
        scale=alt.Scale(paddingInner=0.55, paddingOuter=0.15),
    )
    scale = alt.Scale(domain=[0, room], nice=False, reverse=rtl)
    x = alt.X("value:Q", title=None, axis=None, scale=scale)
    base = alt.Chart(_data(data))
    tooltip = [
        alt.Tooltip("label:N", title=labels[0]),
        alt.Tooltip("written:N", title=labels[1]),
    ]
    chart = alt.layer(
        base.mark_bar(color=TRACK, cornerRadius=4).encode(
            y=y, x=alt.X("full:Q", scale=scale, axis=None, title=None)
        ),
        base.mark_bar(color=BLUE, cornerRadius=4).encode(y=y, x=x, tooltip=tooltip),
        base.mark_text(
            align="left" if rtl else "right", fontSize=13, fontWeight=600, color=INK
        ).encode(y=y, x=alt.XDatum(room, scale=scale, axis=None, title=None), text="written:N"),
    ).properties(width=WIDTH, height=max(60, 31 * len(data)))
    table = Table(
        title, [Column(labels[0]), column], [list(pair) for pair in pairs], source, as_of, note
    )
    return _finish(
        chart,
        title=title,
        table=table,
        sentence=sentence or sentence_for(title, pairs, language, column),
        language=language,
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
    """Return one line per series over the steps; a hidden or missing value interrupts its line.

    Raises Refusal when there is nothing to show.
    """
    alt = _altair()
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
    order = list(steps)[::-1] if _is_rtl(language) else list(steps)
    base = alt.Chart(_data(data)).encode(
        x=alt.X(
            "step:N",
            sort=order,
            title=None,
            axis=alt.Axis(labelAngle=-45 if len(steps) > 14 else 0, labelLimit=120),
            scale=alt.Scale(type="point", padding=0.4),
        ),
        y=alt.Y(
            "value:Q",
            title=None,
            scale=alt.Scale(zero=from_zero),
            axis=alt.Axis(format=f",.{digits}f", tickCount=5),
        ),
        color=alt.Color(
            "series:N",
            sort=names,
            scale=alt.Scale(domain=names, range=list(SERIES[: len(names)])),
            legend=None if len(names) == 1 else alt.Legend(columns=min(len(names), 4)),
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
        layers += _target_line(target, language)
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
    return _finish(
        alt.layer(*layers).properties(width=WIDTH, height=260),
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

    Values are in percent when ``percent``. Raises Refusal when there is nothing to show.
    """
    alt = _altair()
    column = Column(labels[1], "percent" if percent else "number", digits)
    interval = [
        Column(gettext("From ({level}% confidence)").format(level=level), column.kind, digits),
        Column(gettext("To ({level}% confidence)").format(level=level), column.kind, digits),
    ]
    data: list[dict[str, Any]] = [
        {
            "label": label,
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
        axis=alt.Axis(labelLimit=260, labelFontSize=13, labelColor=INK, domain=False, grid=True),
    )
    top = max([d["high"] or d["value"] or 0 for d in data], default=0)
    domain = [0, min(100, top * 1.1) if percent else top * 1.1] if top > 0 else [0, 1]
    x = alt.X(
        "value:Q",
        title=None,
        scale=alt.Scale(domain=domain, nice=True, reverse=_is_rtl(language)),
        axis=alt.Axis(
            format=",.0f", tickCount=6, labelExpr="datum.label + '%'" if percent else "datum.label"
        ),
    )
    base = alt.Chart(_data(data))
    tooltip = [
        alt.Tooltip("label:N", title=labels[0]),
        alt.Tooltip("written:N", title=labels[1]),
        alt.Tooltip("range:N", title=gettext("{level}% confidence").format(level=level)),
    ]
    chart = alt.layer(
        base.mark_rule(color=SKY, strokeWidth=4, opacity=0.6, strokeCap="round").encode(
            y=y, x=alt.X("low:Q"), x2="high:Q", tooltip=tooltip
        ),
        base.mark_point(filled=True, color=BLUE, size=90, opacity=1).encode(
            y=y, x=x, tooltip=tooltip
        ),
        base.mark_text(dy=-13, fontSize=12, fontWeight=600, color=INK).encode(
            y=y, x=x, text="written:N"
        ),
    ).properties(width=WIDTH, height=max(80, 42 * len(data)))
    table = Table(
        title,
        [Column(labels[0]), column, *interval],
        [list(row) for row in found],
        source,
        as_of,
        note,
    )
    pairs = [(label, value) for label, value, *_ in found]
    return _finish(
        chart,
        title=title,
        table=table,
        sentence=sentence or sentence_for(title, pairs, language, column),
        language=language,
    )


def _whole(data: list[dict[str, Any]]) -> bool:
    return all(float(row["value"]).is_integer() for row in data)


def sparkline(
    values: Sequence[Cell], sentence: str, *, width: int = 110, height: int = 30, colour: str = BLUE
) -> str:
    """Return a small line with its last point marked, as plain SVG text for beside a number."""
    known = [(place, number(value)) for place, value in enumerate(values)]
    points = [(place, value) for place, value in known if value is not None]
    head = (
        f'<svg class="spark" role="img" aria-label={quoteattr(sentence)} width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">'
    )
    if len(points) < 2:
        return head + "</svg>"
    low, high = min(v for _, v in points), max(v for _, v in points)
    across = (width - 8) / max(1, len(values) - 1)
    down = (height - 8) / ((high - low) or 1)
    drawn = [(4 + place * across, height - 4 - (v - low) * down) for place, v in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in drawn)
    (first, _), (last, end) = drawn[0], drawn[-1]
    return (
        f'{head}<path d="M{first:.1f},{height} L{line.replace(" ", " L")} L{last:.1f},{height}Z" '
        f'fill="{colour}" opacity=".09"/>'
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.6" '
        'stroke-linejoin="round"/>'
        f'<circle cx="{last:.1f}" cy="{end:.1f}" r="2.6" fill="{colour}"/></svg>'
    )
