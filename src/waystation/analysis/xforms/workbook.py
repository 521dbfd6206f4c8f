"""The cells of an XLSForm, to locate errors in it."""

from __future__ import annotations

import difflib
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from waystation.foundation.documents import uploads
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .messages import Note, unreadable
from .other_sheets import Rows

# Our name for a rule -> the headings of its column.
COLUMNS = {
    "calculation": ("calculation", "calculate", "bind::calculate"),
    "relevant": ("relevant", "relevance", "bind::relevant"),
    "constraint": ("constraint", "bind::constraint"),
    "required": ("required", "bind::required"),
    "read_only": ("read_only", "readonly", "bind::readonly"),
    "choice_filter": ("choice_filter",),
    "appearance": ("appearance", "control::appearance", "body::appearance"),
    "repeat_count": ("repeat_count", "count", "jr:count"),
}
NAMES = {"name", "tag", "value"}
# No space, but as invisible: a mark of byte order, joiners of words, a hyphen that is not shown.
INVISIBLE = " \u00a0\u200b\u2060\ufeff\u00ad"
_MIDNIGHT = re.compile(r"\d{4}-\d{2}-\d{2} 00:00:00")
AT = {
    "column": N_("Sheet {sheet}, row {row}, column {column}: {message}"),
    "row": N_("Sheet {sheet}, row {row}: {message}"),
    "sheet": N_("Sheet {sheet}: {message}"),
}


class Workbook:
    """The sheets of a workbook as text; one that the reader dislikes has none.

    ``cells`` are given where the workbook is none of Excel and was read already.
    """

    def __init__(self, content: bytes, cells: Mapping[str, Rows] | None = None) -> None:
        self.content = content
        self.given = cells
        self.written: list[str] = []  # the names of its sheets

    @cached_property
    def sheets(self) -> dict[str, list[list[str]]]:
        old = self.content.startswith(uploads.OLD_EXCEL)
        try:
            found = self.given or dict((_old_sheets if old else _sheets)(self.content))
            self.written = list(found)
            return {
                name.strip().lower(): [[_text(cell) for cell in row] for row in rows]
                for name, rows in found.items()
            }
        except Exception:  # only to say where
            return {}

    def headings(self, sheet: str) -> list[str]:
        """Return the headings of a sheet in lower case, spaces as underscores."""
        rows = self.sheets.get(sheet) or [[]]
        return [self.key(cell) for cell in rows[0]]

    @staticmethod
    def key(heading: str) -> str:
        return re.sub(r"\s+", "_", heading.strip().lower())

    def cells(self, sheet: str) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the number and the filled cells, by heading, of each row below the headings."""
        headings = self.headings(sheet)
        for number, row in enumerate((self.sheets.get(sheet) or [])[1:], start=2):
            filled = {h: cell for h, cell in zip(headings, row, strict=False) if cell and h}
            if filled:
                yield number, filled

    def sheet_like(self, sheet: str) -> str:
        """Return the name of a sheet that is nearly this one, as it is written; "" without."""
        names = {name.strip().lower(): name for name in self.written if name.lower() != sheet}
        near = difflib.get_close_matches(sheet.strip().lower(), names, 1, 0.75)
        return names[near[0]] if near else ""

    def column(self, sheet: str, *names: str) -> str:
        """Return the letter of the first column with one of these headings, "" without."""
        headings = self.headings(sheet)
        return next((letter(at) for at, one in enumerate(headings) if one in names), "")

    def settings(self) -> dict[str, str]:
        """Return the first row of the settings sheet."""
        return next((cells for _, cells in self.cells("settings")), {})

    def find(self, sheet: str, text: str, row: int = 0) -> tuple[int, str] | None:
        """Return the row and the column letter of the first cell that holds ``text``."""
        for number, cells in enumerate(self.sheets.get(sheet) or [], start=1):
            if row and number != row:
                continue
            for index, cell in enumerate(cells):
                if cell and (cell == text or (text.startswith("${") and text in cell)):
                    return number, letter(index)
        return None

    def holding(self, sheet: str, text: str) -> tuple[int, str] | None:
        """Return the row and the column letter of the first cell that contains ``text``."""
        for number, cells in enumerate(self.sheets.get(sheet) or [], start=1):
            for index, cell in enumerate(cells):
                if text in cell.replace('"', "'"):
                    return number, letter(index)
        return None

    def question(self, name: str, column: str) -> tuple[int, str] | None:
        """Return the row of a question and the letter of the column that holds a rule of it."""
        headings = self.headings("survey")
        names = next((h for h in headings if h in NAMES), "")
        wanted = COLUMNS.get(column, (column,))
        for number, cells in self.cells("survey"):
            if cells.get(names) == name:
                found = next((h for h in headings if h in wanted and h in cells), "")
                if found or not any(h in wanted for h in headings):
                    return number, letter(headings.index(found or names))
        return None


def _sheets(content: bytes) -> Iterator[tuple[str, list[list[Any]]]]:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _old_sheets(content: bytes) -> Iterator[tuple[str, list[list[Any]]]]:
    """Yield the sheets of an .xls file as pyxform reads them.

    Calamine asks for gigabytes at the sight of some small ones, as LibreOffice writes them.
    """
    import xlrd

    book = xlrd.open_workbook(file_contents=content)
    for sheet in book.sheets():
        rows = []
        for number in range(sheet.nrows):
            cells, kinds = sheet.row_values(number), sheet.row_types(number)
            while cells and cells[-1] == "":  # some are formatted to the last column
                cells.pop()
            kinds = kinds[: len(cells)]
            rows.append(
                [
                    bool(cell) if kind == xlrd.XL_CELL_BOOLEAN else cell
                    for cell, kind in zip(cells, kinds, strict=True)
                ]
            )
        yield sheet.name, rows


def as_written(text: str) -> str:
    """Return a cell as its author sees it: letters composed, no invisible marks around it."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).strip(INVISIBLE)
    return text[:10] if _MIDNIGHT.fullmatch(text) else text


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return as_written(str(cell).strip())


def refusal_at(message: Refusal, sheet: str, row: int = 0, column: str = "") -> Refusal:
    """Return a refusal that says where the reason for it is."""
    values = {"sheet": sheet, "row": row, "column": column, "message": message}
    kind = "column" if row and column else "row" if row else "sheet"
    return unreadable(AT[kind], code=message.code, **values)


def placed_note(message: Note, sheet: str, row: int = 0, column: str = "") -> Note:
    """Return a note that says where the reason for it is."""
    kind = "column" if row and column else "row" if row else "sheet"
    values = {"sheet": sheet, "row": row, "column": column, "message": message}
    return Note(message.code, AT[kind], values)


def letter(index: int) -> str:
    """Return the letters of a spreadsheet column: 0 is A, 26 is AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text
