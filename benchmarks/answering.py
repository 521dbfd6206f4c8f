"""A phone that answers every question it is asked, for forms nobody here has written.

It reads the form as the server hands it out, goes through the questions until nothing changes any
more, leaves out what is not asked, calculates what is calculated, and answers each question with
the first of some plain answers that its type, its list and its constraint allow.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree

from waystation.analysis.xforms.answers import codes_of, fits
from waystation.analysis.xforms.definition import Definition, Question
from waystation.analysis.xforms.evaluate import evaluate, truth
from waystation.analysis.xforms.messages import WrongExpression
from waystation.analysis.xforms.rules import in_span
from waystation.analysis.xforms.xpath import World, to_number, to_text

MOST_ROUNDS = 6
MOST_REPETITIONS = 12
START, END, TODAY = "2026-11-24T09:00:00.000+01:00", "2026-11-24T09:40:00.000+01:00", "2026-11-24"
PRELOADED = {"start": START, "end": END, "today": TODAY}
PLACE, LINE = "42.66 21.16 600 5", "42.66 21.16 600 5; 42.67 21.17 600 5; 42.68 21.15 600 5"
PLAIN: dict[str, list[str]] = {
    "int": ["1", "2", "5", "18", "30", "0", "10", "50", "100", "3", "1000", "2020", "12345678"],
    "decimal": ["1.5", "1", "10", "20.5", "0", "37", "60", "150", "0.5"],
    "date": [TODAY, "2026-11-25", "2026-11-01", "2000-01-15", "2026-12-24", "1990-05-01"],
    "time": ["10:30:00.000+01:00"],
    "dateTime": ["2026-11-24T09:20:00.000+01:00", "2026-12-24T09:20:00.000+01:00"],
    "geopoint": [PLACE],
    "geotrace": [LINE],
    "geoshape": [LINE + "; 42.66 21.16 600 5"],
    "barcode": ["5901234123457"],
    "binary": ["file.bin"],
    "boolean": ["true"],
    "string": [
        "Zana", "OK", "1", "12", "123", "1234567", "12345678", "123456789", "1234567890",
        "0712345678", "+38344123456", "044123456", "ABC123", "zana@example.org", "A",
    ],
}  # fmt: skip
PLAIN["integer"] = PLAIN["int"]


class Phone:
    """Fills one form."""

    def __init__(self, definition: Definition) -> None:
        self.form = definition
        self.root = copy.deepcopy(definition.template)
        self.unanswered: list[str] = []
        self.tidy(self.root, "/" + definition.root)

    def tidy(self, node: Any, path: str) -> None:
        """Take templates of repetitions for their first row; keep one row of each."""
        seen: set[str] = set()
        for child in list(node):
            here = f"{path}/{child.tag}"
            for name in list(child.attrib):
                if name.endswith("template"):
                    del child.attrib[name]
            if here in seen:
                node.remove(child)
            seen.add(here)
            self.tidy(child, here)

    def fill(self, instance_id: str) -> bytes:
        """Return the XML of the filled-in form."""
        before = b""
        for _ in range(MOST_ROUNDS):
            self.world = World(
                self.root,
                instances=self.form.instances,
                indexes=self.form.indexes,
                repeats=frozenset(self.form.repeats),
                last_saved=self.form.last_saved,
                now=lambda: datetime.fromisoformat(START),
                text_of=lambda key: self.form.texts.get(key, key),
            )
            self.unanswered = []
            self.visit(self.root, "/" + self.form.root, asked=True)
            now = etree.tostring(self.root)
            if now == before:
                break
            before = now
        meta = self.root.find("meta")
        if meta is None:
            meta = etree.SubElement(self.root, "meta")
        place = meta.find("instanceID")
        if place is None:
            place = etree.SubElement(meta, "instanceID")
        place.text = instance_id
        return bytes(etree.tostring(self.root))

    def ask(self, rule: str, node: Any, otherwise: bool) -> bool:
        self.world.paths.clear()
        try:
            return truth(rule, self.world, node) if rule else otherwise
        except WrongExpression:
            return otherwise

    def visit(self, node: Any, path: str, *, asked: bool) -> None:
        self.repeat(node, path, asked=asked)
        for child in list(node):
            here = f"{path}/{child.tag}"
            bind = self.form.binds.get(here)
            inner = asked and (bind is None or self.ask(bind.relevant, child, True))
            question = self.form.by_path.get(here)
            if question is not None:
                if question.path.split("/")[-2] != "meta":
                    self.answer(question, child, asked=inner)
            else:
                self.visit(child, here, asked=inner)

    def repeat(self, node: Any, path: str, *, asked: bool) -> None:
        """Make as many rows of each repetition as its count says."""
        for repeat, rule in self.form.counts.items():
            if repeat.rsplit("/", 1)[0] != path or not asked:
                continue
            name = repeat.rsplit("/", 1)[1]
            rows = node.findall(name)
            self.world.paths.clear()
            try:
                wanted = to_number(evaluate(rule, self.world, node))
            except WrongExpression:
                continue
            count = 0 if math.isnan(wanted) else max(0, min(int(wanted), MOST_REPETITIONS))
            for row in rows[count:]:
                node.remove(row)
            blank = self.form.template.find(repeat.split("/", 2)[2])
            for _ in range(count - len(rows)):
                made = copy.deepcopy(blank)
                self.tidy(made, repeat)
                made.attrib.clear()
                there = node.findall(name)
                if there:
                    there[-1].addnext(made)
                else:
                    node.append(made)

    def answer(self, question: Question, node: Any, *, asked: bool) -> None:
        bind = question.bind
        if not asked:
            node.text = None
        elif bind.preload:
            node.text = PRELOADED.get(bind.preload_params, "phone")
        elif bind.calculate:
            if not (node.text and "once(" in bind.calculate):
                self.calculate(bind.calculate, node)
        elif question.control == "" or question.is_readonly or question.control == "trigger":
            if question.control == "trigger" and not question.is_readonly:
                node.text = "OK"
        elif not node.text or not self.allowed(question, node):
            for text in self.answers(question, node):
                node.text = text
                if self.allowed(question, node):
                    return
            node.text = None
            self.unanswered.append(question.key)

    def calculate(self, rule: str, node: Any) -> None:
        self.world.paths.clear()
        try:
            node.text = to_text(evaluate(rule, self.world, node))
        except WrongExpression:
            node.text = None
        if node.text == "NaN":
            node.text = None

    def allowed(self, question: Question, node: Any) -> bool:
        text = node.text or ""
        if not fits(question.bind.type, text):
            return False
        if question.span is not None and not in_span(question, text):
            return False
        return self.ask(question.bind.constraint, node, True)

    def answers(self, question: Question, node: Any) -> Iterator[str]:
        if question.is_choice:
            codes = [choice.code for choice in question.choices]
            if question.itemset is not None:
                self.world.paths.clear()
                try:
                    items = evaluate(question.itemset.nodeset, self.world, node)
                    codes += codes_of(items, question.itemset.value)
                except WrongExpression:
                    codes = [choice.code for choice in self.form.choices_of(question)]
            if question.control == "rank":
                yield " ".join(codes)
            yield from codes[:60]
            if question.is_many and len(codes) > 1:
                yield " ".join(codes[:2])
        elif question.span is not None:
            yield str(question.span.start)
            yield str(question.span.end)
        elif question.control == "upload":
            yield "file.jpg"
        else:
            yield from PLAIN.get(question.bind.type, PLAIN["string"])


def answered(definition: Definition, instance_id: str) -> tuple[bytes, list[str]]:
    """Return a filled-in form, and the questions for which no plain answer was allowed."""
    phone = Phone(definition)
    content = phone.fill(instance_id)
    return content, phone.unanswered
