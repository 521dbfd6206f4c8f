"""Tables in a text: rows of cells separated by "|" or tabs, with units and years in headings."""

from __future__ import annotations

import re
from dataclasses import replace

from .cells import unit_of
from .figures import Figure
from .folding import Folded

_ROW = re.compile(r"\||\t")
_BRACKETS = re.compile(r"[(\[]([^)\]]{1,40})[)\]]|, ?([^,|\t]{1,24})$")


def is_row(line: str) -> bool:
    """Return whether a line of a text is the row of a table."""
    return bool(_ROW.search(line.strip().strip("|")))


def _line_at(text: str, place: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    return start, len(text) if end < 0 else end


def _cells(line: str) -> list[str]:
    plain = line.strip(" \r")
    if plain.startswith("|"):
        plain = plain[1:]
    return [one.strip() for one in _ROW.split(plain)]


def _column(line: str, place: int) -> int:
    opened = len(line) - len(line.lstrip(" \r"))
    extra = 1 if line[opened : opened + 1] == "|" else 0
    return len(_ROW.findall(line[:place])) - extra


def heading_of(whole: Folded, place: int) -> str:
    """Return the head of the column that a character of the original is in, "" outside tables."""
    text = whole.original
    start, end = _line_at(text, place)
    line = text[start:end]
    if not is_row(line):
        return ""
    column = _column(line, place - start)
    heading = ""
    while start > 0:
        above = text.rfind("\n", 0, start - 1) + 1
        row = text[above : start - 1]
        if row.strip() and not is_row(row):
            break
        cells = _cells(row)
        if row.strip() and column < len(cells) and not re.fullmatch(r":?-+:?", cells[column]):
            heading = cells[column]
        start = above
    return heading


def caption_of(whole: Folded, place: int) -> tuple[int, int]:
    """Return where the line above the table that a character is in begins and ends, its caption;
    twice the same place where there is none.
    """
    text = whole.original
    start, end = _line_at(text, place)
    if not is_row(text[start:end]):
        return 0, 0
    while start > 0:
        end, start = start - 1, text.rfind("\n", 0, start - 1) + 1
        line = text[start:end].strip()
        if line and not is_row(line):
            return start, end
    return 0, 0


def _label_of(line: str) -> str:
    """Return the first cell of a row that holds words, after a number of its own."""
    cells = _cells(line)
    return next((one for one in cells[:2] if re.search(r"[^\W\d_]{3}", one)), cells[0])


def with_units(figures: list[Figure], whole: Folded) -> list[Figure]:
    """Return figures of tables with the unit that the row or the column names."""
    return [_with_unit(one, whole) for one in figures] if _ROW.search(whole.original) else figures


def _with_unit(figure: Figure, whole: Folded) -> Figure:
    start, end = _line_at(whole.original, figure.start)
    line = whole.original[start:end]
    if figure.kind != "count" or not is_row(line):
        return figure
    for label in (_label_of(line), heading_of(whole, figure.start)):
        for hit in _BRACKETS.finditer(label):
            value, kind, unit, _base = unit_of(hit[1] or hit[2], figure.value, "")
            if kind in {"percent", "points", "money", "rate"} or value != figure.value:
                size = value / figure.value if figure.value else 1
                upper = figure.upper * size if figure.upper is not None else None
                kind, unit = (kind, unit) if kind != "count" else (figure.kind, figure.unit)
                return replace(figure, value=value, step=figure.step * size, upper=upper,
                               kind=kind, unit=unit, alternative=None)  # fmt: skip
    return figure
