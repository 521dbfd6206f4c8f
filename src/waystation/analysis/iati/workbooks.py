"""The Excel workbooks of IATI Publisher: read as IATI, and written from it.

Four workbooks (activity, result, indicator, period), each with the sheets of ``sheets``. What is
read becomes one IATI file, which is then checked as any other; ``cells`` leads from an element
back to the cell it was typed in.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from .findings import Finding, Severity
from .records import Org
from .rows import fill, filled_rows, in_order, own_columns, plain_cell, rows_of
from .ruleset import path_of
from .schema import VERSION
from .sheets import ACTIVITY, BOOKS, LEVELS, Level, Sheet

NO_BOOK, NO_COLUMN, NO_KEY = "W.60", "W.61", "W.62"
IGNORED = {"Instructions", "Options"}
MOST_ROWS = 200_000


@dataclass
class Book:
    """What workbooks hold as IATI: the file, the cell of each element, what was not read."""

    xml: bytes = b""
    cells: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def located(self, one: Finding) -> Finding:
        """Return a finding with the cell it is about in front of its path."""
        path = one.path
        while path and path not in self.cells:
            path = path.rpartition("/")[0]
        if not path:
            return one
        cell = self.cells[path]
        row = "".join(mark for mark in cell.rpartition("!")[2] if mark.isdigit())
        return Finding(
            one.rule, one.severity, f"{cell} {one.path}", one.sentence, one.record, int(row),
            one.category,
        )  # fmt: skip


class _Reading:
    def __init__(self, reporting: Org) -> None:
        self.reporting = reporting
        self.sheets: dict[str, list[list[Any]]] = {}
        self.known: dict[tuple[str, str], Any] = {}
        self.made: list[tuple[Any, str, str]] = []
        self.findings: list[Finding] = []
        self.root = etree.Element("iati-activities", version=VERSION)

    def open(self, content: bytes) -> None:
        """Take the sheets of a workbook, or of the workbooks in a zip."""
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            names = [name for name in file.namelist() if name.lower().endswith(".xlsx")]
            inner = [file.read(name) for name in names[:8]]
        for one in inner or [content]:
            book = CalamineWorkbook.from_filelike(io.BytesIO(one))
            for name in book.sheet_names:
                if name not in IGNORED:
                    self.sheets[name] = book.get_sheet_by_name(name).to_python(nrows=MOST_ROWS)

    def wrong(self, rule: str, cell: str, sentence: str, severity: Severity = "critical") -> None:
        self.findings.append(Finding(rule, severity, cell, sentence, category="workbook"))

    def rows(self, name: str, columns: Iterable[str]) -> Iterable[tuple[int, dict[str, Any]]]:
        """Return the filled rows of a sheet below its heading, by the names of its columns."""
        lines = list(filled_rows(self.sheets.get(name, ())))
        if not lines:
            return
        head = [str(cell or "").strip() for cell in lines[0][1]]
        missing = [column for column in columns if column.strip() not in head]
        if missing:
            self.wrong(NO_COLUMN, f"{name}!1", f"There is no column “{missing[0]}”. Leave the "
                       "names of the columns as they are in the template.", "warning")  # fmt: skip
        for number, line in lines[1:]:
            row = {
                label: cell
                for label, cell in zip(head, line, strict=False)
                if label and cell not in (None, "")
            }
            if row:
                yield number, {"": head, **row}

    def activity(self, key: str) -> Any:
        """Return the activity with an identifier, made where it is new."""
        if ("iati-activity", key) not in self.known:
            made = etree.SubElement(self.root, "iati-activity")
            etree.SubElement(made, "iati-identifier").text = f"{self.reporting.ref}-{key}"
            org = etree.SubElement(
                made, "reporting-org", ref=self.reporting.ref, type=self.reporting.type
            )
            etree.SubElement(org, "narrative").text = self.reporting.name
            self.known["iati-activity", key] = made
        return self.known["iati-activity", key]

    def sheet(self, sheet: Sheet, kind: str) -> None:
        """Read one sheet into the elements that its keys name."""
        own = own_columns(sheet)
        key, element = "", None
        for number, row in self.rows(sheet.name, [sheet.key, *(n for n, _p in sheet.columns)]):
            head = row.pop("")
            given = plain_cell(row.get(sheet.key), "")
            cells = {
                name: text
                for name, path in sheet.columns
                if (text := plain_cell(row.get(name.strip()), path)) != ""
            }
            changed = bool(given) and given != key
            key = given or key
            if not cells:
                if kind == "iati-activity" and key:
                    self.activity(key)
                continue
            parent = self.parent(kind, key, f"{sheet.name}!{_letter(head, sheet.key)}{number}")
            if parent is None:
                element = None
                continue
            if not sheet.element:
                element = parent
            elif sheet.single:
                element = parent.find(sheet.element)
                element = etree.SubElement(parent, sheet.element) if element is None else element
            elif changed or element is None or any(name in cells for name in own):
                element = etree.SubElement(parent, sheet.element)
            written: list[tuple[Any, str, str]] = []
            fill(element, sheet, cells, written)
            self.made += [
                (one, attribute, f"{sheet.name}!{_letter(head, column)}{number}")
                for one, attribute, column in written
            ]

    def parent(self, kind: str, key: str, cell: str) -> Any:
        if not key:
            self.wrong(NO_KEY, cell, "This row does not say to what it belongs.")
            return None
        if kind == "iati-activity":
            return self.activity(key)
        found = self.known.get((kind, key))
        if found is None:
            self.wrong(NO_KEY, cell, f"There is no {kind} “{key}” in its mapper.")
        return found

    def level(self, level: Level) -> None:
        """Read the mapper of a level of the results chain, then its sheets."""
        above, count, own = level.columns
        last = ""
        for number, row in self.rows(level.mapper, level.columns):
            head = row.pop("")
            last = plain_cell(row.get(above), "") or last
            text = plain_cell(row.get(count), "")
            key = plain_cell(row.get(own), "") or (f"{last}_{text}" if text else "")
            if not key:
                continue
            cell = f"{level.mapper}!{_letter(head, above)}{number}"
            parent = self.parent(level.above, last, cell)
            if parent is not None and (level.element, key) not in self.known:
                made = etree.SubElement(parent, level.element)
                self.known[level.element, key] = made
                self.made.append((made, "", cell))
        for sheet in level.sheets:
            self.sheet(sheet, level.element)

    def book(self) -> Book:
        for activity in self.root:
            in_order(activity)
        cells: dict[str, str] = {}
        numbers = {id(one): at for at, one in enumerate(self.root, 1)}
        for element, attribute, cell in self.made:
            top = element
            while top.getparent() is not self.root:
                top = top.getparent()
            path = path_of(element, numbers[id(top)])
            cells.setdefault(path, cell)
            if attribute:
                cells[f"{path}/@{attribute}"] = cell
        xml = etree.tostring(self.root, xml_declaration=True, encoding="utf-8", pretty_print=True)
        return Book(xml, cells, self.findings)


def _letter(head: Sequence[str], column: str) -> str:
    at = list(head).index(column.strip()) if column.strip() in head else 0
    return f"{chr(64 + at // 26) if at >= 26 else ''}{chr(65 + at % 26)}"


def read_workbooks(contents: Sequence[bytes], reporting: Org) -> Book:
    """Return workbooks of IATI Publisher as one file of IATI; a zip may hold several of them.

    ``reporting`` is the organisation that publishes: the workbooks do not name it.
    """
    reading = _Reading(reporting)
    for content in contents:
        try:
            reading.open(content)
        except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
            reading.wrong(NO_BOOK, "", f"This is not an Excel workbook: {error}")
    if not reading.findings and not {one.name for one in ACTIVITY} & set(reading.sheets):
        reading.wrong(
            NO_BOOK,
            "",
            "None of the sheets is of the activity workbook of IATI Publisher. Bring it, with the "
            "other three where there are results.",
        )
    for sheet in ACTIVITY:
        reading.sheet(sheet, "iati-activity")
    for level in LEVELS:
        reading.level(level)
    return reading.book()


def write_workbooks(root: Any, ref: str) -> dict[str, bytes]:
    """Return the four workbooks of the activities below ``root``, by name.

    ``ref`` is the reference of the organisation: identifiers are written without it.
    """
    tables: dict[str, dict[str, list[list[str]]]] = {name: {} for name in BOOKS}
    for sheet in ACTIVITY:
        tables["activity"][sheet.name] = [_head(sheet)]
    for level in LEVELS:
        tables[level.book][level.mapper] = [list(level.columns)]
        for sheet in level.sheets:
            tables[level.book][sheet.name] = [_head(sheet)]
    for activity in root.iter("iati-activity"):
        key = (activity.findtext("iati-identifier") or "").strip().removeprefix(f"{ref}-")
        for sheet in ACTIVITY:
            _write(tables["activity"][sheet.name], activity, sheet, key)
        _chain(tables, activity, "iati-activity", key)
    return {name: _workbook(sheets) for name, sheets in tables.items()}


def _head(sheet: Sheet) -> list[str]:
    return [sheet.key, *(name for name, _path in sheet.columns)]


def _write(table: list[list[str]], parent: Any, sheet: Sheet, key: str) -> None:
    elements = parent.findall(sheet.element) if sheet.element else [parent]
    for element in elements:
        for at, row in enumerate(rows_of(element, sheet)):
            if row or (sheet.name == "Settings" and at == 0):
                table.append([key if at == 0 else "", *(row.get(n, "") for n, _p in sheet.columns)])


def _chain(
    tables: Mapping[str, Mapping[str, list[list[str]]]], parent: Any, kind: str, key: str
) -> None:
    for level in LEVELS:
        if level.above != kind:
            continue
        for number, element in enumerate(parent.findall(level.element), 1):
            text = f"{level.mark}{number}"
            own = f"{key}_{text}" if kind != "iati-activity" else f"{key}-{text}"
            tables[level.book][level.mapper].append([key, text, own])
            for sheet in level.sheets:
                _write(tables[level.book][sheet.name], element, sheet, own)
            _chain(tables, element, level.element, own)


def _workbook(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for at, text in enumerate(row):
                    if text != "":
                        page.write_string(number, at, text, bold if number == 0 else None)
    return body.getvalue()
