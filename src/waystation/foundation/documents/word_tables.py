"""Tables and key figures of a Word document, written as XML.

python-docx searches all styles of the document for each cell's style, which took most of the time
of a report with tables.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from . import pages, widths
from .blocks import KeyFigures, Table, printable

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEXT_WIDTH_MM = 166
TEXT_WIDTH_POINTS = TEXT_WIDTH_MM * 72 / 25.4
KEPT_WHOLE = 15  # rows: a table this short is not split between pages
TWENTIETHS = 20  # Word measures in twentieths of a point
PALE, BLUE, LINE = "F4F7FB", "0B4F9E", "DDE4EC"


def cells_of(one: Table) -> Any:
    """Return a table with its header, repeated on each page, and its totals."""
    written = pages.written_rows(one)
    lines = [written["head"], *written["rows"], *([written["total"]] if written["total"] else [])]
    size = widths.size_of(len(one.columns))
    wide = widths.widths(
        [text for text, _ in lines[0]],
        [[text for text, _ in line] for line in lines[1:]],
        [column.kind != "text" for column in one.columns],
        TEXT_WIDTH_POINTS,
    )
    rows = []
    whole, last = len(lines) <= KEPT_WHOLE, lines[-1]
    for number, line in enumerate(lines):
        strong = number == 0 or (bool(written["total"]) and number == len(lines) - 1)
        below, shade = (BLUE, PALE) if number == 0 else (LINE, "")
        cells = [
            _cell(
                width,
                _paragraph(
                    text, size=size, strong=strong, end=is_number, joined=whole and line is not last
                ),
                below=below,
                shade=shade,
            )
            for (text, is_number), width in zip(line, wide, strict=True)
        ]
        head = "<w:tblHeader/>" if number == 0 else ""
        rows.append(f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(cells)}</w:tr>")
    return _table(wide, rows)


def key_figures(one: KeyFigures) -> Any:
    """Return a few large numbers side by side."""
    wide = [TEXT_WIDTH_POINTS / len(one.items)] * len(one.items)
    cells = [
        _cell(
            width,
            _paragraph(label, "Source"),
            _paragraph(value, size=17, strong=True, colour="083C79"),
            _paragraph(compared, "Source"),
            shade=PALE,
            apart=True,
        )
        for (label, value, compared), width in zip(one.items, wide, strict=True)
    ]
    return _table(wide, [f"<w:tr>{''.join(cells)}</w:tr>"])


def _table(wide: list[float], rows: list[str]) -> Any:
    from markupsafe import Markup

    grid = "".join(f'<w:gridCol w:w="{round(one * TWENTIETHS)}"/>' for one in wide)
    return Markup(  # noqa: S704  built here, every text escaped
        f'<w:tbl xmlns:w="{MAIN}"><w:tblPr>'
        f'<w:tblW w:type="dxa" w:w="{round(sum(wide) * TWENTIETHS)}"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _cell(
    width: float, *paragraphs: str, below: str = "", shade: str = "", apart: bool = False
) -> str:
    line = f'<w:bottom w:val="single" w:sz="6" w:space="0" w:color="{below}"/>' if below else ""
    if apart:  # white between boxes
        line = '<w:right w:val="single" w:sz="48" w:space="0" w:color="FFFFFF"/>'
    borders = f"<w:tcBorders>{line}</w:tcBorders>" if line else ""
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    properties = f'<w:tcW w:type="dxa" w:w="{round(width * TWENTIETHS)}"/>{borders}{fill}'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(paragraphs)}</w:tc>"


def _paragraph(
    text: str,
    style: str = "Cell",
    *,
    size: float = 0,
    strong: bool = False,
    colour: str = "",
    end: bool = False,
    joined: bool = False,
) -> str:
    next_ = "<w:keepNext/>" if joined else ""
    side = '<w:jc w:val="right"/>' if end else ""
    look = "<w:b/>" if strong else ""
    look += f'<w:color w:val="{colour}"/>' if colour else ""
    look += f'<w:sz w:val="{round(size * 2)}"/>' if size else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{next_}{side}</w:pPr><w:r><w:rPr>{look}</w:rPr>'
        f'<w:t xml:space="preserve">{escape(printable(text))}</w:t></w:r></w:p>'
    )
