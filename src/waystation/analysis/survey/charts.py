"""A chart of estimates: a point and its limits for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .estimate import EMPTY, WITHHELD, Estimate
from .tables import label

# Okabe and Ito (2008): eight colours that people with colour blindness tell apart.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#F0E442"]
STEP = 24
_LINE_AT_ZERO = {
    "gridColor": {"condition": {"test": "datum.value === 0", "value": "#333"}, "value": "#ddd"}
}


def chart_of(rows: Sequence[Estimate], *, title: str = "", zero: bool = False) -> Any:
    """Return an Altair chart of ``rows``; estimates that may not be shown are hollow points.

    ``zero``: the axis holds 0, as it does for shares.
    """
    from importlib import import_module

    altair: Any = import_module("altair")  # without it the rest of the engine still works
    names = [name for name in _columns(rows) if len(set(_column(rows, name))) > 1]
    data = altair.Data(values=[_record(row, names) for row in rows if row.value is not None])
    *outer, inner = names or ["label"]
    x = _scale(altair, rows, zero)
    encoding: dict[str, Any] = {"y": _axis(altair, rows, inner)}
    groups = outer[-1] if outer else None
    if groups is None:
        encoding["color"] = altair.value(COLOURS[0])
    else:
        order = list(dict.fromkeys(_column(rows, groups)))
        field = f"{_field(groups)}:N"
        colour = altair.Scale(range=COLOURS[: max(len(order), 1)])
        encoding["color"] = altair.Color(field, sort=order, scale=colour, title=groups)
        encoding["yOffset"] = altair.YOffset(field, sort=order)
    encoding["tooltip"] = [
        *(altair.Tooltip(f"{_field(name)}:N", title=name) for name in names),
        *(altair.Tooltip(f"{name}:Q", format=".4~g") for name in ("value", "low", "high")),
        altair.Tooltip("n:Q", format=","), altair.Tooltip("flag:N"),
    ]  # fmt: skip
    base = altair.Chart().encode(**encoding)
    shown = altair.datum.hidden == False  # noqa: E712 - an expression for Vega
    chart = altair.layer(
        base.mark_rule(strokeWidth=2).encode(x=altair.X("low:Q", **x), x2="high:Q"),
        base.transform_filter(shown).mark_point(filled=True, size=64, opacity=1).encode(
            x=altair.X("value:Q", **x)
        ),
        base.transform_filter(altair.datum.hidden).mark_point(filled=False, size=64).encode(
            x=altair.X("value:Q", **x)
        ),
    )  # fmt: skip
    step = {} if groups is None else {"for": "offset"}
    chart = chart.properties(width=420, height=altair.Step(STEP if groups is None else 16, **step))
    if len(outer) > 1:
        order = list(dict.fromkeys(_column(rows, outer[0])))
        row = altair.Row(f"{_field(outer[0])}:N", sort=order, title=outer[0])
        chart = chart.facet(row=row, data=data)
    else:
        chart.data = data
    return chart.properties(title=title) if title else chart


def _scale(altair: Any, rows: Sequence[Estimate], zero: bool) -> dict[str, Any]:
    """Return how the axis of values is drawn."""
    shares = all(row.statistic == "proportion" for row in rows)
    what = rows[0].statistic if len({row.statistic for row in rows}) == 1 else "value"
    variables = dict.fromkeys(row.variable for row in rows if row.variable)
    of = f" of {', '.join(variables)}" if 0 < len(variables) < 4 else ""
    title = [f"{what.capitalize()}{of} with {100 * rows[0].confidence:g} % limits"] if rows else []
    if any(row.flag in (WITHHELD, EMPTY) for row in rows):
        title.append("hollow: too few answers to be shown")
    return {
        "title": title,
        "axis": altair.Axis(
            tickCount=6,  # more stand too close to each other
            labelFlush=False,  # at its tick, not moved towards the next label
            **({"format": "%"} if shares else {}),
            **(_LINE_AT_ZERO if zero else {}),
        ),
        "scale": altair.Scale(zero=shares or zero),
    }


def _axis(altair: Any, rows: Sequence[Estimate], name: str) -> Any:
    if name == "label":
        return altair.Y("label:N", title=None)
    order = list(dict.fromkeys(_column(rows, name)))
    variables = {row.variable for row in rows}
    title = name if name != "level" else variables.pop() if len(variables) == 1 else None
    return altair.Y(f"{_field(name)}:N", sort=order, title=title or None)


def _columns(rows: Sequence[Estimate]) -> list[str]:
    names = dict.fromkeys(name for row in rows for name in row.domain)
    return ["variable", *names, "level"]


def _column(rows: Sequence[Estimate], name: str) -> list[str]:
    if name in ("variable", "level"):
        return [label(getattr(row, name)) for row in rows]
    return [label(row.domain.get(name)) for row in rows]


def _field(name: str) -> str:
    """Return a field name that Vega does not read as a path, whatever the column is called."""
    return "by_" + "".join(one if one.isalnum() else "_" for one in name)


def _record(row: Estimate, names: Sequence[str]) -> dict[str, Any]:
    return {
        "label": row.variable or row.statistic,
        **{_field(name): _column([row], name)[0] for name in names},
        "value": row.value,
        "low": row.value if row.low is None else row.low,
        "high": row.value if row.high is None else row.high,
        "n": row.n,
        "flag": row.flag or "–",
        "hidden": row.flag in (WITHHELD, EMPTY),
    }
