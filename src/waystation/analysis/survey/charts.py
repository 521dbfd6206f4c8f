"""A chart of estimates: a point and its limits for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .estimate import EMPTY, WITHHELD, Estimate
from .tables import label

# Okabe and Ito (2008): eight colours that people with colour blindness tell apart.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#F0E442"]
STEP = 24


def chart_of(rows: Sequence[Estimate], *, title: str = "") -> Any:
    """Return an Altair chart of ``rows``; estimates that may not be shown are hollow points."""
    from importlib import import_module

    altair: Any = import_module("altair")  # without it the rest of the engine still works
    names = [name for name in _columns(rows) if len(set(_column(rows, name))) > 1]
    values = [_record(row, names) for row in rows if row.value is not None]
    shares = all(row.statistic == "proportion" for row in rows)
    percent = f"{100 * rows[0].confidence:g} %" if rows else ""
    what = rows[0].statistic if len({row.statistic for row in rows}) == 1 else "value"
    variables = dict.fromkeys(row.variable for row in rows if row.variable)
    of = f" of {', '.join(variables)}" if len(variables) in (1, 2, 3) else ""
    x = altair.X(
        "value:Q",
        title=f"{what.capitalize()}{of} with {percent} limits",
        axis=altair.Axis(format="%" if shares else ",~g", grid=True),
        scale=altair.Scale(zero=shares),
    )
    *outer, inner = names or ["label"]
    groups = outer[-1] if outer else None
    encoding: dict[str, Any] = {"x": x, "y": _axis(altair, rows, inner)}
    if groups is not None:
        order = list(dict.fromkeys(_column(rows, groups)))
        colour = altair.Scale(range=COLOURS[: max(len(order), 1)])
        encoding["color"] = altair.Color(
            f"{_field(groups)}:N", sort=order, scale=colour, title=groups
        )
        encoding["yOffset"] = altair.YOffset(f"{_field(groups)}:N", sort=order)
    base = altair.Chart(altair.Data(values=values)).encode(**encoding)
    tips = [
        altair.Tooltip(f"{_field(name)}:N", title=name) for name in names
    ] + [
        altair.Tooltip(f"{name}:Q", format=".4~g", title=name) for name in ("value", "low", "high")
    ] + [altair.Tooltip("n:Q", format=","), altair.Tooltip("flag:N")]  # fmt: skip
    limits = base.mark_rule(strokeWidth=2).encode(x=x.copy(), x2="high:Q", tooltip=tips)
    limits.encoding.x.shorthand = "low:Q"
    shown = altair.datum.hidden == False  # noqa: E712 - an expression for Vega
    points = base.transform_filter(shown).mark_point(filled=True, size=64, opacity=1)
    hollow = base.transform_filter(altair.datum.hidden).mark_point(filled=False, size=64)
    if groups is None:
        limits, points, hollow = (
            one.encode(color=altair.value(COLOURS[0])) for one in (limits, points, hollow)
        )
    size = {"height": altair.Step(STEP)} if groups is None else {
        "height": altair.Step(STEP, **{"for": "position"})
    }  # fmt: skip
    chart = altair.layer(limits, points.encode(tooltip=tips), hollow.encode(tooltip=tips))
    chart = chart.properties(width=420, **size)
    if len(outer) > 1:
        facet = outer[0]
        order = list(dict.fromkeys(_column(rows, facet)))
        chart = chart.facet(
            row=altair.Row(f"{_field(facet)}:N", sort=order, title=facet),
            data=altair.Data(values=values),
        )
    return chart.properties(title=title) if title else chart


def _axis(altair: Any, rows: Sequence[Estimate], name: str) -> Any:
    if name == "label":
        return altair.Y("label:N", title=None)
    order = list(dict.fromkeys(_column(rows, name)))
    return altair.Y(f"{_field(name)}:N", sort=order, title=None if name == "level" else name)


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
