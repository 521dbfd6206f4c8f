"""From the cells of a workbook to an XForm with pyxform, and messages when pyxform fails."""

from __future__ import annotations

import io
import re
import time
import warnings
from collections.abc import Iterator
from typing import Any

from waystation.foundation.shared.errors import Refusal

from .messages import unreadable
from .other_sheets import SHEETS, pyxform_input
from .wording import FAULT, FAULT_OF_COLUMN
from .workbook import NAMES, Workbook, as_written, letter, refusal_at

ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
DAY_AND_TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}")
MOST_SECONDS_ASKED = 3.0  # of processor time, to find out which column pyxform fails on


def lines_of(note: str) -> list[str]:
    """Return the lines of a note of pyxform, of which each names one language."""
    return note.splitlines() if note.startswith("Language ") else [note]


def fault_of_pyxform(error: Exception, kind: str, book: Workbook) -> Refusal:
    """Return the refusal of a form that pyxform fails on; it names the column if one is at fault.

    Which one is found out by converting the form without each of its columns.
    """
    until = time.process_time() + MOST_SECONDS_ASKED
    for sheet in ("survey", "choices", "settings"):
        for at, heading in enumerate((book.sheets.get(sheet) or [[]])[0]):
            if time.process_time() > until:
                break
            try:
                by_pyxform(book, kind, (sheet, heading))
            except Exception:  # noqa: S112  it fails without this column too
                continue
            inner = unreadable(FAULT_OF_COLUMN, heading=heading[:100])
            filled = (number for number, cells in book.cells(sheet) if book.key(heading) in cells)
            return refusal_at(inner, sheet, next(filled, 1), letter(at))
    return unreadable(FAULT, text=str(error)[:200])


def by_pyxform(
    source: Workbook, kind: str, leave_out: tuple[str, str] = ("", "")
) -> tuple[str, list[str]]:
    """Return the XForm and the notes of pyxform, without one column of a sheet if that is named.

    The steps of its ``convert``, but one: to find out whether there are external choices it walks
    through every choice of every question, which takes longer than all the rest together.
    """
    from pyxform.builder import create_survey_element_from_dict
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import get_xlsform

    notes: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if source.given is None:
            book = get_xlsform(io.BytesIO(source.content), file_type="." + kind)
        else:
            book = get_xlsform(pyxform_input(source.sheets, source.written))
        tidy(book)
        notes += errors_in(book)
        sheet, heading = leave_out
        if sheet:
            rows = [*(getattr(book, sheet) or []), *(getattr(book, f"{sheet}_header") or [])]
            taken_out = [row.pop(as_written(heading), None) for row in rows if heading in row]
            if not taken_out:
                raise KeyError(heading)
        survey = create_survey_element_from_dict(
            workbook_to_json(workbook_dict=book, form_name=root_of(source), warnings=notes)
        )
        xform = survey.to_xml(validate=False, pretty_print=False, warnings=notes)
    return xform, [line for note in notes for line in lines_of(str(note))]


def root_of(book: Workbook) -> str:
    """Return the name of the form's root: data, unless a question has that name."""
    names = {cells.get(one) for _, cells in book.cells("survey") for one in NAMES}
    root = "data"
    while root in names:
        root += "_"
    return root


def errors_in(book: Any) -> Iterator[str]:
    """Yield, as pyxform writes its notes, the cells that hold the error of a formula."""
    for sheet in SHEETS:
        for number, row in enumerate(getattr(book, sheet) or [], start=2):
            for heading, cell in row.items():
                if cell in ERRORS:
                    column = f"of a formula in the column {heading}. For sheet: '{sheet}'"
                    yield f"[row : {number}] The error {cell} {column}"


def tidy(book: Any) -> None:
    """Change the cells that pyxform has read to what their author sees.

    A name typed on another keyboard is the same name; a date has no midnight; marks that nobody
    sees, around a cell, are none of its text.
    """
    for sheet in SHEETS:
        rows = getattr(book, sheet) or []
        for row in rows:
            for heading, cell in row.items():
                if isinstance(cell, str):
                    row[heading] = as_written(cell)
            if sheet == "survey" and DAY_AND_TIME.fullmatch(row.get("default") or ""):
                row["default"] = row["default"].replace(" ", "T")
        for row in [*rows, *(getattr(book, f"{sheet}_header") or [])]:
            for heading in [one for one in row if isinstance(one, str) and one != as_written(one)]:
                row[as_written(heading)] = row.pop(heading)
