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
    Pair,
    columns_of_legend,
    expression,
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
    x = named(
        "step",
        sort=order,
        title=None,
        axis=labels_below(steps, short),
        scale={"paddingInner": 0.38, "paddingOuter": 0.2},
    )
    layers = [
        layer(
            "bar",
            {"stroke": "#fff", "strokeWidth": 0.6},
            x=x,
            y=field("value", title=None, stack="zero", axis={"format": ",.1~f", "tickCount": 5}),
            color=named(
                "series",
                sort=names,
                scale={"domain": names, "range": SERIES[: len(names)]},
                legend=None if len(names) == 1 else {"columns": columns_of_legend(names)},
            ),
            order=field("rank"),
            opacity={"value": 1, "condition": {"test": "datum.faded", "value": 0.55}},
            tooltip=[
                named("step", title=label or gettext("Period")),
                named("series", title=gettext("Series")),
                named("written", title=gettext("Number")),
            ],
        )
    ]
    if unfinished:  # white below the lighter bar, so that the grid does not shine through
        paper = layer("bar", {"color": "#fff"}, sums[-1:], x=x, y=field("value", title=None))
        layers.insert(0, paper)
    if totals and len(steps) <= 24:
        widest = round(max((len(row["written"]) for row in sums), default=0) * LETTER)
        fits = f"across - {AXIS} >= {(widest + 4) * len(steps)} || !({ON_A_PHONE})"
        style = {"dy": -8, "fontSize": 12, "fontWeight": 600, "color": INK}
        text = text_where(fits, "written")
        layers.append(layer("text", style, sums, x=x, y=field("value"), text=text))
    if target is not None:
        layers += target_line(target, language)
    pairs: list[Pair] = [(str(row["step"]), row["value"]) for row in sums]
    return finish(
        rows,
        layers,
        height=260,
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
    y = named(
        "label",
        sort=[label for label, _ in pairs],
        title=None,
        axis={
            "domain": False,
            **labels_beside([label for label, _ in pairs], 230),
            "labelFontSize": 13,
            "labelColor": INK,
            "orient": "right" if rtl else "left",
        },
        scale={
            "paddingInner": expression(f"{ON_A_PHONE} ? 0.72 : 0.55"),
            "paddingOuter": expression(f"{ON_A_PHONE} ? 0.5 : 0.15"),
        },
    )
    end = expression(f"{longest} * width / max(width - {gap}, 40)")
    scale = {"domainMin": 0, "domainMax": end, "nice": False, "reverse": rtl}
    no_axis: dict[str, Any] = {"scale": scale, "axis": None, "title": None}
    tooltip = [named("label", title=labels[0]), named("written", title=labels[1])]
    words_style = {
        "align": "left" if rtl else "right", "fontSize": 13, "fontWeight": 600, "color": INK
    }  # fmt: skip
    layers = [
        layer("bar", {"color": TRACK, "cornerRadius": 4}, y=y, x=field("full", **no_axis)),
        layer(
            "bar",
            {"color": BLUE, "cornerRadius": 4},
            y=y,
            x=field("value", **no_axis),
            tooltip=tooltip,
        ),
        layer("text", words_style, y=y, x={"value": 0 if rtl else "width"}, text=named("written")),
        label_above("right" if rtl else "left", -11, y=y, x={"datum": 0, **no_axis}),
    ]
    table = Table(
        title, [Column(labels[0]), column], [list(pair) for pair in pairs], source, as_of, note
    )
    return finish(
        data,
        layers,
        height=max(60, 31 * len(data)),
        title=title,
        table=table,
        sentence=sentence or sentence_for(title, pairs, language, column),
        language=language,
        height_on_a_phone=(44 if max((len(row["lines"]) for row in data), default=1) == 1 else 60)
        * len(data)
        + 12,
    )
