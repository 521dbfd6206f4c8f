"""Figures as tables, charts and maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.foundation.documents import blocks, charts, maps
from waystation.foundation.documents.blocks import Cell, Column
from waystation.foundation.shared.periods import parse, today_in
from waystation.governance.results.queries.figures import FigureTable
from waystation.governance.results.queries.labels import label_of
from waystation.governance.results.queries.targets import Aim
from waystation.registry.reference import queries as reference

from .words import (
    HIDDEN,
    cell,
    column_for,
    dimension_name,
    figure_written,
    format_target,
    links_of,
    note_of,
    order_of,
    pillar_of,
    source_of,
    unit,
)


def table_of(table: FigureTable, title: str = "") -> blocks.Table:
    """Return one indicator's figures by its breakdown, with the total."""
    percent = table.known.definition.is_ratio
    heads = [Column(dimension_name(table, name)) for name in table.dimensions]
    values = [cell(one.state, one.value, percent) for one in [*table.cells, table.total]]
    rows: list[list[Cell]] = [
        [
            *(
                label_of(table, name, code)
                for name, code in zip(table.dimensions, one.key, strict=True)
            ),
            value,
        ]
        for one, value in zip(table.cells, values[:-1], strict=True)
        if heads  # without a breakdown the total is all there is
    ]
    total: list[Cell] = [
        gettext("All") if heads else table.known.title,
        *([""] * (len(heads) - 1)),
        values[-1],
    ]
    return blocks.Table(
        title or table.known.title,
        [
            *(heads or [Column(gettext("Indicator"))]),
            column_for(gettext("Result"), percent, values),
        ],
        rows,
        total=total,
        note=note_of([table]),
        source=source_of(table),
    )


def indicators_table(
    title: str,
    found: Mapping[str, FigureTable | None],
    named: Mapping[str, FigureTable],
    targets: Mapping[str, Aim],
    *,
    as_numbers: bool = False,
) -> blocks.Table:
    """Return all indicators of a period, one per row.

    ``named`` has every indicator; for those missing in ``found``, these readers have published
    reports. Units differ from row to row: on paper figures are formatted, in a spreadsheet
    (``as_numbers``) they remain numbers next to their unit.
    """
    heads = [
        Column(str(name)) for name in (_("Indicator"), _("Strategy pillar"), _("Counts towards"))
    ]
    known = [one for one in found.values() if one is not None]
    notes = [note_of(known)]
    if len(known) < len(named):
        notes.append(
            gettext(
                "Figures already published for these readers are in the reports, and not "
                "repeated here."
            )
        )
    rows = []
    for key, one in named.items():
        definition, table = one.known.definition, found[key]
        percent = definition.is_ratio
        result = cell(table.total.state, table.total.value, percent) if table else HIDDEN
        aim = targets.get(key)
        agreed = "" if aim is None else format_target(aim, aim.qualifier, percent)
        line: list[Cell] = [
            one.known.title,
            pillar_of(definition),
            " · ".join(links_of(definition)),
        ]
        if as_numbers:
            line += [unit(percent) + (" (%)" if percent else ""), result]
            line.append(agreed if aim is None or aim.qualifier else cell("shown", aim, percent))
        else:
            line += [
                figure_written(table.total, definition) if table else str(HIDDEN),
                agreed,
            ]
        rows.append(line)
    if as_numbers:
        digits = column_for("", False, [row[4] for row in rows]).digits
        heads += [
            Column(gettext("Unit")),
            Column(gettext("Result"), "number", digits),
            Column(gettext("Target"), "number", digits),
        ]
    else:
        heads += [Column(gettext("Result")), Column(gettext("Target"))]
    return blocks.Table(title, heads, rows, note=" ".join(one for one in notes if one))


