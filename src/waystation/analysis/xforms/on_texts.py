"""Rules that read a few answers, evaluated on the texts of these answers.

Most rules of a form are like ``. >= 0 and . <= 120`` or ``/data/works = 'yes'``: they read an
answer or two, each of which is there once. For these no nodes need to be looked for; functions
and operators are the same as everywhere. Whatever reads more is evaluated on the tree
(:mod:`.evaluate`).
"""

from __future__ import annotations

from collections.abc import Callable, Container
from operator import attrgetter
from typing import Any

from .evaluate import build
from .messages import WrongExpression
from .operators import ORDER
from .patterns import linear
from .syntax import Expr, parse
from .xpath import Compiled, Value, to_number

# Functions whose value depends on their arguments alone, and that read one text of a path.
OF_ARGUMENTS = {
    "selected", "not", "boolean", "true", "false", "contains", "starts-with", "ends-with", "regex",
    "string-length", "count-selected", "number", "int", "round", "string", "concat", "if",
}  # fmt: skip
# What evaluating on texts may raise: the tree is asked, which names what is wrong.
NOT_ON_TEXTS = (LookupError, ArithmeticError, ValueError, TypeError, AttributeError)
WITHOUT_ARGUMENTS = {"true", "false"}
OF_TRUTHS = {"not", "boolean", "if"}  # their first argument counts as true or false


class Texts:
    """The answers of a submission that are there once, and the one that a rule belongs to."""

    __slots__ = ("by_path", "here")

    def __init__(self, by_path: dict[str, str]) -> None:
        self.by_path = by_path
        self.here = ""


def condition_on_texts(
    text: str, known: Container[str]
) -> tuple[Callable[[Texts], Value], bool] | None:
    """Return the function of a condition, and whether it reads ``.``; None where it reads more.

    ``known`` has the paths of the questions outside repetitions. The function raises KeyError
    for an answer that has no text, or more than one.
    """
    try:
        tree = parse(text)
        if not _is_truth(tree) or not _is_of_texts(tree, known):
            return None
        made: Any = _between(tree) or build(tree, _read)
        return made, _reads_here(tree)
    except (WrongExpression, RecursionError):
        return None  # it is named where the tree is asked


def _between(tree: Expr) -> Compiled | None:
    """Return the function of ``. >= 0 and . <= 120``, the commonest rule, reading ``.`` once."""
    if tree.kind != "chain" or tree.value != ("and",) or len(tree.parts) != 2:
        return None
    orders = []
    for part in tree.parts:
        if part.kind != "chain" or len(part.value) != 1 or part.value[0] not in ORDER:
            return None
        left, right = part.parts
        if left.kind != "path" or not _is_here(left) or right.kind != "number":
            return None
        orders.append((ORDER[part.value[0]], right.value))
    (one, least), (other, most) = orders

    def between(texts: Any) -> Value:
        value = to_number(texts.here)
        return one(value, least) and other(value, most)

    return between


def _is_truth(tree: Expr) -> bool:
    """Return whether a value is as true on texts as on nodes: a node is true, its text may not be.

    What ``if`` returns may be a node.
    """
    return tree.kind != "path" and (tree.kind, tree.value) != ("call", "if")


def _is_of_texts(tree: Expr, known: Container[str]) -> bool:
    if tree.kind == "path":
        return _is_here(tree) or _path(tree) in known
    if tree.kind == "union":
        return False
    joins = tree.kind == "chain" and not {"and", "or"}.isdisjoint(tree.value)
    if joins and not all(map(_is_truth, tree.parts)):
        return False
    if tree.kind == "call" and not _is_of_arguments(tree):
        return False
    return all(_is_of_texts(part, known) for part in tree.parts)


def _is_of_arguments(tree: Expr) -> bool:
    name, parts = tree.value, tree.parts
    if name not in OF_ARGUMENTS or bool(parts) == (name in WITHOUT_ARGUMENTS):
        return False
    if name in OF_TRUTHS and not _is_truth(parts[0]):
        return False
    if name == "regex":  # a pattern outside RE2 is paid for where the tree is asked
        return len(parts) == 2 and parts[1].kind == "literal" and bool(linear(parts[1].value))
    return True


def _is_here(tree: Expr) -> bool:
    return (
        not tree.absolute
        and not tree.parts
        and all((s.axis, s.test, s.predicates) == ("self", "node()", ()) for s in tree.steps)
    )


def _reads_here(tree: Expr) -> bool:
    return (tree.kind == "path" and _is_here(tree)) or any(map(_reads_here, tree.parts))


def _path(tree: Expr) -> str:
    plain = all(step.axis == "child" and not step.predicates for step in tree.steps)
    if not tree.absolute or tree.parts or not plain:
        return ""
    return "".join(f"/{step.test}" for step in tree.steps)


def _read(tree: Expr) -> Compiled:
    if _is_here(tree):
        return attrgetter("here")
    path = _path(tree)
    return lambda texts: texts.by_path[path]  # type: ignore[attr-defined]
