"""The rows of a workbook or CSV file as text, parsed in a process with limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import PurePath
from typing import Any

from waystation.foundation.documents import uploads
from waystation.foundation.shared import limits
from waystation.foundation.shared.words import N_

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 200
LONGEST_CELL = 5_000  # longer than any field: the field's own rule refuses what is cut here
HEADINGS_WITHIN = 20  # rows: a title and a logo come before the headings of many sheets
DELIMITERS = (";", "\t", ",")

limits.preload(__name__, "python_calamine")


@dataclass(frozen=True)
class Sheet:
    """The headings of a file, and its rows as text; ``first`` is the number of its first row."""

    headings: list[str]
    rows: list[list[str]]
    first: int


def read_safely(name: str, content: bytes) -> Sheet:
    """Return the first sheet of a file from outside. Raises Refusal."""
    return limits.run(read_sheet, name, content, name=name)


def read_sheet(name: str, content: bytes) -> Sheet:
    """Return the first sheet of a workbook, or a CSV file, as text. Raises Refusal."""
    if not content:
        raise uploads.refuse(N_("{name} is empty. Choose the file again."), "empty", name=name)
    if len(content) > MOST_BYTES:
        raise uploads.refuse(
            N_("{name} is larger than {most} MB. Send the sheets of one year at a time."),
            "upload_large",
            name=name,
            most=MOST_BYTES // 1024 // 1024,
        )
    return _sheet_of(name, _table_of(name, content))


def _table_of(name: str, content: bytes) -> list[list[str]]:
    ending = PurePath(name).suffix.lower()
    if content.startswith((uploads.ZIP, uploads.OLD_EXCEL)):
        cells = uploads.first_sheet(name, content)
        return [[as_text(one) for one in row] for row in cells]
    if ending not in (".csv", ".txt", ".tsv"):
        raise uploads.refuse(
            N_("{name} is neither a workbook nor CSV. Save it as .xlsx or .csv and send that."),
            "upload_kind",
            name=name,
        )
    text = _decode(name, content)
    head = text[:20_000]
    delimiter = max(DELIMITERS, key=head.count)
    rows = uploads.csv_rows(name, text.encode(), delimiter)
    return [[as_text(one) for one in row] for row in rows]


def _decode(name: str, content: bytes) -> str:
    """Return a CSV file as text: in UTF-8 or UTF-16, else as Excel saves it in this region."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: Sequence[str] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1250")
    for one in encodings:
        try:
            return content.decode(one)
        except UnicodeDecodeError:
            continue
    raise uploads.refuse(
        N_("{name} cannot be read. Save it as CSV in UTF-8, or as .xlsx."),
        "csv_unreadable",
        name=name,
    )


def as_text(value: Any) -> str:
    """Return a cell as text: days and times in ISO form, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 10**15 else repr(value)
    if isinstance(value, datetime):
        midnight = value.hour == value.minute == value.second == 0
        return value.date().isoformat() if midnight else value.strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return " ".join(str(value).replace("\x00", "").split())[:LONGEST_CELL]


def _sheet_of(name: str, table: list[list[str]]) -> Sheet:
    place = _place_of_headings(table)
    if place is None:
        raise uploads.refuse(
            N_("{name} has no row with two headings or more. Write the headings above the rows."),
            "no_headings",
            name=name,
        )
    width = max((index + 1 for index, one in enumerate(table[place]) if one), default=0)
    rows = [row[:width] + [""] * (width - len(row)) for row in table[place + 1 :]]
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise uploads.refuse(
            N_("{name} has headings and no rows below them."), "no_rows", name=name
        )
    if len(rows) > MOST_ROWS or width > MOST_COLUMNS:
        raise uploads.refuse(
            N_("{name} has more than {rows} rows or {columns} columns. Send it in parts."),
            "too_many_rows",
            name=name,
            rows=f"{MOST_ROWS:,}",
            columns=MOST_COLUMNS,
        )
    headings = [one or f"({letters(index)})" for index, one in enumerate(table[place][:width])]
    return Sheet(headings, rows, place + 2)


def _place_of_headings(table: list[list[str]]) -> int | None:
    """Return the row of the headings: of the first rows the first that is as wide as any."""
    widths = [sum(1 for one in row if one) for row in table[:HEADINGS_WITHIN]]
    widest = max(widths, default=0)
    if widest < 2:
        return None
    # Headings name every column; a row below may leave some out, a title fills one cell.
    return next(place for place, width in enumerate(widths) if width * 2 > widest and width > 1)


def letters(index: int) -> str:
    """Return the letters of a column as spreadsheets write them: 0 is A, 26 is AA."""
    found = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        found = chr(65 + rest) + found
    return found
