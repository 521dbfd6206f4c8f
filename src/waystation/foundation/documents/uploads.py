"""Checks of uploaded files, before and while they are parsed.

Any file may be hostile, so callers run these functions through ``limits.run``
(foundation/shared/limits.py): the checks here give a clear error message, and the limits of the
process cover unforeseen cases.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

MEGABYTE = 1024 * 1024
MOST_UNPACKED = 120 * MEGABYTE
MOST_MEMBERS = 2000
MOST_CELLS = 2_000_000
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The magic bytes of each kind, and the member that identifies a kind of zip file.
BEGINS = {
    "pdf": b"%PDF-",
    "docx": ZIP,
    "xlsx": ZIP,
    "xlsm": ZIP,
    "pptx": ZIP,
    "odt": ZIP,
    "zip": ZIP,
    "xls": OLD_EXCEL,
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
}
HOLDS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "xlsm": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "odt": "content.xml",
}
_DAMAGED = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    LookupError,
)


def refuse(sentence: str, code: str, **values: Any) -> Refusal:
    return Refusal(sentence, field="file", code=code, **values)


def refusal_of_damaged(name: str) -> Refusal:
    return refuse(
        N_("{name} is damaged or not a workbook. Open it in Excel and save it again as .xlsx."),
        "upload_damaged",
        name=name,
    )


def is_kind(content: bytes, kind: str) -> bool:
    """Return whether a file's first bytes match its extension."""
    return content.startswith(BEGINS.get(kind, b""))


def refuse_wrong_package(name: str, content: bytes, kind: str = "") -> None:
    """Refuse a zip-based file that unpacks to too much, has XML entities, or is another kind."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > MOST_MEMBERS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise refuse(
                    N_(
                        "{name} unpacks to more than {most} MB or {members} parts. Copy what is "
                        "needed into a new file and send that."
                    ),
                    "upload_bomb",
                    name=name,
                    most=MOST_UNPACKED // MEGABYTE,
                    members=MOST_MEMBERS,
                )
            if kind in HOLDS and HOLDS[kind] not in {part.filename for part in parts}:
                raise refuse(
                    N_("{name} is not what its name says. Save it again as {kind}."),
                    "not_what_it_says",
                    name=name,
                    kind=kind,
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with package.open(part) as file:
                        head = file.read(65536)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise refuse(
                            N_(
                                "{name} declares XML entities or a document type, which can hide "
                                "an attack. Save it again from Excel or LibreOffice."
                            ),
                            "xml_bomb",
                            name=name,
                        )
    except _DAMAGED:
        raise refusal_of_damaged(name) from None


_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]{0,200}?\br="([A-Z]{1,3})(\d{1,9})"[^>]{0,200}?(/?)>')
_SHEET = re.compile(r"^xl/worksheets/[^/]+\.xml$")
CHUNK = 256 * 1024


def refuse_wide_sheets(name: str, content: bytes) -> None:
    """Refuse a workbook with cells so far apart that the whole table has too many cells."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for part in package.infolist():
                if _SHEET.match(part.filename):
                    with package.open(part) as file:
                        _refuse_wide(name, iter(partial(file.read, CHUNK), b""))
    except _DAMAGED:
        raise refusal_of_damaged(name) from None


def _refuse_wide(name: str, chunks: Iterable[bytes]) -> None:
    rows = columns = 1
    letters: dict[bytes, int] = {}
    rest = b""
    for chunk in chunks:
        text = rest + chunk
        rest = text[-500:]  # a tag may be split between chunks; matching one twice is harmless
        for found in _CELL.finditer(text):
            if found[3]:  # a formatted, empty cell
                continue
            row, column = int(found[2]), letters.get(found[1])
            if column is None:
                column = letters[found[1]] = column_number(found[1].decode())
            if row > rows or column > columns:
                rows, columns = max(row, rows), max(column, columns)
                if rows * columns > MOST_CELLS:
                    raise too_wide(name, found[1].decode() + str(row))


def too_wide(name: str, cell: str) -> Refusal:
    return refuse(
        N_(
            "{name} reaches as far as cell {cell}, which makes more than {most} cells. Delete the "
            "empty rows and columns after the last answer, or send the file in parts."
        ),
        "too_many_cells",
        name=name,
        cell=cell,
        most=f"{MOST_CELLS:,}",
    )


def column_number(letters: str) -> int:
    """Return the number of a spreadsheet column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def refuse_wrong_workbook(name: str, content: bytes) -> None:
    """Refuse an .xlsx file that would take too much memory or time to read."""
    if content.startswith(ZIP):
        refuse_wrong_package(name, content)
        refuse_wide_sheets(name, content)


def first_sheet(name: str, content: bytes) -> list[list[Any]]:
    """Return the cells of a workbook's first sheet. Raises Refusal."""
    import python_calamine

    refuse_wrong_workbook(name, content)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        if sheet.total_height * sheet.total_width > MOST_CELLS:
            raise too_wide(name, f"{sheet.total_width} × {sheet.total_height}")
        rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
        return rows
    except (Refusal, MemoryError):
        raise
    except Exception:  # damaged files raise many different exceptions
        raise refusal_of_damaged(name) from None


def csv_rows(name: str, content: bytes, delimiter: str = ",") -> Iterator[list[str]]:
    """Yield the rows of a CSV file in UTF-8. Raises Refusal."""
    cells = 0
    try:
        text = io.StringIO(content.decode("utf-8-sig"), newline="")
        reader = csv.reader(text, delimiter=delimiter)
        for row in reader:
            cells += len(row)
            if cells > MOST_CELLS:
                raise too_wide(name, str(reader.line_num))
            yield row
    except (UnicodeDecodeError, csv.Error):
        raise refuse(
            N_("{name} cannot be read. Save it as CSV in UTF-8, or as .xlsx."),
            "csv_unreadable",
            name=name,
        ) from None
