"""Rows of a CSV text that somebody has sent or typed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .errors import Refusal
from .words import N_

if TYPE_CHECKING:
    Rows = csv.DictReader[str]
else:
    Rows = csv.DictReader


class _Lines:
    """The cells of each line. Raises Refusal where they cannot be told apart."""

    def __init__(self, text: str, field: str) -> None:
        # Kept as they are, ends of lines inside quotes stay, and a lone CR ends a line.
        self._lines = csv.reader(io.StringIO(text, newline=""))
        self._field = field

    @property
    def line_num(self) -> int:
        return self._lines.line_num

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        try:
            return next(self._lines)
        except csv.Error:
            raise Refusal(
                N_("Row {row} cannot be read as CSV. Save the file as CSV in UTF-8."),
                field=self._field,
                code="csv_unreadable",
                row=self.line_num,
            ) from None


class CsvText(Rows):
    """Rows by column, like ``csv.DictReader``; what is no CSV raises Refusal for a form's field."""

    def __init__(self, text: str, *, field: str = "file") -> None:
        super().__init__(())
        self.reader = _Lines(text, field)  # type: ignore[assignment]
