"""Trying a form out before anybody is asked: what it shows for some answers, and what it says.

What is not relevant is left out, calculated values are filled in, choices are filtered, and each
answer is judged, all as on a phone. Each repetition is tried once.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .answers import NO, Checker, Problem, codes_of
from .definition import Choice, Definition, Question
from .evaluate import evaluate, list_of, truth
from .layout import lay_out
from .messages import WrongExpression
from .places import Place
from .rules import rules_of
from .xpath import World, to_text

ROUNDS = 5  # of calculations that read each other
NUMBERS = {"int", "integer", "long", "short", "decimal", "double", "float"}


@dataclass(frozen=True)
class Head:
    """The heading of a group or of a repetition."""

    path: str
    label: str
    repeats: bool
    level: int


@dataclass(frozen=True)
class Asked:
    """A question that the form asks for these answers."""

    question: Question
    value: str = ""
    is_required: bool = False
    choices: tuple[Choice, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass
class Trial:
    """A form as it looks for some answers: its headings and questions, in order."""

    parts: list[Head | Asked] = field(default_factory=list)

    @property
    def asked(self) -> list[Asked]:
        return [one for one in self.parts if isinstance(one, Asked)]


def try_out(
    definition: Definition, answers: Mapping[str, str], now: datetime | None = None
) -> Trial:
    """Return what the form shows for ``answers``, which are named by the keys of questions.

    Without an answer a question has its default. Raises nothing: a rule that cannot be evaluated
    is among the problems of its question, as in a submission.
    """
    clock = now or datetime.now().astimezone()
    root = _filled(definition, answers, clock)
    _calculate(definition, root, clock)
    walk = _Walk(lay_out(definition, root, in_place=True), lambda: clock)
    walk.run()
    trial, open_heads = Trial(), set[str]()
    for question, node in walk.asked:
        for head in _heads(definition, question.path):
            if head.path not in open_heads:
                open_heads.add(head.path)
                trial.parts.append(head)
        trial.parts.append(
            Asked(
                question,
                (node.text or "").strip() if len(node) == 0 else "",
                walk.is_required(question, node),
                tuple(walk.choices_now(question, node)) if question.is_choice else (),
                tuple(one for one in walk.found if one.question == question.key),
            )
        )
    return trial


def _heads(definition: Definition, path: str) -> Iterator[Head]:
    """Yield the headings above a question, the outermost first."""
    steps, level = path.split("/")[1:-1], 0
    for number in range(2, len(steps) + 1):
        above = "/" + "/".join(steps[:number])
        label, repeats = definition.heads.get(above, ""), above in definition.repeats
        if label or repeats:
            yield Head(above, label or definition.repeats.get(above, ""), repeats, level)
            level += 1


def _filled(definition: Definition, answers: Mapping[str, str], now: datetime) -> Any:
    root = copy.deepcopy(definition.template)
    for repeat in definition.repeats:  # the template of a repetition and a first one
        for twin in root.findall(_below(repeat))[1:]:
            twin.getparent().remove(twin)
    for question in definition.questions:
        node = root.find(_below(question.path))
        if node is None or len(node):
            continue
        bind = question.bind
        if question.key in answers:
            node.text = answers[question.key]
        elif bind.preload == "date" or (bind.preload == "timestamp" and bind.type == "date"):
            node.text = now.date().isoformat()
        elif bind.preload == "timestamp":
            node.text = now.isoformat(timespec="milliseconds")
    return root


def _below(path: str) -> str:
    """Return a path from the root element on."""
    return path.split("/", 2)[-1]


def _calculate(definition: Definition, root: Any, now: datetime) -> None:
    """Fill in calculated values, until none changes."""
    world = World(
        root,
        instances=definition.instances,
        indexes=definition.indexes,
        repeats=frozenset(definition.repeats),
        last_saved=definition.last_saved,
        now=lambda: now,
        choice_label=definition.label_of_choice,
        text_of=lambda key: definition.texts.get(key, key),
    )
    calculated = [
        (one, node)
        for one in definition.questions
        if one.bind.calculate and (node := root.find(_below(one.path))) is not None
    ]
    for _round in range(ROUNDS):
        changed = False
        for question, node in calculated:
            try:
                value = to_text(evaluate(question.bind.calculate, world, node))
            except WrongExpression:
                value = ""
            if question.bind.type in NUMBERS and value == "NaN":
                value = ""
            changed = changed or value != (node.text or "")
            node.text = value
        if not changed:
            return


class _Walk(Checker):
    """Checks the answers and notes which questions are asked."""

    def __init__(self, layout: Any, now: Any) -> None:
        super().__init__(layout, now)
        self.asked: list[tuple[Question, Any]] = []

    def answer(
        self, place: Place, question: Question, node: Any, raw: str | None, asked: int, row: int
    ) -> None:
        relevant = rules_of(self.form, place).relevant
        is_asked = asked != NO and (
            relevant is None or self.verdict(relevant, node, None, question.key, row) != NO
        )
        if not is_asked:
            return  # what was typed before it disappeared is not an answer
        if question.control and "/meta/" not in question.path:
            self.asked.append((question, node))
        super().answer(place, question, node, raw, asked, row)

    def is_required(self, question: Question, node: Any) -> bool:
        text = question.bind.required
        if text in {"", "false()"}:
            return False
        try:
            return text == "true()" or truth(text, self.world, node)
        except WrongExpression:
            return False

    def choices_now(self, question: Question, node: Any) -> list[Choice]:
        """Return the choices that pass the filter now."""
        known = self.form.choices_of(question)
        itemset = question.itemset
        if itemset is None or (
            (listed := list_of(itemset.nodeset)) is not None and not listed.filters
        ):
            return known
        own = {one.code for one in question.choices}
        try:
            offered = set(codes_of(evaluate(itemset.nodeset, self.world, node), itemset.value))
        except WrongExpression:
            return known
        return [one for one in known if one.code in offered or one.code in own]