def links_to_records(table: FigureTable, asked: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    """Return the address of the records behind each figure of a breakdown, by its labels.

    ``asked`` are the choices of the page. An answer that is not stated cannot be asked for.
    """
    page = reverse("results:records", args=[table.known.key])
    links = {}
    for figure in table.cells:
        if figure.state != "shown" or not all(figure.key):
            continue
        codes = dict(zip(table.dimensions, figure.key, strict=True))
        labels = tuple(label_of(table, name, code) for name, code in codes.items())
        query = {"period" if name == "month" else name: code for name, code in codes.items()}
        links[labels] = f"{page}?{urlencode({**asked, **query})}"
    return links


def chart_of(
    table: FigureTable, title: str = "", records: Mapping[str, str] | None = None
) -> blocks.Chart | None:
    """Return the chart that suits a live breakdown; None when there is nothing to draw.

    With ``records``, the choices of the page, each bar and cell opens the records it counts.
    """
    percent = table.known.definition.is_ratio
    points = [
        {
            "along": one.key[0],
            "along_label": label_of(table, table.dimensions[0], one.key[0]),
            "split_label": label_of(table, table.dimensions[1], one.key[1])
            if len(one.key) > 1
            else "",
            "cell": cell(one.state, one.value, percent),
        }
        for one in table.cells
    ]
    drawn = draw(
        title or table.known.title,
        table.dimensions[0],
        points,
        percent,
        name=dimension_name(table, table.dimensions[0]),
        order=order_of(table.known.definition.source, table.dimensions[0]),
        unit=unit(percent),
        note=note_of([table]),
        source=source_of(table),
        overlap=table.known.definition.measure.kind == "distinct",
        running=today_in().strftime("%Y-%m"),
        split_order=order_of(table.known.definition.source, table.dimensions[-1]),
    )
    if drawn is None or records is None:
        return drawn
    return replace(drawn, links=links_to_records(table, records))


def draw(
    title: str,
    along: str,
    points: Sequence[Mapping[str, Any]],
    percent: bool,
    *,
    name: str,
    unit: str,
    order: Sequence[str] = (),
    note: str = "",
    source: str = "",
    overlap: bool = False,
    running: str = "",
    split_order: Sequence[str] = (),
) -> blocks.Chart | None:
    """Draw points by month (vertical bars), places (a map) or anything else (horizontal bars).

    ``name`` labels the bars, ``unit`` the count. Bars are sorted by size, unless their codes have
    an ``order`` of their own. The month ``running`` is drawn lighter, because it is not over.
    """
    if not any(isinstance(one["cell"], int | float) for one in points):
        return None
    if order:
        place = {code: at for at, code in enumerate(order)}
        points = sorted(points, key=lambda one: place.get(one["along"], len(place)))
    pairs = [(one["along_label"], one["cell"]) for one in points]
    if along == "place" and not any(one["split_label"] for one in points):
        return map_of(title, {one["along"]: one["cell"] for one in points}, unit, note, source)
    if any(one["split_label"] for one in points):
        steps = list(dict.fromkeys(one["along_label"] for one in points))
        names = list(dict.fromkeys(one["split_label"] for one in points))
        values = {(one["along_label"], one["split_label"]): one["cell"] for one in points}
        series = {one: [values.get((step, one), 0) for step in steps] for one in names}
        if percent:
            return charts.lines(title, steps, series, label=name, note=note, source=source)
        if not split_order:  # the largest at the bottom, in the strongest colour
            series = dict(sorted(series.items(), key=lambda one: -sum(map(_number, one[1]))))
        months = short_months(points) if along == "month" else None
        return charts.stacked_bars(
            title,
            steps,
            series,
            label=name,
            note=join_notes(note, unfinished_note(points, running)),
            source=source,
            totals=not overlap,
            unfinished=is_unfinished(points, running),
            short=months,
        )
    if along == "month":
        if percent:
            return charts.lines(
                title,
                [label for label, _ in pairs],
                {unit: [value for _, value in pairs]},
                label=name,
                note=note,
                source=source,
            )
        return charts.bars(
            title,
            pairs,
            labels=(name, unit),
            note=join_notes(note, unfinished_note(points, running)),
            source=source,
            unfinished=is_unfinished(points, running),
            short=short_months(points),
        )
    if not order:
        pairs.sort(key=lambda pair: -(pair[1] if isinstance(pair[1], int | float) else -1))
    return charts.rows(title, pairs, labels=(name, unit), percent=percent, note=note, source=source)


def _number(value: Cell) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def short_months(points: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return months in three letters for the axis, with the year where there are several."""
    style = "SHORT_MONTH_FORMAT"
    if len({one["along"][:4] for one in points}) > 1:
        style = "SHORT_MONTH_YEAR_FORMAT"
    return {one["along_label"]: date_format(parse(one["along"]).start, style) for one in points}


def is_unfinished(points: Sequence[Mapping[str, Any]], running: str) -> bool:
    """Return whether the last month of the points is not over."""
    return bool(running) and points[-1]["along"] == running


def unfinished_note(points: Sequence[Mapping[str, Any]], running: str) -> str:
    if not is_unfinished(points, running):
        return ""
    return gettext("The lighter bar is a month that is not over: {month}.").format(
        month=points[-1]["along_label"]
    )


def join_notes(*notes: str) -> str:
    return " ".join(filter(None, notes))


def map_of(
    title: str, values: Mapping[str, Cell], unit: str, note: str = "", source: str = ""
) -> blocks.Chart:
    """Draw the municipalities; those without a figure stay blank."""
    names = {one.key: one.name for one in reference.places()}
    known = {key: value for key, value in values.items() if key in names}
    return maps.municipalities(
        title,
        known,
        names=names,
        unit=unit,
        boundaries=reference.boundaries(),
        boundary_credit=reference.boundary_credit(),
        note=note,
        source=source,
    )


def spark_of(table: FigureTable) -> SafeString:
    """Return an indicator's months as a small line."""
    percent = table.known.definition.is_ratio
    cells = [cell(one.state, one.value, percent) for one in table.cells]
    sentence = gettext("{title}, month by month").format(title=table.known.title)
    return mark_safe(charts.sparkline(cells, sentence))  # noqa: S308  our own drawing, escaped
