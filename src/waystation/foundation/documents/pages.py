"""Blocks as HTML: the picture, its table, its source, and a script that makes it interactive."""

from __future__ import annotations

import json
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from .blocks import (
    Block,
    Cell,
    Chart,
    Column,
    Figure,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
    Points,
    Report,
    Table,
    cell_in_writing,
)

TEMPLATES = {
    Heading: "heading",
    Paragraph: "paragraph",
    Points: "points",
    KeyFigures: "key_figures",
    Table: "table",
    Chart: "chart",
    Note: "note",
}


def written_rows(table: Table, language: str | None = None) -> dict[str, Any]:
    """Return a table as templates want it: every cell in writing, numbers marked as such."""

    def row(cells: Any) -> list[tuple[str, bool]]:
        return [
            (cell_in_writing(column, cell, language), _is_number(column, cell))
            for column, cell in zip(table.columns, cells, strict=bool(cells))
        ]

    return {
        "head": [(column.label, column.kind in ("number", "percent")) for column in table.columns],
        "rows": [row(cells) for cells in table.rows],
        # nothing stands under a column that has no total
        "total": row(["" if cell is None else cell for cell in table.total or []]),
    }


def _is_number(column: Column, cell: Cell) -> bool:
    return column.kind in ("number", "percent")


ROUND_A_CHART = 60  # what axes and legend take above and below the drawing itself


def blank(one: Chart) -> SafeString:
    """Return a picture of a chart's size with nothing in it, for the browser to draw in."""
    spec = json.loads(one.spec)
    size = {"width": spec["width"], "height": spec["height"] + ROUND_A_CHART}
    return SafeString(render_to_string("documents/blank.html", size))


def block(one: Block, *, in_browser: bool = False, **more: Any) -> SafeString:
    """Return one block as HTML.

    ``in_browser``: the server does not draw a chart, which takes it a fifth of a second; who has
    no script reads its sentence and its table.
    """
    context: dict[str, Any] = {"block": one, **more}
    if isinstance(one, Table):
        context |= written_rows(one)
    if isinstance(one, Chart):
        # The SVG comes from our own converter, which escapes every text in it.
        drawn = blank(one) if in_browser else mark_safe(one.svg())  # noqa: S308
        context |= {"picture": drawn, "in_browser": in_browser, **written_rows(one.table)}
        context["script_id"] = f"chart-{one.key}"
        context["vega"] = one.vega()
    if isinstance(one, Paragraph):
        context["parts"] = [(part, isinstance(part, Figure)) for part in one.parts]
    return render_to_string(f"documents/{TEMPLATES[type(one)]}.html", context)


def render(report: Report) -> SafeString:
    """Return a whole report as HTML, to be put into a page of the product."""
    numbered = {"chart": 0, "table": 0}
    parts = []
    for one in report.blocks:
        more: dict[str, Any] = {"in_report": True}
        if isinstance(one, Chart):
            numbered["chart"] += 1
            more["number"] = numbered["chart"]
        elif isinstance(one, Table):
            numbered["table"] += 1
            more["number"] = numbered["table"]
        parts.append(block(one, **more))
    return render_to_string("documents/report.html", {"report": report, "parts": parts})
