"""Reports as tagged PDF (PDF/UA-1) with Typst: data are passed as JSON, never as markup."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from . import fonts, pages, widths
from .blocks import (
    Block,
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
    printable,
    refuse_unnoted,
)
from .captions import Captions, cover_lines, join_lines, line_above, lines_below

TEMPLATE = Path(__file__).parent / "typst" / "report.typ"
MAP_WIDTH = 0.74  # of the text width; charts take all of it
LABEL_WIDTH = 13.0  # in ems: the width of one of four boxes side by side
TEXT_WIDTH = 470.5  # points: A4 without the two margins of the template


def render(report: Report) -> bytes:
    """Return the report as PDF. Equal reports give identical bytes.

    Raises Refusal if a mandatory note is missing.
    """
    import typst

    refuse_unnoted(report)
    with translation.override(report.language):
        content = as_data(report)
    made_on = report.dated or date(2000, 1, 1)
    settings: dict[str, Any] = {
        "root": str(TEMPLATE.parent),
        "font_paths": list(fonts.folders()),
        "format": "pdf",
        "sys_inputs": {"report": json.dumps(_printable(content), ensure_ascii=False)},
        "timestamp": int(datetime.combine(made_on, time(), UTC).timestamp()),
    }
    try:
        made: bytes = typst.compile(
            str(TEMPLATE), ignore_system_fonts=True, pdf_standards=["ua-1"], **settings
        )
    except typst.TypstError as error:
        if "PDF/UA-1 error" not in str(error):
            raise
        # A character is missing in our fonts, for example: use this machine's fonts, still tagged,
        # but without PDF/UA, which requires that every character can be read.
        made = typst.compile(str(TEMPLATE), ignore_system_fonts=False, **settings)
    return made


def _printable(content: Any) -> Any:
    if isinstance(content, str):
        return printable(content)
    if isinstance(content, list):
        return [_printable(part) for part in content]
    if isinstance(content, dict):
        return {name: _printable(part) for name, part in content.items()}
    return content


def as_data(report: Report) -> dict[str, Any]:
    """Return the report as plain JSON for the template, with all strings in the active language."""
    language = report.language.partition("-")[0]
    captions = Captions()
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "over": line_above(report),
        "author": report.author or "Waystation",
        "lang": language,
        "direction": report.direction,
        "fonts": [
            family
            for family in (*fonts.families(), "Libertinus Serif")
            if family != "Liberation Sans"  # that one exists only inside vl-convert
        ],
        "unscr_1244_note": report.unscr_1244_note,
        "boundary_note": report.boundary_note,
        "edition": report.edition,
        "digest": report.digest,
        "blocks": [_block(one, captions) for one in report.blocks],
        "contents": gettext("Contents") if report.contents and len(report.headings) > 1 else "",
        "cover": _cover(report),
    }


def _cover(report: Report) -> dict[str, Any] | None:
    if report.cover is None:
        return None
    return {
        "office": report.cover.office,
        "lines": list(report.cover.lines),
        "logo": _as_svg(report.cover.logo) if report.cover.logo else "",
        "below": cover_lines(report),
    }


def _as_svg(picture: bytes) -> str:
    """Return a picture wrapped in SVG, the only form in which Typst accepts alternative text."""
    from PIL import Image

    width, height = Image.open(io.BytesIO(picture)).size
    size = f'width="{width}" height="{height}"'
    address = pages.data_address(picture)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}">'
        f'<image {size} href="{address}"/></svg>'
    )


def _parts(paragraph: Paragraph) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    for one in paragraph.parts:
        if isinstance(one, str):
            parts.append({"kind": "text", "text": one})
        elif isinstance(one, Figure):
            parts.append({"kind": "figure", "text": one.text})
        elif isinstance(one, Footnote):
            parts.append({"kind": "note", "text": one.text})
        elif isinstance(one, Span):
            marks = {"strong": one.strong, "emphasis": one.emphasis}
            kind = "link" if one.href else "span"
            parts.append({"kind": kind, "text": one.text, "href": one.href, **marks})
    return parts


def _block(one: Block, captions: Captions) -> dict[str, Any]:
    if isinstance(one, Heading):
        return {"kind": "heading", "level": one.level, "text": one.text}
    if isinstance(one, Paragraph):
        return {"kind": "paragraph", "parts": _parts(one)}
    if isinstance(one, Points):
        items = [_parts(item) for item in one.paragraphs]
        return {"kind": "points", "items": items, "ordered": one.ordered}
    if isinstance(one, Quotation):
        return {"kind": "quotation", "items": [_parts(item) for item in one.paragraphs]}
    if isinstance(one, Picture):
        return {
            "kind": "photo",
            "picture": _as_svg(one.content),
            "alt": one.alternative,
            "caption": join_lines([one.caption, one.credit]),
        }
    if isinstance(one, KeyFigures):
        labels = [label for label, _value, _compared in one.items]
        long = any(widths.length(label) > LABEL_WIDTH for label in labels)
        return {"kind": "key_figures", "items": [list(item) for item in one.items], "long": long}
    if isinstance(one, Note):
        return {"kind": "note", "text": one.text}
    if isinstance(one, TypedTable):
        return {"kind": "typed_table", **_cells(one.table)}
    if isinstance(one, Table):
        caption, lines = captions.caption(one), lines_below(one)
        extra = {"caption": caption, "about": one.about, "lines": lines}
        return {"kind": "table", **_cells(one), **extra}
    return {
        "kind": "chart",
        "caption": captions.caption(one),
        "sentence": one.sentence,
        "picture": one.svg(),
        "width": MAP_WIDTH if one.kind == "map" else 1.0,
        "about": one.about,
        "lines": lines_below(one),
    }


def _cells(one: Table) -> dict[str, Any]:
    written = pages.written_rows(one)
    rows = [[text for text, _ in row] for row in written["rows"]]
    head = [text for text, _ in written["head"]]
    total = [text for text, _ in written["total"]]
    return {
        "head": head,
        "numeric": [is_number for _, is_number in written["head"]],
        "rows": [[widths.breakable(text) for text in row] for row in rows],
        "total": total,
        "size": widths.size_of(len(head)),
        "widths": widths.widths(
            head,
            [*rows, *([total] if total else [])],
            [column.kind != "text" for column in one.columns],
            TEXT_WIDTH,
        ),
    }
