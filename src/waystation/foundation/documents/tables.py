"""Tables as text, CSV and Excel. Cells never contain formulas."""

from __future__ import annotations

import csv as csv_module
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import re2
from django.conf import settings
from django.utils import translation

from .blocks import Cell, Table, in_writing
from .captions import origin_of

# Of the letters of double width, which some versions of Excel take for the same, too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SECOND_START = re.compile(r"([;\t\r\n] *)(?=[=@＝＠]|[+\-＋－][^;\r\n]*[(|!])")
"""Where a formula would begin for a program that parts cells by semicolons, as Excel does in
most languages of Europe: it then takes our commas and quotes for text."""
MAY_ACT = re.compile("[\\x00=+@\\t\\r\\n＝＋－＠-]")
"""A text without any of these is safe wherever it stands."""
CAREFUL = re2.compile('[,\t;] *[=+@\t＝＋－＠-]|["\r\n\\x00]')
"""Found in a line of CSV without quotes wherever a cell might have to be changed, or to have quotes
for another reason than a comma. The library RE2 searches a line in half of the time of ``re``."""
_NUMBER = r"[+-]?(?:[0-9]+(?:[.,][0-9]+)*\.?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_POINT = rf"{_NUMBER}(?: {_NUMBER}){{1,3}}"  # latitude, longitude, altitude, accuracy
PLAIN_NUMBER = re.compile(rf"{_NUMBER}%?|{_POINT}(?:; ?{_POINT})*;?")
"""Numbers and coordinates: digits, signs and points only, so they cannot be formulas."""
CENTS = -2
LONGEST_CELL = 32_000  # Excel allows 32,767 characters in a cell


def safe(text: str) -> str:
    """Return ``text`` so that no spreadsheet evaluates it as a formula (OWASP, CSV injection)."""
    if len(text) <= LONGEST_CELL:
        if text.isalnum() or not MAY_ACT.search(text):
            return text  # as nearly every cell
        if not (text.startswith(FORMULA_STARTS) or "\x00" in text or SECOND_START.search(text)):
            return text  # as days
    text = text.replace("\x00", "")[:LONGEST_CELL]
    if PLAIN_NUMBER.fullmatch(text):
        return text
    text = SECOND_START.sub(r"\1'", text)
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def csv_lines(rows: Iterable[Sequence[str]]) -> str:
    """Return rows of text as lines of CSV, without formulas in cells.

    Looks at whole lines first: most need no change, and quotes only around commas.
    """
    out = io.StringIO()
    writer = csv_module.writer(out)
    for row in rows:
        line = ",".join(row)
        # An empty cell alone has quotes.
        if len(row) < 2 or len(line) > LONGEST_CELL or CAREFUL.search(f",{line}"):
            writer.writerow([safe(cell) for cell in row])
            continue
        if line.count(",") >= len(row):
            line = ",".join([cell if "," not in cell else f'"{cell}"' for cell in row])
        out.write(f"{line}\r\n")
    return out.getvalue()


def notes_of(table: Table) -> list[str]:
    """Return the lines exported with a table: source, date, note, resolution 1244."""
    note = [table.note] if table.note else []
    return [*origin_of(table), *note, str(settings.UNSCR_1244_NOTE)]


def csv(table: Table, *, notes: bool = True) -> bytes:
    """Return the table as CSV in UTF-8 with a byte order mark, so that Excel reads ë and ć.

    Numbers have a decimal point and no thousands separator, dates are ISO. Notes follow the rows.
    """
    out = io.StringIO()
    writer = csv_module.writer(out)
    writer.writerow([safe(column.label) for column in table.columns])
    for row in [*table.rows, *([table.total] if table.total else [])]:
        writer.writerow([_plain(cell) for cell in row])
    if notes:
        writer.writerow([])
        for line in [table.title, *notes_of(table)]:
            writer.writerow([safe(line)])
    return ("\ufeff" + out.getvalue()).encode()


def _plain(cell: Cell) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal) and int(cell.as_tuple().exponent) < CENTS:
        return f"{cell.normalize():f}"  # 1500.0000 of a column with four decimals
    if isinstance(cell, (int, float, Decimal)):
        return cell
    return safe(str(cell))


