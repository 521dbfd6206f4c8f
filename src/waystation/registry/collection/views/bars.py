"""The answers behind a bar of a form's summary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from waystation.registry.collection.rules.columns import AnswerColumn
from waystation.registry.collection.rules.summaries import is_in_bar

MOST_ROWS = 5000
"""Submissions that are opened for a summary or a bar of it, the newest: answers are encrypted."""
NAMES = ("question", "bar")


@dataclass(frozen=True)
class Bar:
    """A question, and the key of one of the bars of its summary."""

    column: AnswerColumn
    key: str

    @classmethod
    def asked(cls, columns: Sequence[AnswerColumn], query: Mapping[str, str]) -> Bar | None:
        """Return the bar that a query asks for, None for all answers."""
        question, key = (query.get(name, "") for name in NAMES)
        column = next((one for one in columns if one.key == question), None)
        return cls(column, key) if column is not None and key else None

    def has(self, version: UUID, row: Mapping[str, str]) -> bool:
        """Return whether the bar counts a row of answers."""
        return is_in_bar(self.column, self.key, self.column.answer(version, row))

    def submissions(self, rows: Iterable[tuple[Any, Mapping[str, str]]]) -> list[UUID]:
        """Return the submissions that the bar counts, each once."""
        found = (one.id for one, row in rows if self.has(one.form_version_id, row))
        return list(dict.fromkeys(found))

    def in_words(self, path: str, query: Mapping[str, str]) -> dict[str, str]:
        """Return question and answer, and the address of all answers."""
        question = self.column.question
        answer = self.key.replace("..", "–")
        if question.is_choice:
            labels = (d.choices_by_code(one).get(self.key) for d, one in self.column.asked.values())
            answer = next((one.label for one in labels if one and one.label), self.key)
        others = {k: v for k, v in query.items() if k not in {*NAMES, "after", "row"}}
        return {
            "question": question.label or self.column.key,
            "answer": answer,
            "clear": f"{path}?{urlencode(others)}",
        }
