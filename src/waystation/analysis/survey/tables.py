"""Results as tables: on a console, in a notebook, and as pandas, Polars or Arrow."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from waystation.foundation.shared.words import N_

from .problems import CannotEstimate

LONGEST = 60  # rows printed; all of them are in to_pandas() and its like


@dataclass
class Display:
    """A table to read: texts only. ``left``: how many leading columns are labels."""

    title: str
    headers: list[str]
    rows: list[list[str]]
    left: int
    notes: list[str] = field(default_factory=list)

    def as_text(self) -> str:
        """Return the table as aligned lines."""
        columns = list(zip(self.headers, *self.rows, strict=True))
        widths = [max(map(len, column)) for column in columns]

        def line(cells: Sequence[str]) -> str:
            padded = (
                cell.ljust(width) if place < self.left else cell.rjust(width)
                for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
            )
            return "  ".join(padded).rstrip()

        return "\n".join(
            [self.title, "", *(line(row) for row in (self.headers, *self.rows)), *self.notes]
        )

    def as_html(self) -> str:
        """Return the table for a notebook; every text is escaped by the serialiser."""
        table = ElementTree.Element("table")
        ElementTree.SubElement(table, "caption").text = self.title
        head = ElementTree.SubElement(ElementTree.SubElement(table, "thead"), "tr")
        body = ElementTree.SubElement(table, "tbody")
        for place, header in enumerate(self.headers):
            self._cell(head, "th", header, place).set("scope", "col")
        for row in self.rows:
            line = ElementTree.SubElement(body, "tr")
            for place, text in enumerate(row):
                self._cell(line, "th" if place < self.left else "td", text, place)
        if self.notes:
            foot = ElementTree.SubElement(ElementTree.SubElement(table, "tfoot"), "tr")
            cell = ElementTree.SubElement(foot, "td", {"colspan": str(len(self.headers))})
            cell.set("style", "text-align: left")
            for note in self.notes:
                ElementTree.SubElement(cell, "div").text = note
        return ElementTree.tostring(table, encoding="unicode")

    def _cell(
        self, line: ElementTree.Element, tag: str, text: str, place: int
    ) -> ElementTree.Element:
        cell = ElementTree.SubElement(line, tag)
        cell.set("style", f"text-align: {'left' if place < self.left else 'right'}")
        cell.text = text
        return cell


class Tabular:
    """What every result can do: print as a table, and leave as a flat, tidy data frame."""

    def display(self) -> Display:
        """Return the table that is printed."""
        raise NotImplementedError

    def as_columns(self) -> dict[str, list[Any]]:
        """Return the tidy table: name → values, one per estimate."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return self.display().as_text()

    def _repr_html_(self) -> str:
        return self.display().as_html()

    def to_arrow(self) -> Any:
        """Return the estimates as an Arrow table, one row each."""
        import pyarrow

        columns = self.as_columns()
        return pyarrow.table({name: _arrow(values) for name, values in columns.items()})

    def to_pandas(self) -> Any:
        """Return the estimates as a pandas data frame, one row each."""
        try:
            import pandas  # noqa: F401 - Arrow needs it
        except ImportError:
            raise _absent("pandas") from None
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """Return the estimates as a Polars data frame, one row each."""
        try:
            import polars
        except ImportError:
            raise _absent("polars") from None
        return polars.from_arrow(self.to_arrow())


def _absent(library: str) -> CannotEstimate:
    return CannotEstimate(
        N_("This needs {library}: pip install {library}. to_arrow() works without it."),
        code="library_missing",
        library=library,
    )


def _arrow(values: list[Any]) -> Any:
    import pyarrow

    try:
        return pyarrow.array(values)
    except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError):  # labels of several types
        return pyarrow.array([None if value is None else str(value) for value in values])


def decimals_for(errors: Iterable[float | None], values: Iterable[float | None]) -> int:
    """Return the decimals that give the usual error three significant digits."""
    known = [abs(one) for one in values if one and math.isfinite(one)]
    least = 1e-9 * max(known, default=0.0)  # smaller errors are rounding
    sizes, more = [abs(one) for one in errors if one and least < abs(one) < math.inf], 2
    if not sizes:
        sizes, more = known, 3
    if not sizes:
        return 0
    return min(max(more - math.floor(math.log10(statistics.median(sizes))), 0), 12)


def number(value: float | None, decimals: int) -> str:
    """Return a number for a table; none is a dash."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{value + 0.0:,.{decimals}f}"


def plain(value: float | None) -> str:
    """Return a number of no known precision, to five significant digits."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1e5 or value == int(value) else f"{value:.5g}"


def p_value(p: float | None) -> str:
    """Return a p-value as it is usually printed."""
    if p is None or not math.isfinite(p):
        return "–"
    return "<0.0001" if p < 0.0001 else f"{p:.4f}"


def p_words(p: float) -> str:
    """Return "p = 0.0123" or "p < 0.0001"."""
    text = p_value(p)
    return f"p {text[0]} {text[1:]}" if text.startswith("<") else f"p = {text}"


def label(value: Any) -> str:
    """Return a level or a domain as text; a whole float without its point."""
    if isinstance(value, float) and value == int(value) and math.isfinite(value):
        return str(int(value))
    return "–" if value is None else str(value)
