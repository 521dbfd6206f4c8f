"""Reading forms from OpenDocument (.ods, from LibreOffice and Google), CSV and Markdown.

pyxform supports neither OpenDocument nor CSV files with semicolons. Any such file may be hostile,
so it is parsed in a process with limits.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from waystation.foundation.documents import uploads
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .messages import unreadable

Rows = list[list[Any]]
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CELLS = {TABLE + "table-cell", TABLE + "covered-table-cell"}
SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
_TIME = re.compile(r"PT(\d+)H(\d+)M(\d+)")
_TRUTH = {"of:=TRUE()": "TRUE", "of:=FALSE()": "FALSE"}  # of a workbook that was .xlsx
_LINE = re.compile(r"\s*:?-{2,}:?\s*")  # below the headings of a table
NOT_UTF8 = N_("{name} cannot be read, because it is not in UTF-8. Save it in UTF-8, or as .xlsx.")
NO_SHEETS = N_(
    "{name} does not say which sheet its rows belong to. Save the whole workbook as .xlsx or .ods; "
    "a form in CSV or Markdown names each sheet (survey, choices, settings) in the first column."
)


def is_open_document(content: bytes) -> bool:
    """Return whether a zip file is a document of LibreOffice rather than one of Excel."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return "content.xml" in package.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


# --- OpenDocument -------------------------------------------------------------------------


def sheets_of_open_document(name: str, content: bytes) -> dict[str, Rows]:
    """Return the sheets of an .ods file. Raises Refusal."""
    uploads.refuse_wrong_package(name, content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            about = "META-INF/manifest.xml"
            if about in package.namelist() and b"encryption-data" in package.read(about):
                raise Refusal(
                    N_("{name} is protected with a password. Save it without one and upload that."),
                    field="file",
                    code="upload_password",
                    name=name,
                )
            with package.open("content.xml") as file:
                found = _tables(name, file)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, EOFError, OSError, ValueError, KeyError):
        raise uploads.refusal_of_damaged(name) from None
    if not found:  # a text, a drawing
        raise uploads.refusal_of_damaged(name)
    return found


def _tables(name: str, file: Any) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    rows: Rows = []
    empty = cells = 0  # rows without a cell since the last one; all cells so far
    tags = (TABLE + "table", TABLE + "table-row")
    events = etree.iterparse(
        file, ("start", "end"), tag=tags, resolve_entities=False, no_network=True
    )
    for event, element in events:
        if element.tag == tags[0]:
            if event == "start":
                rows, empty = found.setdefault(element.get(TABLE + "name") or "", []), 0
            continue
        if event == "start":
            continue
        times = _repeated(element, "rows")
        row = _row(name, element)
        element.clear()
        if not row:
            empty += times
            continue
        cells += (len(row) * times) + empty
        if cells > uploads.MOST_CELLS:
            raise uploads.too_wide(name, str(len(rows) + empty + times))
        rows += [[] for _ in range(empty)] + [row] * times
        empty = 0
    return found


def _row(name: str, element: Any) -> list[Any]:
    """Return the cells of a row up to the last one that is filled."""
    row: list[Any] = []
    empty = 0
    for cell in element:
        if cell.tag in CELLS:
            times, value = _repeated(cell, "columns"), _value(cell)
            if value == "":
                empty += times
                continue
            if len(row) + empty + times > uploads.MOST_CELLS:
                raise uploads.too_wide(name, str(len(row) + empty + times))
            row += [""] * empty + [value] * times
            empty = 0
    return row


def _repeated(element: Any, what: str) -> int:
    return max(1, int(element.get(f"{TABLE}number-{what}-repeated") or 1))


def _value(cell: Any) -> str | float:
    """Return what a cell holds, as a cell of Excel would hold it."""
    kind = cell.get(OFFICE + "value-type") or "string"
    if truth := _TRUTH.get(cell.get(TABLE + "formula") or ""):
        return truth
    if kind == "boolean":
        return str(cell.get(OFFICE + "boolean-value") or "").upper()
    if kind in {"float", "percentage", "currency"}:
        return float(cell.get(OFFICE + "value") or "nan")
    if kind == "date":
        return str(cell.get(OFFICE + "date-value") or "").replace("T", " ")
    if kind == "time" and (found := _TIME.match(cell.get(OFFICE + "time-value") or "")):
        return ":".join(part.zfill(2) for part in found.groups())
    return "\n".join("".join(_words(one)) for one in cell.iterchildren(TEXT + "p"))


