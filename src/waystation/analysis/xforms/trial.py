"""What a form shows for some answers, and what it says of them, as a phone would.

What is not relevant is left out, calculated values are filled in, choices are filtered, and each
answer is judged. A form is tried and filled in with this (:mod:`.filling`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .answers import Problem
from .definition import Choice, Definition, Question
from .filling import Answers, At, Interview, rows_around, settle
from .places import places_of

Position = tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Head:
    """The heading of a group, or of one row of a repetition."""

    path: str
    label: str
    repeats: bool
    level: int
    at: At = ()
    is_removable: bool = False


@dataclass(frozen=True)
class More:
    """The end of a repetition that may be added once more, with how often it is there."""

    path: str
    label: str
    at: At
    rows: int


@dataclass(frozen=True)
class Asked:
    """A question that the form asks for these answers."""

    question: Question
    value: str = ""
    is_required: bool = False
    choices: tuple[Choice, ...] = ()
    problems: tuple[Problem, ...] = ()
    at: At = ()


@dataclass
class Trial:
    """A form as it looks for some answers: its headings and questions, in order."""

    parts: list[Head | Asked | More] = field(default_factory=list)

    @property
    def asked(self) -> list[Asked]:
        return [one for one in self.parts if isinstance(one, Asked)]


def try_out(
    definition: Definition,
    answers: Mapping[str, str] | Answers,
    now: datetime | None = None,
    started: datetime | None = None,
) -> Trial:
    """Return what the form shows for ``answers``.

    They are named by the keys of questions, in the first rows of repetitions, or have their rows.
    Without an answer a question has its default. Raises nothing: a rule that cannot be evaluated
    is among the problems of its question, as in a submission.
    """
    clock = now or datetime.now().astimezone()
    if not isinstance(answers, Answers):
        answers = Answers.of_first_rows(definition, answers)
    _root, walk = settle(definition, answers, Interview(clock, started or clock))
    found: list[tuple[Position, Head | Asked | More]] = []
    open_heads: set[tuple[str, At]] = set()
    for question, node, problems in walk.asked:
        at = rows_around(definition, node, question.path)
        for head in _heads(definition, question.path, at):
            if (head.path, head.at) not in open_heads:
                open_heads.add((head.path, head.at))
                found.append((_position(definition, head.path, head.at), head))
        asked = Asked(
            question,
            (node.text or "").strip() if len(node) == 0 else "",
            walk.is_required(question, node),
            tuple(walk.choices_now(question, node)) if question.is_choice else (),
            problems,
            at,
        )
        found.append((_position(definition, question.path, at), asked))
    for place, above in walk.more:
        at = rows_around(definition, above, place.path.rpartition("/")[0])
        rows = len(above.findall(place.path.rpartition("/")[2]))
        more = More(place.path, _label(definition, place.path), at, rows)
        found.append((_position(definition, place.path, (*at, math.inf)), more))
    found.sort(key=lambda one: one[0])
    return Trial([part for _position_of, part in found])


def _label(definition: Definition, path: str) -> str:
    return definition.heads.get(path, "") or definition.repeats.get(path, "")


def _heads(definition: Definition, path: str, at: At) -> Iterator[Head]:
    """Yield the headings above a question, the outermost first."""
    steps, level, depth = path.split("/")[1:-1], 0, 0
    for number in range(2, len(steps) + 1):
        above = "/" + "/".join(steps[:number])
        label, repeats = _label(definition, above), above in definition.repeats
        depth += repeats
        if label:
            is_removable = repeats and above not in definition.counts
            yield Head(above, label, repeats, level, at[:depth], is_removable)
            level += 1


def _position(definition: Definition, path: str, at: tuple[float, ...]) -> Position:
    """Return where something is in the form: the place of each step, and the row of repetitions."""
    place, rows = places_of(definition), iter(at)
    found: list[tuple[int, float]] = []
    for name in path.split("/")[2:]:
        order: Any = place.wanted
        number = order.index(name) if name in order else len(order)
        place = place.inner[name]
        found.append((number, next(rows) if place.repeat else 0))
    return tuple(found)
