"""A form filled in on a page: its tree for some answers, and the submission that is made of it.

What is not relevant is left out, values are calculated, and each repetition is there as often as
it was added or as the form counts, all as on a phone.
"""

from __future__ import annotations

import copy
import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from lxml import etree

from .answers import NO, Checker, codes_of
from .definition import Choice, Definition, Question
from .evaluate import evaluate, list_of, truth
from .layout import lay_out
from .messages import WrongExpression
from .places import Place
from .rules import rules_of
from .xpath import World, to_number, to_text, to_truth

ROUNDS = 5  # of calculations, conditions and counts that read each other
MOST_ROWS = 50  # of one repetition on a page
NUMBERS = {"int", "integer", "long", "short", "decimal", "double", "float"}
JR_TEMPLATE = "{http://openrosa.org/javarosa}template"

At = tuple[int, ...]
"""Which row of each repetition around a question, the outermost first, from 1."""
Spot = tuple[str, At]
"""The key of a question, or the path of a repetition, and the rows around it."""


@dataclass(frozen=True)
class Answers:
    """What was typed so far, and how often each repetition is there: once, unless ``rows`` says."""

    given: Mapping[Spot, str] = field(default_factory=dict)
    rows: Mapping[Spot, int] = field(default_factory=dict)

    @classmethod
    def of_first_rows(cls, definition: Definition, given: Mapping[str, str]) -> Answers:
        """Return answers by the keys of their questions, in the first row of each repetition."""
        depths = {
            one.key: len(repeats_around(definition, one.path)) for one in definition.questions
        }
        return cls({(key, (1,) * depths.get(key, 0)): value for key, value in given.items()})

    def with_row(self, repeat: str, at: At) -> Answers:
        """Return the answers with one row more of a repetition."""
        number = min(self.rows.get((repeat, at), 1) + 1, MOST_ROWS)
        return replace(self, rows={**self.rows, (repeat, at): number})

    def without_row(self, definition: Definition, repeat: str, at: At) -> Answers:
        """Return the answers without a row, the last number of ``at``; the next ones move up."""
        outer, row = at[:-1], at[-1]
        keys = {one.key for one in definition.questions if one.path.startswith(f"{repeat}/")}
        inside = keys | {one for one in definition.repeats if one.startswith(f"{repeat}/")}

        def moved(spot: Spot) -> Spot | None:
            name, there = spot
            if name not in inside or there[: len(outer)] != outer or there[len(outer)] < row:
                return spot
            if there[len(outer)] == row:
                return None
            return name, (*outer, there[len(outer)] - 1, *there[len(at) :])

        rows = {new: one for spot, one in self.rows.items() if (new := moved(spot)) is not None}
        rows[repeat, outer] = max(0, self.rows.get((repeat, outer), 1) - 1)
        given = {new: one for spot, one in self.given.items() if (new := moved(spot)) is not None}
        return Answers(given, rows)


@dataclass(frozen=True)
class Interview:
    """When a form is filled in: the values of its start and end, and the time of its rules."""

    now: datetime
    started: datetime


def repeats_around(definition: Definition, path: str) -> list[str]:
    """Return the repetitions that a path is in, or is, the outermost first."""
    return sorted((one for one in definition.repeats if f"{path}/".startswith(f"{one}/")), key=len)


def rows_around(definition: Definition, node: Any, path: str) -> At:
    """Return the rows of the repetitions that an element is in, or is."""
    found: list[int] = []
    while path.count("/") > 1:
        if path in definition.repeats:
            found.insert(0, 1 + sum(1 for _ in node.itersiblings(node.tag, preceding=True)))
        node, path = node.getparent(), path.rpartition("/")[0]
    return tuple(found)


def settle(definition: Definition, answers: Answers, when: Interview) -> tuple[Any, Walk]:
    """Return the tree of a form for some answers, and a walk that has checked it.

    A question that is not asked has no answer, whatever was typed before it disappeared.
    """
    hidden: set[Spot] = set()
    for _round in range(ROUNDS):
        root = _with_counts(definition, answers, when, hidden)
        walk = Walk(lay_out(definition, root, in_place=True), lambda: when.now)
        walk.run()
        found = {
            (one.key, rows_around(definition, node, one.path))
            for one, node in walk.hidden
            if len(node) == 0 and (node.text or "").strip()
        }
        if found <= hidden:
            break
        hidden |= found
    return root, walk


def as_submission(
    definition: Definition, answers: Answers, instance_id: str, when: Interview
) -> bytes:
    """Return the XML that a phone would send for these answers."""
    root, walk = settle(definition, answers, when)
    for _question, node in walk.hidden:
        while node is not root and len(node) == 0:
            parent = node.getparent()
            if parent is None:
                break
            parent.remove(node)
            node = parent
    for node in root.iter():
        node.attrib.pop(JR_TEMPLATE, None)
        node.tail = None
        if len(node):
            node.text = None
    root.set("id", definition.form_id)
    if definition.version:
        root.set("version", definition.version)
    meta = root.find("meta")
    if meta is None:
        meta = etree.SubElement(root, "meta")
    own = meta.find("instanceID")
    if own is None:
        own = etree.SubElement(meta, "instanceID")
    own.text = instance_id
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _with_counts(
    definition: Definition, answers: Answers, when: Interview, hidden: set[Spot]
) -> Any:
    """Return the filled-in tree in which each repetition is there as often as its form counts."""
    rows = dict(answers.rows)
    for _round in range(ROUNDS):
        root = copy.deepcopy(definition.template)
        _repeat(definition, root, f"/{definition.root}", (), rows)
        _fill(definition, root, answers.given, when, hidden)
        _calculate(definition, root, when, hidden)
        counted = dict(_counts(definition, root, when))
        if all(rows.get(spot, 1) == number for spot, number in counted.items()):
            break
        rows |= counted
    return root


