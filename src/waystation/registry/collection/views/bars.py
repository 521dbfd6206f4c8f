"""The answers behind a bar of a form's summary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from waystation.registry.collection.rules.columns import AnswerColumn
from waystation.registry.collection.rules.summaries import is_in_bar, labels_of_choices

MOST_ROWS = 5000
"""Submissions that are opened for a summary or a bar of it, the newest: answers are encrypted."""
NAMES = (("question", "bar"), ("by", "part"))
"""The names in an address of a question and its bar, and of the question that splits it."""


@dataclass(frozen=True)
class Bar:
    """A question, and the key of one of the bars of its summary."""

    column: AnswerColumn
    key: str

    def has(self, version: UUID, row: Mapping[str, str]) -> bool:
        """Return whether the bar counts a row of answers."""
        return is_in_bar(self.column, self.key, self.column.answer(version, row))

    def in_words(self) -> tuple[str, str]:
        """Return the question, and the answer that the bar counts."""
        question = self.column.question
        answer = self.key.replace("..", "–")
        if question.is_choice:
            answer = labels_of_choices(self.column).get(self.key, self.key)
        return question.label or self.column.key, answer


def bars_asked(columns: Sequence[AnswerColumn], query: Mapping[str, str]) -> list[Bar]:
    """Return the bars whose answers a query asks for; without any all answers are asked for."""
    known = {one.key: one for one in columns}
    return [
        Bar(known[query[question]], query[key])
        for question, key in NAMES
        if query.get(question) in known and query.get(key)
    ]


def submissions_in(
    bars: Sequence[Bar], rows: Iterable[tuple[Any, Mapping[str, str]]]
) -> list[UUID]:
    """Return the submissions that all these bars count, each once."""
    found = (one.id for one, row in rows if all(bar.has(one.form_version_id, row) for bar in bars))
    return list(dict.fromkeys(found))


def address_of_all(path: str, query: Mapping[str, str]) -> str:
    """Return the address of all answers, whatever the bars."""
    names = {*(name for pair in NAMES for name in pair), "after", "row"}
    return f"{path}?{urlencode({k: v for k, v in query.items() if k not in names})}"
