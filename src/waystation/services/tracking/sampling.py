"""How a round's sample was drawn, as values and as table rows. No database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

EQUAL, FROM_FRAME, FROM_QUESTION = "equal", "frame", "question"
"""Where the weights come from."""


@dataclass(frozen=True)
class FrameRow:
    """One stratum of the sample frame."""

    code: str
    population: int
    target: int | None = None
    drawn: int | None = None


@dataclass(frozen=True)
class MarginRow:
    """A known total of the population: how many there are with an answer to a question."""

    question: str
    level: str
    total: int


@dataclass(frozen=True)
class DesignQuestion:
    """A question of the form, as far as a design may name it."""

    key: str
    label: str
    codes: tuple[str, ...] | None  # of a choice question with one answer
    is_number: bool
    names_strata: bool


@dataclass(frozen=True)
class Sampling:
    """The design of a round, as its page says it and each estimate freezes it."""

    target: int | None = None
    stratum: str = ""
    cluster: str = ""
    weighting: str = EQUAL
    weight: str = ""
    finite: bool = False
    singletons: str = "fail"
    frame: tuple[FrameRow, ...] = ()
    margins: tuple[MarginRow, ...] = ()

    @property
    def planned(self) -> int | None:
        """Return how many interviews were planned in all."""
        return self.target or sum(row.target or 0 for row in self.frame) or None

    @property
    def population(self) -> dict[str, int]:
        """Return the units of each stratum of the frame."""
        return {row.code: row.population for row in self.frame}

    @property
    def totals(self) -> dict[str, dict[str, int]]:
        """Return the known totals, question by question."""
        found: dict[str, dict[str, int]] = {}
        for row in self.margins:
            found.setdefault(row.question, {})[row.level] = row.total
        return found

    def as_data(self) -> dict[str, Any]:
        """Return the design as plain JSON, to be frozen with an estimate."""
        data = asdict(self)
        return {**data, "frame": list(data["frame"]), "margins": list(data["margins"])}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Sampling:
        """Return the design that an estimate froze."""
        given = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        given["frame"] = tuple(FrameRow(**row) for row in data.get("frame", ()))
        given["margins"] = tuple(MarginRow(**row) for row in data.get("margins", ()))
        return cls(**given)


# --- text ----------------------------------------------------------------------------------


def read_frame(text: str) -> tuple[FrameRow, ...]:
    """Return the strata of a frame from rows of text. Raises Refusal naming the row."""
    rows = []
    for number, cells in _rows(text):
        code, population, target, drawn = [*cells, "", "", ""][:4]
        if len(cells) > 4 or not population:
            raise Refusal(
                N_("Row {row} of the sample frame: write code; units; planned; drawn."),
                field="frame",
                code="frame_row",
                row=number,
            )
        rows.append(
            FrameRow(
                code,
                _whole(population, "frame", number) or 0,
                _whole(target, "frame", number),
                _whole(drawn, "frame", number),
            )
        )
    return tuple(rows)


def read_margins(text: str) -> tuple[MarginRow, ...]:
    """Return the known totals from rows of text. Raises Refusal naming the row."""
    rows = []
    for number, cells in _rows(text):
        if len(cells) != 3 or not all(cells):
            raise Refusal(
                N_("Row {row} of the known totals: write question; answer; total."),
                field="margins",
                code="margin_row",
                row=number,
            )
        rows.append(MarginRow(cells[0], cells[1], _whole(cells[2], "margins", number) or 0))
    return tuple(rows)


def write_frame(rows: Sequence[FrameRow]) -> str:
    """Return a frame as the form shows it."""
    return "\n".join(
        "; ".join(
            str(one) for one in (row.code, row.population, _blank(row.target), _blank(row.drawn))
        ).rstrip("; ")
        for row in rows
    )


def write_margins(rows: Sequence[MarginRow]) -> str:
    """Return known totals as the form shows them."""
    return "\n".join(f"{row.question}; {row.level}; {row.total}" for row in rows)


def _blank(value: int | None) -> int | str:
    return "" if value is None else value


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            mark = "\t" if "\t" in line else ";"
            yield number, [cell.strip() for cell in line.split(mark)]


def _whole(text: str, field: str, row: int) -> int | None:
    digits = text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if not digits:
        return None
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise Refusal(
            N_("Row {row}: “{text}” is not a whole number."),
            field=field,
            code="number",
            row=row,
            text=text[:40],
        )
    return int(digits)
