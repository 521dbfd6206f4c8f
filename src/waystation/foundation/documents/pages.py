"""Blocks as HTML: the chart, its table, its source, and a script that makes it interactive."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from .blocks import (
    Block,
    Chart,
    Column,
    Figure,
    Footnote,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
    Picture,
    Points,
    Quotation,
    Report,
    Span,
    Table,
    TypedTable,
    cell_in_writing,
)
from .captions import Captions, cover_lines, join_lines, line_above, lines_below

TEMPLATES = {
    Heading: "heading",
    Paragraph: "paragraph",
    Points: "points",
    Quotation: "quotation",
    Picture: "picture",
    KeyFigures: "key_figures",
    Table: "table",
    TypedTable: "typed_table",
    Chart: "chart",
    Note: "note",
}
# Elements of emphasised text, by whether it is strong and whether it is emphasis.
SPANS = {
    (False, False): "text",
    (True, False): "strong",
    (False, True): "emphasis",
    (True, True): "strong_emphasis",
}


def written_rows(table: Table, language: str | None = None) -> dict[str, Any]:
    """Return a table's context for templates: cells formatted, numbers marked."""

    def row(cells: Any) -> list[tuple[str, bool]]:
        return [
            (cell_in_writing(column, cell, language), _is_number(column))
            for column, cell in zip(table.columns, cells, strict=bool(cells))
        ]

    return {
        "head": [(column.label, _is_number(column)) for column in table.columns],
        "rows": [row(cells) for cells in table.rows],
        # a column without a total has an empty cell
        "total": row(["" if cell is None else cell for cell in table.total or []]),
    }


def _linked_rows(table: Table, links: Mapping[tuple[str, ...], str]) -> dict[str, Any]:
    """Return a table in writing, each cell with what it opens ("" for nothing)."""
    written = written_rows(table)

    def linked(row: list[tuple[str, bool]]) -> list[tuple[str, bool, str]]:
        label = row[0][0] if row else ""
        return [
            (*cell, links.get((label, column.label)) or links.get((label,), ""))
            for cell, column in zip(row, table.columns, strict=bool(row))
        ]

    return {
        "head": written["head"],
        "rows": [linked(row) for row in written["rows"]],
        "total": [(*cell, "") for cell in written["total"]],
    }


def _is_number(column: Column) -> bool:
    return column.kind in ("number", "percent")


ROUND_A_CHART = 60  # space that axes and legend need around the plot


def blank(one: Chart) -> SafeString:
    """Return an empty picture of a chart's size, which the browser replaces."""
    spec = json.loads(one.spec)
    size = {"width": spec["width"], "height": spec["height"] + ROUND_A_CHART}
    return SafeString(render_to_string("documents/blank.html", size))


def parts_of(paragraph: Paragraph, notes: list[str]) -> list[dict[str, Any]]:
    """Return a paragraph's parts, each with its template; append its footnotes to ``notes``."""
    parts: list[dict[str, Any]] = []

    def add(template: str, **values: Any) -> None:
        parts.append({"template": f"documents/parts/{template}.html", **values})

    for one in paragraph.parts:
        if isinstance(one, Footnote):
            notes.append(one.text)
            add("note", number=len(notes))
        elif isinstance(one, Figure):
            add("link" if one.href else "figure", text=one.text, href=one.href)
        elif isinstance(one, Span):
            if one.href:
                add("address", text=one.text, href=one.href, inside=_template_of(one))
            else:
                parts.append({"template": _template_of(one), "text": one.text})
        else:
            for number, line in enumerate(one.split("\n")):
                if number:
                    add("break")
                add("text", text=line)
    return parts


def _template_of(one: Span) -> str:
    return f"documents/parts/{SPANS[one.strong, one.emphasis]}.html"


def data_address(picture: bytes) -> str:
    """Return a picture as a data URL."""
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"


def block(
    one: Block,
    *,
    in_browser: bool = False,
    still: bool = False,
    notes: list[str] | None = None,
    **more: Any,
) -> SafeString:
    """Return one block as HTML; append its footnotes to ``notes``, numbered throughout.

    ``in_browser``: do not draw charts on the server, which takes 0.2 s each; without JavaScript the
    reader gets the description and the table. ``still``: charts are not interactive, and have a
    second picture for phones.
    """
    notes = [] if notes is None else notes
    context: dict[str, Any] = {"block": one, **more}
    if isinstance(one, Table | Chart):
        context |= {"lines": lines_below(one), "caption": more.get("caption") or one.title}
    if isinstance(one, Table):
        context |= _linked_rows(one, {})
    if isinstance(one, TypedTable):
        context |= {"block": one.table} | _linked_rows(one.table, {})
    if isinstance(one, Chart):
        # The SVG comes from our own converter, which escapes all text in it.
        drawn = blank(one) if in_browser else mark_safe(one.svg())  # noqa: S308
        context |= {
            "picture": drawn,
            "small_picture": mark_safe(one.svg(on_a_phone=True)) if still else "",  # noqa: S308
            "in_browser": in_browser,
        }
        context |= _linked_rows(one.table, one.links)
        context["links"] = {"\n".join(labels): address for labels, address in one.links.items()}
        context["script_id"] = "" if still else f"chart-{one.key}"
        context["vega"] = None if still else one.vega()
    if isinstance(one, Paragraph):
        context["parts"] = parts_of(one, notes)
    if isinstance(one, Points | Quotation):
        context["paragraphs"] = [parts_of(paragraph, notes) for paragraph in one.paragraphs]
    if isinstance(one, Picture):
        context["address"] = data_address(one.content)
    return render_to_string(f"documents/{TEMPLATES[type(one)]}.html", context)


def render(report: Report, *, still: bool = False) -> SafeString:
    """Return a whole report as HTML in its language; ``still`` for a file without scripts."""
    with translation.override(report.language):
        return _render(report, still)


def passage(parts: Sequence[Block]) -> SafeString:
    """Return a text without a title page, its footnotes below it."""
    notes: list[str] = []
    made = [block(one, notes=notes) for one in parts]
    context = {"parts": made, "notes": list(enumerate(notes, start=1))}
    return render_to_string("documents/passage.html", context)


def style_of_files() -> SafeString:
    """Return the style of a report that is a file of its own."""
    path = finders.find("documents/documents.css")
    # Our own file, without user text.
    return mark_safe(Path(str(path)).read_text(encoding="utf-8"))  # noqa: S308


def _render(report: Report, still: bool) -> SafeString:
    captions = Captions()
    parts: list[SafeString] = []
    notes: list[str] = []
    contents: list[tuple[str, str, int]] = []
    for one in report.blocks:
        more: dict[str, Any] = {"notes": notes, "still": still}
        if isinstance(one, Heading):
            more["anchor"] = f"section-{len(parts) + 1}"
            if one.level < 3:
                contents.append((more["anchor"], one.text, one.level))
        if isinstance(one, Chart | Table):
            more["caption"] = captions.caption(one)
        parts.append(block(one, **more))
    cover = report.cover
    context = {
        "report": report,
        "line_above": line_above(report),
        "cover_lines": cover_lines(report),
        "digest_line": join_lines([report.edition, f"SHA-256 {report.digest}"]),
        "parts": parts,
        "notes": list(enumerate(notes, start=1)),
        "contents": contents if report.contents and len(contents) > 1 else [],
        "logo": data_address(cover.logo) if cover and cover.logo else "",
    }
    return render_to_string("documents/report.html", context)