def _repeat(definition: Definition, node: Any, path: str, at: At, rows: Mapping[Spot, int]) -> None:
    """Give each repetition below an element its number of rows; without one, it has one."""
    seen: set[str] = set()
    for child in list(node):
        inner = f"{path}/{child.tag}"
        if inner not in definition.repeats:
            _repeat(definition, child, inner, at, rows)
            continue
        if inner in seen:  # the template of a repetition and a first one
            node.remove(child)
            continue
        seen.add(inner)
        wanted = rows.get((inner, at), 1)
        copies = [child, *(copy.deepcopy(child) for _ in range(wanted - 1))]
        for before, one in itertools.pairwise(copies):
            before.addnext(one)
        for number, one in enumerate(copies, 1):
            _repeat(definition, one, inner, (*at, number), rows)
        if wanted == 0:
            node.remove(child)


def _below(path: str) -> str:
    """Return a path from the root element on."""
    return path.split("/", 2)[-1]


def _leaves(definition: Definition, root: Any, question: Question) -> Iterator[tuple[Any, At]]:
    for node in root.findall(_below(question.path)):
        if len(node) == 0:
            yield node, rows_around(definition, node, question.path)


def _fill(
    definition: Definition,
    root: Any,
    given: Mapping[Spot, str],
    when: Interview,
    hidden: set[Spot],
) -> None:
    for question in definition.questions:
        bind = question.bind
        for node, at in _leaves(definition, root, question):
            spot = (question.key, at)
            if spot in hidden:
                node.text = ""
            elif spot in given:
                node.text = given[spot]
            elif bind.preload == "date" or (bind.preload == "timestamp" and bind.type == "date"):
                node.text = when.now.date().isoformat()
            elif bind.preload == "timestamp":
                moment = when.started if bind.preload_params == "start" else when.now
                node.text = moment.isoformat(timespec="milliseconds")


def _world(definition: Definition, root: Any, when: Interview) -> World:
    return World(
        root,
        instances=definition.instances,
        indexes=definition.indexes,
        repeats=frozenset(definition.repeats),
        last_saved=definition.last_saved,
        now=lambda: when.now,
        choice_label=definition.label_of_choice,
        text_of=lambda key: definition.texts.get(key, key),
    )


def _calculate(definition: Definition, root: Any, when: Interview, hidden: set[Spot]) -> None:
    """Fill in calculated values, until none changes."""
    world = _world(definition, root, when)
    calculated = [
        (one, node)
        for one in definition.questions
        if one.bind.calculate
        for node, at in _leaves(definition, root, one)
        if (one.key, at) not in hidden
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


def _counts(definition: Definition, root: Any, when: Interview) -> Iterator[tuple[Spot, int]]:
    """Yield how often the form counts each of its repetitions."""
    world = _world(definition, root, when)
    for repeat, rule in definition.counts.items():
        above = repeat.rpartition("/")[0]
        for node in root.findall(_below(above)) if above.count("/") > 1 else [root]:
            try:
                number = to_number(evaluate(rule, world, node))
            except WrongExpression:
                continue
            wanted = 0 if math.isnan(number) else math.trunc(min(max(number, 0), MOST_ROWS))
            yield (repeat, rows_around(definition, node, above)), wanted


class Walk(Checker):
    """Checks the answers, and notes what is asked, what is not, and what may be added."""

    asks_all = True

    def __init__(self, layout: Any, now: Any) -> None:
        super().__init__(layout, now)
        self.asked: list[tuple[Question, Any, tuple[Any, ...]]] = []
        self.hidden: list[tuple[Question, Any]] = []
        self.more: list[tuple[Place, Any]] = []  # repetitions that may be added, and what is above

    def visit(self, node: Any, place: Place, parts: Any, asked: int, row: int) -> None:
        super().visit(node, place, parts, asked, row)
        for name, inside in place.inner.items():
            if asked != NO and inside.repeat and inside.path not in self.form.counts:
                first = node.find(name)
                if self._is_relevant(inside, node if first is None else first):
                    self.more.append((inside, node))

    def _is_relevant(self, place: Place, node: Any) -> bool:
        if place.bind is None or not place.bind.relevant:
            return True
        try:
            return to_truth(evaluate(place.bind.relevant, self.world, node))
        except WrongExpression:
            return True

    def answer(
        self, place: Place, question: Question, node: Any, raw: str | None, asked: int, row: int
    ) -> None:
        relevant, before = rules_of(self.form, place).relevant, len(self.found)
        is_asked = asked != NO and (
            relevant is None or self.verdict(relevant, node, None, question.key, row) != NO
        )
        if not is_asked:
            self.hidden.append((question, node))
            return
        super().answer(place, question, node, raw, asked, row)
        if question.control and "/meta/" not in question.path:
            self.asked.append((question, node, tuple(self.found[before:])))

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
