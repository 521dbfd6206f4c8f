"""The rows of an XLSForm as text, and a workbook made of such rows."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePath

from .sheet import READERS, kind_of
from .workbook import Workbook, as_written

LONGEST_SHEET_NAME = 31
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not in XML
_ALWAYS = datetime(2026, 1, 1)  # noqa: DTZ001  the same rows are the same file


def rows_of(name: str, content: bytes) -> dict[str, list[list[str]]]:
    """Return the sheets of an uploaded XLSForm by their names in lower case, {} for an XForm."""
    kind = kind_of(content, PurePath(name).suffix.lower())
    if kind in {None, "xml"}:
        return {}
    read = READERS.get(kind or "")
    return Workbook(content, read(name, content) if read else None).sheets


def workbook_of(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """Return the rows as an .xlsx file in which every cell is text. Equal rows, equal bytes."""
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": _ALWAYS})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(_NOT_IN_A_NAME.sub("_", name)[:LONGEST_SHEET_NAME])
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, column, cell)
    book.close()
    return file.getvalue()


def as_cell(text: str) -> str:
    """Return a typed text as the cell that a workbook gives back."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return as_written(text.strip())
