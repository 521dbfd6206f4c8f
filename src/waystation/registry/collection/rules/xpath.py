"""XPath 1.0 as XForms use it, compiled to plain functions over lxml elements.

The grammar is XPath 1.0 (W3C, 16 November 1999); what ODK adds or reads differently is from
the ODK XForms specification: a path that finds nothing reads as the empty string in a
comparison, ISO dates count as days since 1970, ``position(node)``, ``current()``,
``instance('id')``. Compiled, because a survey round evaluates half a million expressions.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

Node = Any  # an lxml element, or Text for an attribute
Value = Any  # list of nodes, str, float or bool
Compiled = Callable[["Scope"], Value]

EPOCH = date(1970, 1, 1)
LONGEST = 20_000
DEEPEST = 120


class WrongExpression(ValueError):
    """The expression cannot be read; the message says where."""


@dataclass(frozen=True)
class Text:
    """The value of an attribute, standing where a node may stand."""

    text: str
    tag: str = ""


@dataclass
class World:
    """What an evaluation may look at besides its node."""

    root: Node
    instances: dict[str, Node] = field(default_factory=dict)
    repeats: frozenset[str] = frozenset()
    now: Callable[[], datetime] = lambda: datetime.now().astimezone()
    choice_label: Callable[[str, str], str] | None = None
    text_of: Callable[[str], str] | None = None
    paths: dict[str, list[Node]] = field(default_factory=dict)


@dataclass
class Scope:
    """Where an expression is evaluated: the node, its place, and the node it began at."""

    world: World
    node: Node
    position: int = 1
    size: int = 1
    current: Node = None

    def at(self, node: Node, position: int, size: int) -> Scope:
        return Scope(self.world, node, position, size, self.current)


# --- values -------------------------------------------------------------------------------


def text_of_node(node: Node) -> str:
    if isinstance(node, Text):
        return node.text
    if len(node) == 0:
        return node.text or ""
    return "".join(node.itertext())


def to_text(value: Value) -> str:
    """Return the string value (XPath 1.0, section 4.2)."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return text_of_node(value[0]) if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return str(int(value)) if value == int(value) else repr(float(value))


_DATE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?(.*))?$")
_NUMBER = re.compile(r"^\s*-?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s*$")


def days_of(text: str) -> float | None:
    """Return an ISO date or time as days since 1970-01-01, None for other text."""
    found = _DATE.match(text)
    if not found:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    whole = float((day - EPOCH).days)
    if found[4]:
        seconds = int(found[4]) * 3600 + int(found[5]) * 60 + float(found[6] or 0)
        whole += seconds / 86400 - _offset(found[7]) / 1440
    return whole


def _offset(text: str) -> int:
    found = re.match(r"^([+-])(\d{2}):?(\d{2})?$", text or "")
    if not found:
        return 0
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return minutes if found[1] == "+" else -minutes


def date_of(days: float) -> str:
    return (EPOCH + timedelta(days=math.floor(days))).isoformat()


def to_number(value: Value) -> float:
    """Return the number value; an ISO date counts in days, as ODK has it."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    text = to_text(value)
    if _NUMBER.match(text):
        return float(text)
    days = days_of(text.strip())
    return math.nan if days is None else days


def to_truth(value: Value) -> bool:
    if isinstance(value, float):
        return not (value == 0 or math.isnan(value))
    return bool(value)


def nodes_of(value: Value) -> list[Node]:
    if isinstance(value, list):
        return value
    raise WrongExpression("A path was expected where a value stands.")


# --- tokens -------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<literal>"[^"]*"|'[^']*')
    | (?P<mark>::|//|\.\.|!=|<=|>=|[()\[\].@,/|+\-=<>*])
    | (?P<name>[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?(?::\*)?)
    | (?P<variable>\$[\w.\-]+)
    )""",
    re.VERBOSE,
)
OPERATORS = {"and", "or", "div", "mod"}
AXES = {
    "child",
    "parent",
    "self",
    "attribute",
    "descendant",
    "descendant-or-self",
    "ancestor",
    "ancestor-or-self",
    "following-sibling",
    "preceding-sibling",
}


