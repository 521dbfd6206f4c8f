"""Index lookups in a choice filter: the conditions that an index can answer.

``[region = /data/region and kind = 'village']`` looks up ``region`` and ``kind``. The filter is
still evaluated on the items found, so an index never changes a result.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .syntax import Expr, calls_in
from .xpath import Value, text_of_node, to_text

# Functions of the node they stand at when called without arguments.
OF_THE_NODE = {"string", "number", "string-length", "normalize-space", "position", "name"}
NEVER_THE_SAME = {"position", "last", "once", "random", "uuid"}
COMPARING = {"=", "!=", "<", "<=", ">", ">=", "and", "or"}
CONDITIONS = {
    "selected", "not", "contains", "starts-with", "ends-with", "regex", "boolean", "true", "false",
    "boolean-from-string", "search-row",
}  # fmt: skip


@dataclass(frozen=True)
class Lookup:
    """A condition that a child of the item has a text that does not depend on the item."""

    child: str
    wanted: Expr
    is_selected: bool = False  # the text is one of several, separated by spaces


def is_plain_condition(predicate: Expr) -> bool:
    """Return whether a predicate says yes or no for each item, whatever its position."""
    if any(name in {"position", "last"} for name, _ in calls_in(predicate)):
        return False
    if predicate.kind == "chain":
        return set(predicate.value) <= COMPARING
    if predicate.kind == "call":
        return predicate.value in CONDITIONS
    return predicate.kind in {"path", "literal"}


def lookups_in(predicate: Expr) -> list[Lookup]:
    """Return what a filter looks up: each narrows the items, none decides alone."""
    return list(_lookups(predicate))


def _lookups(tree: Expr) -> Iterator[Lookup]:
    if tree.kind == "chain" and set(tree.value) == {"and"}:
        for part in tree.parts:
            yield from _lookups(part)
    elif tree.kind == "chain" and tree.value == ("=",):
        one, other = tree.parts
        for mine, wanted in ((one, other), (other, one)):
            child = _child(mine)
            if child and is_independent(wanted):
                yield Lookup(child, wanted)
                return
    elif tree.kind == "call" and tree.value == "selected" and len(tree.parts) == 2:
        child = _child(tree.parts[1])
        if child and is_independent(tree.parts[0]):
            yield Lookup(child, tree.parts[0], is_selected=True)


def _child(tree: Expr) -> str:
    """Return the name of the child that an expression reads from the item, "" for another."""
    if tree.kind != "path" or tree.absolute or tree.parts:
        return ""
    steps = [step for step in tree.steps if (step.axis, step.test) != ("self", "node()")]
    if len(steps) != 1 or any(step.predicates for step in tree.steps):
        return ""
    (step,) = steps
    return step.test if step.axis == "child" and step.test not in {"*", "node()", "text()"} else ""


def is_independent(tree: Expr) -> bool:
    """Return whether an expression has the same value for every item of a list."""
    if tree.kind == "path":
        return is_independent(tree.parts[0]) if tree.parts else tree.absolute
    if tree.kind == "call" and (
        tree.value in NEVER_THE_SAME or (tree.value in OF_THE_NODE and not tree.parts)
    ):
        return False
    return all(map(is_independent, tree.parts))


def texts_of(value: Value, is_selected: bool) -> set[str] | None:
    """Return the texts to look up; None for a number or a truth, which compare otherwise."""
    if is_selected:
        return set(to_text(value).split())
    if isinstance(value, list):
        return {text_of_node(node) for node in value} or {""}
    return {value} if isinstance(value, str) else None
