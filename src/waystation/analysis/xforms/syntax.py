"""The syntax of XPath 1.0 as XForms use it: from text to a tree.

The grammar is XPath 1.0 (W3C, 16 November 1999); what ODK adds is from the ODK XForms
specification: ``position(node)``, ``current()``, ``instance('id')``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .messages import WrongExpression

LONGEST = 20_000
DEEPEST = 150  # nested expressions; each takes a few frames of Python's stack


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
        raise WrongExpression("too_long")
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match or match.end() == at:
            piece = text[at : at + 20].strip()
            raise WrongExpression(
                "reference" if piece.startswith("${") else "unreadable", text=piece
            )
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
                raise WrongExpression("operator_missing", text=piece)
            kind = "operator"
        elif kind == "variable":
            raise WrongExpression("variable", text=piece)
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

    kind: str  # number, literal, call, path, sign, union, chain
    value: Any = None
    parts: tuple[Expr, ...] = ()
    steps: tuple[Step, ...] = ()
    absolute: bool = False


LEVELS = ({"or"}, {"and"}, {"=", "!="}, {"<", "<=", ">", ">="}, {"+", "-"}, {"*", "div", "mod"})
HEIGHT = {sign: height for height, signs in enumerate(LEVELS) for sign in signs}


class Parser:
    """A recursive-descent parser of XPath 1.0."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens_of(text)
        self.at = 0
        self.depth = 0

    def whole(self) -> Expr:
        if not self.tokens:
            raise WrongExpression("empty")
        expression = self.expression()
        if self.at != len(self.tokens):
            raise WrongExpression("unexpected", text=self.tokens[self.at][1])
        return expression

    def peek(self, *marks: str) -> bool:
        return (
            self.at < len(self.tokens)
            and self.tokens[self.at][0] in {"mark", "operator", "star"}
            and (self.tokens[self.at][1] in marks)
        )

    def take(self, *marks: str) -> str:
        if not self.peek(*marks):
            if self.at >= len(self.tokens):
                raise WrongExpression("ended", mark=marks[0])
            raise WrongExpression("expected", mark=marks[0], text=self.tokens[self.at][1])
        self.at += 1
        return self.tokens[self.at - 1][1]

    def expression(self, lowest: int = 0) -> Expr:
        """Read operands and the operators between them that bind at least as ``lowest``.

        Operators of one level stay side by side in one chain, so that a sum of a thousand terms
        is no deeper than a sum of two.
        """
        self.depth += 1
        if self.depth > DEEPEST:
            raise WrongExpression("too_deep")
        left = self.unary()
        while (height := self.height()) >= lowest:
            signs: list[str] = []
            parts = [left]
            while self.height() == height:
                signs.append(self.take(*LEVELS[height]))
                parts.append(self.expression(height + 1))
            left = Expr("chain", tuple(signs), tuple(parts))
        self.depth -= 1
        return left

    def height(self) -> int:
        """Return how strongly the operator that comes next binds, -1 where none comes."""
        if self.at >= len(self.tokens) or self.tokens[self.at][0] not in {"mark", "operator"}:
            return -1
        return HEIGHT.get(self.tokens[self.at][1], -1)

    def unary(self) -> Expr:
        minus = False
        signed = False
        while self.peek("-"):
            self.take("-")
            minus, signed = not minus, True
        parts = [self.path()]
        while self.peek("|"):
            self.take("|")
            parts.append(self.path())
        inner = parts[0] if len(parts) == 1 else Expr("union", None, tuple(parts))
        return Expr("sign", -1.0 if minus else 1.0, (inner,)) if signed else inner

    def path(self) -> Expr:
        if self.at >= len(self.tokens):
            raise WrongExpression("ends_early")
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
            base = self.expression()
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
            parts.append(self.expression())
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
                raise WrongExpression("axis", axis=axis)
            self.at += 2
        if self.at >= len(self.tokens) or self.tokens[self.at][0] not in {"name", "star"}:
            raise WrongExpression("name_expected")
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
            found.append(self.expression())
            self.take("]")
        return tuple(found)


def local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rsplit(":", 1)[-1]


@lru_cache(maxsize=8192)
def parse(text: str) -> Expr:
    """Return the syntax tree of an expression. Raises WrongExpression."""
    try:
        return Parser(text).whole()
    except RecursionError:
        raise WrongExpression("too_deep") from None


def calls_in(expression: Expr) -> Iterator[tuple[str, int]]:
    """Yield the name and the number of arguments of every function called."""
    return ((call.value, len(call.parts)) for call in each_call(expression))


def walk(expression: Expr) -> Iterator[Expr]:
    """Yield an expression and every expression within it."""
    yield expression
    for part in expression.parts:
        yield from walk(part)
    for step in expression.steps:
        for predicate in step.predicates:
            yield from walk(predicate)


def each_call(expression: Expr) -> Iterator[Expr]:
    """Yield every function call within an expression."""
    return (part for part in walk(expression) if part.kind == "call")


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