def tokens_of(text: str) -> list[tuple[str, str]]:
    """Split an expression into (kind, text); a name after an operand is an operator."""
    found: list[tuple[str, str]] = []
    at = 0
    text = text.rstrip()
    if len(text) > LONGEST:
        raise WrongExpression("The expression is too long.")
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match or match.end() == at:
            raise WrongExpression(f"Cannot read “{text[at : at + 20].strip()}”.")
        kind = match.lastgroup or ""
        piece = match[kind]
        at = match.end()
        after_operand = bool(found) and (
            found[-1][0] in {"number", "literal", "name"}
            or (found[-1][0] == "mark" and found[-1][1] in {")", "]", ".", ".."})
            or found[-1] == ("star", "*")
        )
        if kind == "mark" and piece == "*":
            kind = "operator" if after_operand else "star"
        elif kind == "name" and after_operand:
            if piece not in OPERATORS:
                raise WrongExpression(f"An operator is missing before “{piece}”.")
            kind = "operator"
        elif kind == "variable":
            raise WrongExpression(f"“{piece}” is not known here.")
        found.append((kind, piece))
    return found


# --- the tree -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    axis: str
    test: str  # a local name, "*", or "node()"/"text()"
    predicates: tuple[Expr, ...] = ()


@dataclass(frozen=True)
class Expr:
    """One node of the syntax tree; ``kind`` says which fields count."""

    kind: str  # number, literal, call, path, unary, binary
    value: Any = None
    parts: tuple[Expr, ...] = ()
    steps: tuple[Step, ...] = ()
    absolute: bool = False


LEVELS = [{"or"}, {"and"}, {"=", "!="}, {"<", "<=", ">", ">="}, {"+", "-"}, {"*", "div", "mod"}]


