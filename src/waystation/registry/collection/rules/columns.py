"""The columns of a form's answers: one per question of any published version.

A question keeps its column if a later version moves it into a group, rewords it or changes its
type; such changes are reported, because the column has the answers of both versions.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from waystation.analysis.xforms.definition import Definition, Question
from waystation.foundation.shared.words import N_

MOST_CHOICES_SAID = 5
MOST_CHOICES_COMPARED = 500  # a longer list is a register of places, not an answer's meaning


@dataclass(frozen=True)
class Edition:
    """One published version of a form."""

    id: UUID
    name: str
    definition: Definition


@dataclass(frozen=True)
class Change:
    """What a later version changed of a question: a sentence (English source) with its values."""

    sentence: str
    values: Mapping[str, Any]


@dataclass
class AnswerColumn:
    """A column of answers. ``question`` is as the newest version that asks it has it.

    ``versions`` names those that ask it, the oldest first; ``keys`` is where each has its answer.
    """

    key: str
    question: Question
    versions: list[str] = field(default_factory=list)
    keys: dict[UUID, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    in_every_version: bool = True

    def answer(self, version: UUID, row: Mapping[str, str]) -> str:
        """Return a row's answer in ``version``, "" if that version did not ask it."""
        key = self.keys.get(version)
        return row.get(key, "") if key is not None else ""


def repeats_of(editions: Sequence[Edition]) -> list[str]:
    """Return the repetitions that any version has, those of the newest (the first) first."""
    return list(dict.fromkeys(key for one in editions for key in one.definition.repeats.values()))


def columns_of_editions(editions: Sequence[Edition], repeat: str = "") -> list[AnswerColumn]:
    """Return the columns of the main table, or of a repetition; ``editions`` newest first."""
    columns: list[AnswerColumn] = []
    asked: dict[int, list[tuple[Edition, Question]]] = {}
    places: dict[str, AnswerColumn] = {}
    for edition in editions:
        new: list[tuple[AnswerColumn, Question]] = []
        by_key = {one.key: one for one in columns}
        taken: set[int] = set()
        questions = list(_questions(edition.definition, repeat))
        for question in questions:  # those that stayed where they were come first
            if (found := places.get(_place(question))) is not None:
                new.append((found, question))
                taken.add(id(found))
        for question in questions:
            if _place(question) in places:
                continue
            found = by_key.get(question.key)
            if found is None or id(found) in taken:
                found = AnswerColumn(_free(question, {one.key for one in columns}), question)
                columns.append(found)
            new.append((found, question))
            taken.add(id(found))
        for column, question in new:
            places[_place(question)] = column
            column.keys[edition.id] = question.key
            asked.setdefault(id(column), []).append((edition, question))
    labels: dict[tuple[UUID, Any], dict[str, str]] = {}
    for column in columns:
        oldest_first = asked[id(column)][::-1]
        column.versions = [edition.name or "–" for edition, _question in oldest_first]
        column.in_every_version = len(oldest_first) == len(editions)
        for before, after in itertools.pairwise(oldest_first):
            column.changes += _changes(before, after, labels)
    return columns


def _questions(definition: Definition, repeat: str) -> Iterator[Question]:
    paths = {key: path for path, key in definition.repeats.items()}
    if repeat and repeat not in paths:
        return
    for question in definition.table(paths.get(repeat, "")):
        if not question.is_note and "/meta/" not in question.path:
            yield question


def _place(question: Question) -> str:
    """Return where a question is, without the name of the form's root."""
    return question.path.split("/", 2)[-1]


def _free(question: Question, taken: set[str]) -> str:
    """Return a name for a new column: the question's, unless a newer version gave it another."""
    name = question.key if question.key not in taken else _place(question)
    while name in taken:
        name += "_"
    return name


def _kind(question: Question) -> str:
    many = " (several)" if question.is_many else ""
    return ("choice" if question.is_choice else question.bind.type) + many


def _changes(
    before: tuple[Edition, Question],
    after: tuple[Edition, Question],
    labels: dict[tuple[UUID, Any], dict[str, str]],
) -> Iterator[Change]:
    (old_edition, old), (new_edition, new) = before, after
    named = {"before": old_edition.name or "–", "after": new_edition.name or "–"}
    if _kind(old) != _kind(new):
        yield Change(
            N_("Type {old} in version {before}, {new} in version {after}."),
            {**named, "old": _kind(old), "new": _kind(new)},
        )
    if old.label != new.label and old.label and new.label:
        yield Change(
            N_("Version {before} asked “{old}”, version {after} asks “{new}”."),
            {**named, "old": old.label[:80], "new": new.label[:80]},
        )
    if old.is_choice and new.is_choice:
        were, are = _labels(old_edition, old, labels), _labels(new_edition, new, labels)
        other = [code for code in were if code in are and were[code] != are[code]]
        for code in other[:MOST_CHOICES_SAID]:
            yield Change(
                N_("{code} meant “{old}” in version {before}, “{new}” in version {after}."),
                {**named, "code": code, "old": were[code][:80], "new": are[code][:80]},
            )


def _labels(
    edition: Edition, question: Question, known: dict[tuple[UUID, Any], dict[str, str]]
) -> dict[str, str]:
    """Return what the choices of a question mean; nothing for a very long list."""
    place = (edition.id, question.itemset or question.path)
    if place not in known:
        choices = edition.definition.choices_of(question)
        known[place] = {
            one.code: one.label for one in choices[: MOST_CHOICES_COMPARED + 1] if one.label
        }
        if len(choices) > MOST_CHOICES_COMPARED:
            known[place] = {}
    return known[place]
