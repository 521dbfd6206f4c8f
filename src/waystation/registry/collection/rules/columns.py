"""The columns of a form's answers: one per question of any published version.

A question keeps its column if a later version moves it into a group, rewords it or changes its
type; such changes are reported, because the column has the answers of both versions.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, cast
from uuid import UUID

from waystation.analysis.xforms.definition import Definition, Question
from waystation.analysis.xforms.languages import is_same_language
from waystation.foundation.shared.words import N_

MOST_CHOICES_SAID = 5
MOST_CHOICES_COMPARED = 500  # a longer list is a register of places, not an answer's meaning


@dataclass(frozen=True)
class Edition:
    """One published version of a form: what it means in the reader's language, and in its own."""

    id: UUID
    name: str
    definition: Definition
    own: Definition


@dataclass(frozen=True)
class Change:
    """What a later version changed of a question: a sentence (English source) with its values."""

    sentence: str
    values: Mapping[str, Any]


@dataclass
class AnswerColumn:
    """A column of answers. ``question`` is as the newest version that asks it has it.

    ``versions`` names those that ask it, the oldest first; ``asked`` is how each asks it.
    """

    key: str
    question: Question
    versions: list[str] = field(default_factory=list)
    asked: dict[UUID, tuple[Definition, Question]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    in_every_version: bool = True

    def answer(self, version: UUID, row: Mapping[str, str], *, in_words: bool = False) -> str:
        """Return a row's answer in ``version``, "" if that version did not ask it.

        With ``in_words`` choices are given as their labels in that version.
        """
        if version not in self.asked:
            return ""
        definition, question = self.asked[version]
        answer = row.get(question.key, "")
        if not (in_words and answer and question.is_choice):
            return answer
        choices = definition.choices_by_code(question)
        codes = answer.split() if question.is_many else [answer]
        return ", ".join((one in choices and choices[one].label) or one for one in codes)


class AnswerCells:
    """Turns rows of answers into cells, one for each column.

    The keys that a version uses are looked up once, because a file has millions of cells.
    """

    def __init__(self, columns: Sequence[AnswerColumn], *, in_words: bool = False) -> None:
        self.columns, self.in_words = columns, in_words
        self._of_version: dict[UUID, tuple[Any, dict[str, str], list[int]]] = {}

    def cells(self, version: UUID, row: Mapping[str, str]) -> Sequence[str]:
        """Return the answers of a row in ``version``, as :meth:`AnswerColumn.answer` does."""
        if version not in self._of_version:
            self._of_version[version] = self._prepared(version)
        values_of, blank, choices = self._of_version[version]
        try:
            found = values_of(row)
        except KeyError:  # it has no value for a question that was skipped or not asked
            found = values_of({**blank, **row})
        if not choices:
            return cast(Sequence[str], found)
        cells = [*found]
        for place in choices:
            if cells[place]:
                cells[place] = self.columns[place].answer(version, row, in_words=True)
        return cells

    def _prepared(self, version: UUID) -> tuple[Any, dict[str, str], list[int]]:
        asked = [one.asked.get(version) for one in self.columns]
        keys = ["" if one is None else one[1].key for one in asked]
        choices = [n for n, one in enumerate(asked) if self.in_words and one and one[1].is_choice]
        if len(keys) > 1:
            return itemgetter(*keys), dict.fromkeys(keys, ""), choices
        return lambda row: [row[key] for key in keys], dict.fromkeys(keys, ""), choices


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
            column.asked[edition.id] = (edition.definition, question)
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
    compared = [
        (one, one.by_path[old.path], other, other.by_path[new.path])
        for one, other in _in_one_language(old_edition, new_edition)
    ]
    asked = [(were.label, are.label) for _one, were, _other, are in compared]
    for was, now in [(was, now) for was, now in asked if was != now and was and now][:1]:
        yield Change(
            N_("Version {before} asked “{old}”, version {after} asks “{new}”."),
            {**named, "old": was[:80], "new": now[:80]},
        )
    if not (old.is_choice and new.is_choice):
        return
    other_meaning: dict[str, tuple[str, str]] = {}
    for one, were, other, are in compared:
        meant = _labels(old_edition.id, one, were, labels)
        means = _labels(new_edition.id, other, are, labels)
        for code in meant:
            if code in means and meant[code] != means[code]:
                other_meaning.setdefault(code, (meant[code], means[code]))
    for code, (was, now) in list(other_meaning.items())[:MOST_CHOICES_SAID]:
        yield Change(
            N_("{code} meant “{old}” in version {before}, “{new}” in version {after}."),
            {**named, "code": code, "old": was[:80], "new": now[:80]},
        )


def _in_one_language(old: Edition, new: Edition) -> list[tuple[Definition, Definition]]:
    """Return the texts of two versions to compare: the reader's, then the forms' own.

    Texts in two languages differ without any change; only where there are no others are they
    compared.
    """
    pairs = [(old.definition, new.definition), (old.own, new.own)]
    same = [pair for pair in pairs if is_same_language(pair[0].language, pair[1].language)]
    return same or pairs[1:]


def _labels(
    edition: UUID,
    definition: Definition,
    question: Question,
    known: dict[tuple[UUID, Any], dict[str, str]],
) -> dict[str, str]:
    """Return what the choices of a question mean; nothing for a very long list."""
    place = (edition, (definition.language, question.itemset or question.path))
    if place not in known:
        choices = definition.choices_of(question)
        known[place] = {
            one.code: one.label for one in choices[: MOST_CHOICES_COMPARED + 1] if one.label
        }
        if len(choices) > MOST_CHOICES_COMPARED:
            known[place] = {}
    return known[place]
