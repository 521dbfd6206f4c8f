"""Bar charts: vertical, stacked and horizontal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    AXIS,
    BLUE,
    INK,
    LETTER,
    ON_A_PHONE,
    SERIES,
    TRACK,
    WIDTH,
    Pair,
    altair,
    columns_of_legend,
    data_of,
    expression,
    finish,
    is_rtl,
    label_above,
    labels_below,
    labels_beside,
    number,
    sentence_for,
    target_line,
    text_where,
    two_lines_of,
)


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
    short: Mapping[str, str] | None = None,
    language: str | None = None,
) -> Chart:
    """Return vertical bars, one per pair; ``labels`` name the x axis and the unit counted.

    ``short`` has shorter labels for the axis. ``unfinished`` draws the last bar lighter, because
    its period is not over. ``target`` is a dashed line with its name. Raises Refusal if there is
    nothing to show.
    """
    return stacked_bars(
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
        short=short,
        language=language,
    )


def stacked_bars(
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
    short: Mapping[str, str] | None = None,
    language: str | None = None,
) -> Chart:
    """Return stacked bars of several series, one bar per step (usually a month).

    The total is shown above each bar, unless a part of it is suppressed (the total would reveal it)
    or ``totals`` is off because the parts overlap. Raises Refusal if empty.
    """
    alt = altair()
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
        shown = in_writing(total, language) if whole else ""
        if not whole and len(names) == 1:
            shown = in_writing(values[0], language)
        sums.append({"step": step, "value": total, "written": shown})
    columns = [Column(label or gettext("Period")), *(Column(name, "number") for name in names)]
    cells = [[step, *(series[name][i] for name in names)] for i, step in enumerate(steps)]
    table = Table(title, columns, cells, source, as_of, note)
    order = list(steps)[::-1] if is_rtl(language) else list(steps)
    x = alt.X(
        "step:N",
        sort=order,
        title=None,
        axis=alt.Axis(**labels_below(steps, short)),
        scale=alt.Scale(paddingInner=0.38, paddingOuter=0.2),
    )
    y = alt.Y(
        "value:Q",
        title=None,
        stack="zero",
        axis=alt.Axis(format=",.1~f", tickCount=5),
    )
    colour = alt.Color(
        "series:N",
        sort=names,
        scale=alt.Scale(domain=names, range=list(SERIES[: len(names)])),
        legend=None if len(names) == 1 else alt.Legend(columns=columns_of_legend(names)),
    )
    parts = (
        alt.Chart(data_of(rows))
        .mark_bar(stroke="#fff", strokeWidth=0.6)
        .encode(
            x=x,
            y=y,
            color=colour,
            order=alt.Order("rank:Q"),
            opacity=alt.OpacityValue(1, condition={"test": "datum.faded", "value": 0.55}),
            tooltip=[
                alt.Tooltip("step:N", title=label or gettext("Period")),
                alt.Tooltip("series:N", title=gettext("Series")),
                alt.Tooltip("written:N", title=gettext("Number")),
            ],
        )
    )
    layers = [parts]
    if unfinished:  # white below the lighter bar, so that the grid does not shine through
        paper = alt.Chart(data_of(sums[-1:])).mark_bar(color="#fff")
        layers.insert(0, paper.encode(x=x, y=alt.Y("value:Q", title=None)))
    if totals and len(steps) <= 24:
        widest = round(max((len(row["written"]) for row in sums), default=0) * LETTER)
        fits = f"across - {AXIS} >= {(widest + 4) * len(steps)} || !({ON_A_PHONE})"
        layers.append(
            alt.Chart(data_of(sums))
            .mark_text(dy=-8, fontSize=12, fontWeight=600, color=INK)
            .encode(
                x=x,
                y=alt.Y("value:Q"),
                text=text_where(fits, "written"),
            )
        )
    if target is not None:
        layers += target_line(target, language)
    chart = alt.layer(*layers, width=WIDTH, height=260)
    pairs: list[Pair] = [(str(row["step"]), row["value"]) for row in sums]
    return finish(
        chart,
        title=title,
        table=table,
        sentence=sentence or sentence_for(title, pairs, language),
        language=language,
    )


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
    """Return horizontal bars with the number at the end: for reasons, answers, places.

    Raises Refusal if there is nothing to show.
    """
    alt = altair()
    column = Column(labels[1], "percent" if percent else "number", digits)
    values = [number(value) or 0 for _, value in pairs]
    longest = 100.0 if percent else (max(values, default=0) or 1)
    words = [cell_in_writing(column, cell, language) for _, cell in pairs]
    letters = max(map(len, words), default=0)
    gap = round(letters * (LETTER + 1)) + 14  # pixels for the number and before it
    data: list[dict[str, Any]] = [
        {
            "label": label,
            "lines": two_lines_of(label),
            "value": value,
            "full": longest,
            "written": written,
        }
        for (label, _), value, written in zip(pairs, values, words, strict=True)
    ]
    rtl = is_rtl(language)
    y = alt.Y(
        "label:N",
        sort=[label for label, _ in pairs],
        title=None,
        axis=alt.Axis(
            domain=False,
            **labels_beside([label for label, _ in pairs], 230),
            labelFontSize=13,
            labelColor=INK,
            orient="right" if rtl else "left",
        ),
        scale=alt.Scale(
            paddingInner=expression(f"{ON_A_PHONE} ? 0.72 : 0.55"),
            paddingOuter=expression(f"{ON_A_PHONE} ? 0.5 : 0.15"),
        ),
    )
    end = expression(f"{longest} * width / max(width - {gap}, 40)")
    scale = alt.Scale(domainMin=0, domainMax=end, nice=False, reverse=rtl)
    x = alt.X("value:Q", title=None, axis=None, scale=scale)
    base = alt.Chart(data_of(data))
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
        ).encode(y=y, x=alt.value(0 if rtl else "width"), text=alt.Text("written:N")),
        label_above(base, "right" if rtl else "left", -11).encode(
            y=y, x=alt.XDatum(0, scale=scale, axis=None, title=None)
        ),
        width=WIDTH,
        height=max(60, 31 * len(data)),
    )
    table = Table(
        title, [Column(labels[0]), column], [list(pair) for pair in pairs], source, as_of, note
    )
    return finish(
        chart,
        title=title,
        table=table,
        sentence=sentence or sentence_for(title, pairs, language, column),
        language=language,
        height_on_a_phone=(44 if max((len(row["lines"]) for row in data), default=1) == 1 else 60)
        * len(data)
        + 12,
    )