def _words(element: Any) -> Iterator[str]:
    """Yield the words of a paragraph, with its spaces, tabs and line breaks."""
    yield element.text or ""
    for child in element:
        if child.tag == TEXT + "s":
            yield " " * min(int(child.get(TEXT + "c") or 1), 1000)
        elif child.tag == TEXT + "tab":
            yield "\t"
        elif child.tag == TEXT + "line-break":
            yield "\n"
        elif isinstance(child.tag, str) and child.tag.startswith(TEXT):
            yield from _words(child)
        yield child.tail or ""


# --- CSV ----------------------------------------------------------------------------------


def sheets_of_csv(name: str, content: bytes) -> dict[str, Rows]:
    """Return the sheets of a form in CSV. Raises Refusal.

    As pyxform writes and reads them: the name of a sheet in the first column, its rows beside and
    below. A file that begins with the headings of the survey sheet is that sheet.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):  # "Unicode text" of Excel
        content = content.decode("utf-16", "replace").encode()
    return _sheets(name, list(uploads.csv_rows(name, content, _delimiter(content))))


def _sheets(name: str, rows: Rows) -> dict[str, Rows]:
    first = next((row for row in rows if any(cell.strip() for cell in row)), [])
    headings = {cell.strip().lower() for cell in first}
    if first and first[0].strip().lower() in SHEETS:
        return _named_sheets(rows)
    if "type" in headings and headings & {"name", "label", "calculation"}:
        return {"survey": rows[rows.index(first) :]}
    raise unreadable(NO_SHEETS, name=name)


def _delimiter(content: bytes) -> str:
    """Return the delimiter of the cells: the one that is most frequent in the first lines."""
    lines = [line for line in content[:20_000].splitlines() if line.strip()][:5]
    text = b"\n".join(lines).decode("utf-8", "replace")
    return max(",;\t", key=text.count)


def _named_sheets(rows: Rows) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    sheet: Rows = []
    for row in rows:
        name, cells = "".join(row[:1]).strip(), row[1:]
        if name:
            sheet = found.setdefault(name, [])
        if sheet or any(cell.strip() for cell in cells):  # an empty row counts as one, later
            sheet.append(cells)
    return found


# --- Markdown -----------------------------------------------------------------------------


def sheets_of_markdown(name: str, content: bytes) -> dict[str, Rows]:
    """Return the sheets of a form written as a table of Markdown, as in forums. Raises Refusal.

    The name of a sheet is in the first column, as in CSV; lines outside the table are none of it.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise unreadable(NOT_UTF8, name=name) from None
    lines = [line.strip() for line in text.splitlines()]
    rows = [_cells_between_bars(line) for line in lines if line.startswith("|")]
    if sum(map(len, rows)) > uploads.MOST_CELLS:
        raise uploads.too_wide(name, str(len(rows)))
    return _sheets(name, [row for row in rows if not all(map(_LINE.fullmatch, row))])


def _cells_between_bars(line: str) -> list[str]:
    cells = re.split(r"(?<!\\)\|", line.removeprefix("|"))
    if not cells[-1].strip():  # after the last bar
        cells.pop()
    return [cell.replace("\\|", "|").strip() for cell in cells]


def pyxform_input(sheets: dict[str, list[list[str]]], names: list[str]) -> dict[str, Any]:
    """Return sheets in the form of pyxform's own readers. Raises its error for a heading twice."""
    from pyxform.errors import PyXFormError

    found: dict[str, Any] = {"sheet_names": names}
    for name, rows in sheets.items():
        of = "survey" if len(sheets) == 1 else name  # as pyxform reads a single sheet
        if of not in SHEETS:
            continue
        headings = [re.sub(" +", " ", cell) for cell in (rows or [[]])[0]]
        for at, heading in enumerate(headings):
            if heading and heading in headings[:at]:
                raise PyXFormError(f"Duplicate column header: {heading}")
        found[of] = [
            {
                heading: cell.replace("\u00a0", " ")
                for heading, cell in zip(headings, row, strict=False)
                if heading and cell
            }
            for row in rows[1:]
        ]
        found[f"{of}_header"] = [dict.fromkeys(filter(None, headings))] if any(headings) else []
    return found


__all__ = [
    "is_open_document", "pyxform_input", "sheets_of_csv", "sheets_of_markdown",
    "sheets_of_open_document",
]  # fmt: skip