def xlsx(tables: Sequence[Table], *, title: str = "") -> bytes:
    """Return the tables as an Excel workbook, one sheet each: title, notes, header, rows."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            # Text remains text: input never becomes a formula, a link or a number.
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties(
        {"title": title or tables[0].title, "comments": str(settings.UNSCR_1244_NOTE)}
    )
    look = {
        "title": book.add_format({"bold": True, "font_size": 14, "font_color": "#083c79"}),
        "note": book.add_format({"font_color": "#5d6c82", "text_wrap": False}),
        "head": book.add_format(
            {
                "bold": True,
                "bottom": 1,
                "bottom_color": "#0b4f9e",
                "bg_color": "#e8f1fb",
                "text_wrap": True,
                "valign": "bottom",
            }
        ),
        "total": book.add_format({"bold": True, "top": 1}),
        "date": book.add_format({"num_format": "dd.mm.yyyy", "align": "left"}),
        "time": book.add_format({"num_format": "dd.mm.yyyy hh:mm", "align": "left"}),
    }
    names: set[str] = set()
    for table in tables:
        _sheet(book, table, look, names)
    book.close()
    return out.getvalue()


def _sheet(book: Any, table: Table, look: dict[str, Any], names: set[str]) -> None:
    sheet = book.add_worksheet(_sheet_name(table.title, names))
    if translation.get_language_bidi():
        sheet.right_to_left()
    sheet.write_string(0, 0, table.title[:LONGEST_CELL], look["title"])
    line = 1
    for note in notes_of(table):
        sheet.write_string(line, 0, note[:LONGEST_CELL], look["note"])
        line += 1
    line += 1
    head = line
    for place, column in enumerate(table.columns):
        sheet.write_string(line, place, column.label, look["head"])
    formats: dict[tuple[str, int], Any] = {
        (kind, digits): book.add_format({"num_format": _pattern(kind, digits)})
        for column in table.columns
        for kind, digits in ((column.kind, column.digits), (column.kind, 0))
        if kind in ("number", "percent")
    }
    for row in table.rows:
        line += 1
        for place, cell in enumerate(row):
            column = table.columns[place]
            digits = column.digits_of(cell) if isinstance(cell, int | float | Decimal) else 0
            _write(sheet, line, place, cell, formats.get((column.kind, digits)), look)
    if table.total:
        line += 1
        for place, cell in enumerate(table.total):
            _write(sheet, line, place, cell, look["total"], look)
    for place, column in enumerate(table.columns):
        texts = [column.label, *(in_writing(row[place], "en") for row in table.rows)]
        sheet.set_column(place, place, min(60, max(10, 2 + max(map(len, texts)))))
    sheet.freeze_panes(head + 1, 1)
    if table.rows:
        sheet.autofilter(head, 0, head + len(table.rows), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.set_footer(f"&L&8{str(settings.UNSCR_1244_NOTE).replace('&', '&&')}&R&8&P / &N")


def _pattern(kind: str, digits: int) -> str:
    """Return Excel's number format with a number of decimals."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return pattern + '"%"' if kind == "percent" else pattern


def _write(
    sheet: Any, line: int, place: int, cell: Cell, look: Any, looks: Mapping[str, Any]
) -> None:
    if cell is None:
        sheet.write_blank(line, place, None, look)
    elif isinstance(cell, date):
        kind = "time" if isinstance(cell, datetime) else "date"
        sheet.write_datetime(line, place, cell, looks[kind])
    elif isinstance(cell, (int, float, Decimal)) and cell == cell and abs(cell) != float("inf"):
        sheet.write_number(line, place, float(cell), look)
    else:
        sheet.write_string(line, place, str(cell).replace("\x00", "")[:LONGEST_CELL], look)


def _sheet_name(title: str, taken: set[str]) -> str:
    base = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or "1"
    name, number = base, 2
    while name.casefold() in taken:
        tail = f" {number}"
        name, number = base[: 31 - len(tail)] + tail, number + 1
    taken.add(name.casefold())
    return name
