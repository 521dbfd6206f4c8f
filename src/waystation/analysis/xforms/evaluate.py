"""Turns the syntax tree of an XPath into a function, and runs it."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from . import budget
from .budget import LONG_TEXT, spend
from .functions import FUNCTIONS, LAZY
from .messages import WrongExpression
from .syntax import Expr, Step, local, parse
from .xpath import (
    Compiled,
    Node,
    Scope,
    Text,
    Value,
    World,
    nodes_of,
    text_of_node,
    to_number,
    to_text,
    to_truth,
)


@lru_cache(maxsize=8192)
def compiled(text: str) -> Compiled:
    """Return the function of an expression. Raises WrongExpression with the reason."""
    try:
        return build(parse(text))
    except RecursionError:
        raise WrongExpression("too_deep") from None


def evaluate(text: str, world: World, node: Node) -> Value:
    """Return the value of an expression at a node.

    Raises WrongExpression for one that cannot be evaluated with these answers, TooCostly for
    one that takes more steps than it may.
    """
    run = compiled(text)
    world.budget.begin()
    if budget.current() is not world.budget:  # each evaluation pays from the budget of its world
        budget.use(world.budget)
    try:
        return run(Scope(world, node, current=node))
    except WrongExpression:
        raise
    except RecursionError:
        raise WrongExpression("too_deep") from None
    except (ArithmeticError, ValueError, TypeError, AttributeError, LookupError) as error:
        raise WrongExpression("values") from error


def truth(text: str, world: World, node: Node) -> bool:
    """Return whether a condition holds at a node."""
    return to_truth(evaluate(text, world, node))


# Functions whose answer depends on what they are given and on nothing else.
PLAIN = {"selected", "count-selected", "not", "true", "false"}


@lru_cache(maxsize=8192)
def same_everywhere(text: str) -> bool:
    """Return whether an expression says the same at each place of a form without repetitions.

    It may name answers by their whole path only. Raises WrongExpression as ``compiled`` does.
    """
    return _same_everywhere(parse(text))


def _same_everywhere(tree: Expr) -> bool:
    if tree.kind == "path":
        plain = all(step.axis == "child" and not step.predicates for step in tree.steps)
        return tree.absolute and not tree.parts and plain
    if tree.kind == "call" and tree.value not in PLAIN:
        return False
    return all(map(_same_everywhere, tree.parts))


def build(tree: Expr) -> Compiled:
    if tree.kind in {"number", "literal"}:
        value = tree.value
        return lambda scope: value
    if tree.kind == "sign":
        sign, inner = tree.value, build(tree.parts[0])
        return lambda scope: sign * to_number(inner(scope))
    if tree.kind == "union":
        sets = [build(part) for part in tree.parts]
        return lambda scope: in_order([one for part in sets for one in nodes_of(part(scope))])
    if tree.kind == "chain":
        return chain(tree.value, [build(part) for part in tree.parts])
    if tree.kind == "call":
        return call(tree)
    return path(tree)


def call(tree: Expr) -> Compiled:
    name = tree.value
    parts = [build(part) for part in tree.parts]
    known = FUNCTIONS.get(name)
    if known is None:
        raise WrongExpression("function_unknown", name=name)
    function, least, most = known
    if not least <= len(parts) <= most:
        raise WrongExpression("arguments", name=name, count=len(parts))
    if name in LAZY:  # if(), coalesce(), once(): only the branch that counts is evaluated
        return lambda scope: function(scope, *parts)

    def run(scope: Scope) -> Value:
        found = function(scope, *[part(scope) for part in parts])
        if isinstance(found, str) and len(found) > LONG_TEXT:
            spend(len(found) // LONG_TEXT)
        return found

    return run


ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": lambda a, b: (
        a / b if b else (math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a))
    ),
    "mod": lambda a, b: math.fmod(a, b) if b and not math.isinf(a) else math.nan,
}
ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def chain(signs: tuple[str, ...], parts: list[Compiled]) -> Compiled:
    """Return the function of operands with operators of one level between them."""
    if signs in {("or",), ("and",)}:  # what most rules have; without a generator
        one, other = parts
        if signs == ("or",):
            return lambda scope: to_truth(one(scope)) or to_truth(other(scope))
        return lambda scope: to_truth(one(scope)) and to_truth(other(scope))
    if signs[0] == "or":
        return lambda scope: any(to_truth(part(scope)) for part in parts)
    if signs[0] == "and":
        return lambda scope: all(to_truth(part(scope)) for part in parts)
    first, rest = (
        parts[0],
        [(OPERATIONS[s], part) for s, part in zip(signs, parts[1:], strict=True)],
    )
    if len(rest) == 1:
        ((operation, second),) = rest
        return lambda scope: operation(first(scope), second(scope))

    def fold(scope: Scope) -> Value:
        value = first(scope)
        for operation, part in rest:
            value = operation(value, part(scope))
        return value

    return fold


def arithmetic(sign: str) -> Callable[[Value, Value], Value]:
    compute = ARITHMETIC[sign]
    return lambda a, b: compute(to_number(a), to_number(b))


def ordering(sign: str) -> Callable[[Value, Value], Value]:
    order = ORDER[sign]

    def compare(left: Value, right: Value) -> bool:
        if (type(left) is not list or len(left) == 1) and type(right) is not list:
            return order(to_number(left), to_number(right))
        those = [to_number(b) for b in each(right)]
        return any(order(to_number(a), b) for a in charged(left, those) for b in those)

    return compare


def equality(wanted: bool) -> Callable[[Value, Value], Value]:
    def compare(left: Value, right: Value) -> bool:
        if type(right) is not list:
            if type(left) is not list:
                return equal(left, right) == wanted
            if len(left) == 1:
                return equal(text_of_node(left[0]), right) == wanted
        those = list(each(right))
        return any(equal(a, b) == wanted for a in charged(left, those) for b in those)

    return compare


OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    **{sign: arithmetic(sign) for sign in ARITHMETIC},
    **{sign: ordering(sign) for sign in ORDER},
    "=": equality(True),
    "!=": equality(False),
}


def charged(value: Value, others: list[Value]) -> Iterator[Value]:
    """Yield the values to compare, and pay for comparing each of them with the others."""
    for one in each(value):
        if len(others) > 1:
            spend(len(others))
        yield one


def each(value: Value) -> Iterable[Value]:
    """Return the values to compare: nothing found reads as empty text, as in JavaRosa."""
    if isinstance(value, list):
        if len(value) > 1:
            spend(len(value))
        return [text_of_node(node) for node in value] if value else ("",)
    return (value,)


def equal(a: Value, b: Value) -> bool:
    if isinstance(a, bool) or isinstance(b, bool):
        return to_truth(a) == to_truth(b)
    if isinstance(a, float) or isinstance(b, float):
        return to_number(a) == to_number(b)
    return to_text(a) == to_text(b)


def path(tree: Expr) -> Compiled:
    steps = [one_step(step) for step in tree.steps]
    if tree.parts:
        base = build(tree.parts[0])

        def from_base(scope: Scope) -> Value:
            nodes = nodes_of(base(scope))
            for step in steps:
                nodes = step(scope, nodes)
            return nodes

        return from_base
    if not tree.absolute:

        def relative(scope: Scope) -> Value:
            nodes = [scope.node]
            for step in steps:
                nodes = step(scope, nodes)
            return nodes

        return relative
    return absolute(tree, steps)


def absolute(tree: Expr, steps: list[Callable[[Scope, list[Node]], list[Node]]]) -> Compiled:
    simple = all(step.axis == "child" and not step.predicates for step in tree.steps)
    names = [step.test for step in tree.steps]
    whole = "/" + "/".join(names)

    def walk(scope: Scope) -> Value:
        world = scope.world
        if simple and not world.repeats:
            known = world.paths.get(whole)
            if known is None:
                known = world.paths[whole] = from_top(scope)
            return known
        return from_top(scope)

    def from_top(scope: Scope) -> list[Node]:
        world = scope.world
        if not steps:
            return [world.root]
        first = tree.steps[0]
        if first.axis == "child":
            nodes = [world.root] if first.test in {"*", world.root.tag} else []
        else:
            nodes = [world.root, *list(world.root.iterdescendants())]
            spend(len(nodes))
        here = "/" + world.root.tag
        for index, step in enumerate(tree.steps[1:], start=1):
            nodes = steps[index](scope, nodes)
            here += "/" + step.test
            # Inside a repetition, an absolute path means this repetition, not its brothers.
            if here in world.repeats and index < len(steps) - 1 and not step.predicates:
                spend(len(nodes))
                own = [node for node in nodes if is_around(node, scope.current)]
                nodes = own or nodes
        return nodes

    return walk


def is_around(node: Node, inner: Node) -> bool:
    while inner is not None and not isinstance(inner, Text):
        if inner is node:
            return True
        inner = inner.getparent()
    return False


def one_step(step: Step) -> Callable[[Scope, list[Node]], list[Node]]:
    take = axis(step)
    predicates = [build(predicate) for predicate in step.predicates]

    def walk(scope: Scope, nodes: list[Node]) -> list[Node]:
        found: list[Node] = []
        for node in nodes:
            some = list(take(node))
            if len(some) > 1:
                spend(len(some))
            for predicate in predicates:
                some = kept(scope, some, predicate)
            found += some
        return found if len(nodes) < 2 else in_order(found)

    if step.axis == "self" and step.predicates:

        def filter_all(scope: Scope, nodes: list[Node]) -> list[Node]:
            for predicate in predicates:
                nodes = kept(scope, nodes, predicate)
            return nodes

        return filter_all
    return walk


def kept(scope: Scope, nodes: list[Node], predicate: Compiled) -> list[Node]:
    size = len(nodes)
    spend(size)
    result = []
    for position, node in enumerate(nodes, start=1):
        value = predicate(scope.at(node, position, size))
        if isinstance(value, float) and not isinstance(value, bool):
            if value == position:
                result.append(node)
        elif to_truth(value):
            result.append(node)
    return result


def in_order(nodes: list[Node]) -> list[Node]:
    seen: set[int] = set()
    unique = []
    for node in nodes:
        if id(node) not in seen:
            seen.add(id(node))
            unique.append(node)
    return unique


def axis(step: Step) -> Callable[[Node], Iterable[Node]]:
    test = step.test

    def matches(node: Node) -> bool:
        return isinstance(node.tag, str) and (
            test in {"*", "node()"} or local_tag(node.tag) == test
        )

    if step.axis == "attribute":
        return lambda node: [
            Text(str(value), local_tag(name))
            for name, value in node.attrib.items()
            if test in {"*", local_tag(name)}
        ]
    if test == "text()":
        return lambda node: [Text(node.text)] if node.text else []
    walks: dict[str, Callable[[Node], Iterable[Node]]] = {
        "child": lambda node: node,
        "self": lambda node: [node],
        "parent": lambda node: [node.getparent()] if node.getparent() is not None else [],
        "descendant": lambda node: node.iterdescendants(),
        "descendant-or-self": lambda node: node.iter(),
        "ancestor": lambda node: node.iterancestors(),
        "ancestor-or-self": lambda node: [node, *node.iterancestors()],
        "following-sibling": lambda node: node.itersiblings(),
        "preceding-sibling": lambda node: node.itersiblings(preceding=True),
    }
    walk = walks[step.axis]
    if step.axis == "child" and test not in {"*", "node()"}:
        return lambda node: [] if isinstance(node, Text) else node.iterchildren(test)
    if test == "node()" and step.axis in {"self", "parent"}:
        return walk
    return lambda node: [other for other in walk(node) if matches(other)]


def local_tag(tag: str) -> str:
    return local(tag.rsplit("}", 1)[-1])