class Parser:
    """A recursive-descent parser of XPath 1.0."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens_of(text)
        self.at = 0
        self.depth = 0

    def whole(self) -> Expr:
        if not self.tokens:
            raise WrongExpression("The expression is empty.")
        expression = self.level(0)
        if self.at != len(self.tokens):
            raise WrongExpression(f"“{self.tokens[self.at][1]}” was not expected.")
        return expression

    def peek(self, *marks: str) -> bool:
        return (
            self.at < len(self.tokens)
            and self.tokens[self.at][0] in {"mark", "operator", "star"}
            and (self.tokens[self.at][1] in marks)
        )

    def take(self, *marks: str) -> str:
        if not self.peek(*marks):
            seen = self.tokens[self.at][1] if self.at < len(self.tokens) else "the end"
            raise WrongExpression(f"“{marks[0]}” was expected, not “{seen}”.")
        self.at += 1
        return self.tokens[self.at - 1][1]

    def level(self, height: int) -> Expr:
        if height == 0:
            self.depth += 1
            if self.depth > DEEPEST:
                raise WrongExpression("The expression is nested too deeply.")
        if height == len(LEVELS):
            return self.unary()
        left = self.level(height + 1)
        while self.peek(*LEVELS[height]) and self.tokens[self.at][0] != "star":
            sign = self.take(*LEVELS[height])
            left = Expr("binary", sign, (left, self.level(height + 1)))
        if height == 0:
            self.depth -= 1
        return left

    def unary(self) -> Expr:
        if self.peek("-"):
            self.take("-")
            return Expr("unary", "-", (self.unary(),))
        left = self.path()
        while self.peek("|"):
            self.take("|")
            left = Expr("binary", "|", (left, self.path()))
        return left

    def path(self) -> Expr:
        if self.at >= len(self.tokens):
            raise WrongExpression("The expression ends too early.")
        kind, piece = self.tokens[self.at]
        following = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else ("", "")
        base: Expr | None = None
        if kind == "number":
            self.at += 1
            return Expr("number", float(piece))
        if kind == "literal":
            self.at += 1
            base = Expr("literal", piece[1:-1])
        elif kind == "mark" and piece == "(":
            self.take("(")
            base = self.level(0)
            self.take(")")
        elif (
            kind == "name"
            and following == ("mark", "(")
            and piece not in {"node", "text", "comment"}
        ):
            base = self.call(piece)
        if base is None:
            return self.location()
        predicates = self.predicates()
        steps: list[Step] = []
        if predicates:
            steps.append(Step("self", "node()", predicates))
        if self.peek("/", "//"):
            steps += self.steps()
        return Expr("path", None, (base,), tuple(steps)) if steps else base

    def call(self, name: str) -> Expr:
        self.at += 1
        self.take("(")
        parts: list[Expr] = []
        while not self.peek(")"):
            parts.append(self.level(0))
            if not self.peek(")"):
                self.take(",")
        self.take(")")
        return Expr("call", name, tuple(parts))

    def location(self) -> Expr:
        absolute = self.peek("/", "//")
        if absolute:
            if self.peek("/") and not self.step_follows(1):
                self.take("/")
                return Expr("path", None, (), (), True)
            return Expr("path", None, (), tuple(self.steps()), True)
        return Expr("path", None, (), (self.step(), *self.steps()))

    def step_follows(self, ahead: int) -> bool:
        at = self.at + ahead
        if at >= len(self.tokens):
            return False
        kind, piece = self.tokens[at]
        return kind in {"name", "star"} or piece in {".", "..", "@"}

    def steps(self) -> list[Step]:
        found: list[Step] = []
        while self.peek("/", "//"):
            if self.take("/", "//") == "//":
                found.append(Step("descendant-or-self", "node()"))
            found.append(self.step())
        return found

    def step(self) -> Step:
        if self.peek("."):
            self.take(".")
            return Step("self", "node()", self.predicates())
        if self.peek(".."):
            self.take("..")
            return Step("parent", "node()", self.predicates())
        axis = "child"
        if self.peek("@"):
            self.take("@")
            axis = "attribute"
        elif (
            self.at + 1 < len(self.tokens)
            and self.tokens[self.at][0] == "name"
            and self.tokens[self.at + 1] == ("mark", "::")
        ):
            axis = self.tokens[self.at][1]
            if axis not in AXES:
                raise WrongExpression(f"“{axis}::” is not supported.")
            self.at += 2
        if self.at >= len(self.tokens) or self.tokens[self.at][0] not in {"name", "star"}:
            raise WrongExpression("A name was expected in the path.")
        test = self.tokens[self.at][1]
        self.at += 1
        if self.peek("("):
            self.take("(")
            self.take(")")
            test += "()"
        return Step(axis, local(test), self.predicates())

    def predicates(self) -> tuple[Expr, ...]:
        found: list[Expr] = []
        while self.peek("["):
            self.take("[")
            found.append(self.level(0))
            self.take("]")
        return tuple(found)


def local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rsplit(":", 1)[-1]


@lru_cache(maxsize=8192)
def parse(text: str) -> Expr:
    """Return the syntax tree of an expression. Raises WrongExpression."""
    return Parser(text).whole()


def calls_in(expression: Expr) -> Iterator[tuple[str, int]]:
    """Yield the name and the number of arguments of every function called."""
    if expression.kind == "call":
        yield expression.value, len(expression.parts)
    for part in expression.parts:
        yield from calls_in(part)
    for step in expression.steps:
        for predicate in step.predicates:
            yield from calls_in(predicate)


def paths_in(expression: Expr, context: str) -> Iterator[str]:
    """Yield the plain paths an expression reads, absolute, as seen from ``context``.

    Paths that go through a predicate or start at a function are left out: they may point at
    another repetition, which is no circle.
    """
    if expression.kind == "path" and not expression.parts:
        here = [] if expression.absolute else context.strip("/").split("/")
        plain = True
        for step in expression.steps:
            plain &= not step.predicates
            if step.axis == "parent":
                here = here[:-1]
            elif step.axis == "child" and step.test not in {"*", "node()", "text()"}:
                here = [*here, step.test]
            elif step.axis != "self":
                plain = False
        if plain:
            yield "/" + "/".join(here)
    for part in expression.parts:
        yield from paths_in(part, context)
