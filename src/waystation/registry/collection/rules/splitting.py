"""Answers to one question split by those to another, with the numbers that each reader may see.

Users who may open every answer read exact numbers: they could count by hand. For partners and for
everybody each chart is a table of its own under disclosure control (docs/methods-disclosure.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .columns import AnswerColumn
from .summaries import Summary, labels_of_choices

STAFF = "internal"
AUDIENCES = [
    (STAFF, N_("Our own staff")),
    ("partners", N_("Partners")),
    ("public", N_("Everybody")),
]
DATA_SET = "survey"
MOST_PARTS = 8  # colours of a chart
NOT_STATED = ""

C = TypeVar("C", bound=tuple[Hashable, ...])


def has_one_answer(column: AnswerColumn) -> bool:
    """Return whether a question has one choice as its answer."""
    question = column.question
    return question.is_choice and not question.is_many and question.control != "rank"


def may_split(column: AnswerColumn) -> bool:
    """Return whether others can be split by this question: one answer, of a short list."""
    return has_one_answer(column) and len(labels_of_choices(column)) < MOST_PARTS


def counts_split_by(
    column: AnswerColumn, by: AnswerColumn, rows: Iterable[tuple[UUID, Mapping[str, str]]]
) -> dict[tuple[str, str], int]:
    """Return how many gave each answer to ``column`` and to ``by`` (NOT_STATED for none)."""
    found: Counter[tuple[str, str]] = Counter()
    for version, row in rows:
        if answer := column.answer(version, row).strip():
            found[answer, by.answer(version, row).strip()] += 1
    return dict(found)


def hidden_cells(counts: Mapping[C, int], audience: str, secret: bytes) -> set[C]:
    """Return the cells of a table that an audience may not read; its margins may be read."""
    from waystation.analysis import sdc  # takes a moment to load; only outsiders' charts need it

    if audience == STAFF or not counts:
        return set()
    cells = list(counts)
    columns: dict[str, list[str]] = {}
    for place in range(len(cells[0])):
        # numbered, so that no code can be mistaken for the total
        codes = {code: str(n) for n, code in enumerate(dict.fromkeys(one[place] for one in cells))}
        columns[f"d{place}"] = [codes[one[place]] for one in cells]
    table = sdc.Table.of(columns, [counts[one] for one in cells])
    try:
        hidden = sdc.protect(table, sdc.policy_for(audience, DATA_SET), secret=secret).hidden_rows
    except Refusal:  # too few: hiding some would not protect the others
        return set(cells)
    return {cell for cell, away in zip(cells, hidden, strict=True) if away}


def hidden_bars(one: Summary, audience: str, secret: bytes) -> Sequence[bool]:
    """Return for each bar of a summary whether an audience may not read it.

    Where an answer may be in several bars, each is a table of yes and no.
    """
    numbers = [count for _label, count in one.counts]
    if one.column.question.is_many:
        tables = ({("yes",): count, ("no",): max(one.answered - count, 0)} for count in numbers)
        return [bool(hidden_cells(table, audience, secret)) for table in tables]
    bars = {(place,): count for place, count in enumerate(numbers)}
    hidden = hidden_cells(bars, audience, secret)
    return [bar in hidden for bar in bars]
