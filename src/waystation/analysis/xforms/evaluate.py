"""Compiles the syntax tree of an XPath to a function, and runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from . import budget
from .budget import LONG_TEXT, spend
from .filters import is_plain_condition, lookups_in, texts_of
from .functions import FUNCTIONS, LAZY, foreign
from .messages import WrongExpression
from .operators import COMPARISONS, chain
from .syntax import Expr, Step, local, parse
from .xpath import (
    Compiled,
    Node,
    Scope,
    Text,
    Value,
    World,
    nodes_of,
    to_number,
    to_truth,
)


@lru_cache(maxsize=8192)
def compile_expression(text: str) -> Compiled:
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
    return run_compiled(compile_expression(text), world, node)


def run_compiled(run: Compiled, world: World, node: Node) -> Value:
    """Return the value of a compiled expression at a node. Raises as ``evaluate``."""
    purse = world.budget
    purse.begin()
    if budget.current() is not purse:  # each evaluation pays from the budget of its world
        budget.use(purse)
    try:
        return run(Scope(world, node, 1, 1, node))
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


def build(tree: Expr, path: Callable[[Expr], Compiled] | None = None) -> Compiled:
    """Return the function of a tree; ``path`` reads paths in another way than from the nodes."""
    if tree.kind in {"number", "literal"}:
        value = tree.value
        return lambda scope: value
    parts = [build(part, path) for part in tree.parts] if tree.kind != "path" else []
    if tree.kind == "sign":
        sign, inner = tree.value, parts[0]
        return lambda scope: sign * to_number(inner(scope))
    if tree.kind == "union":
        return lambda scope: in_order([one for part in parts for one in nodes_of(part(scope))])
    if tree.kind == "chain":
        last = tree.parts[-1]
        constant = last.value if last.kind in {"number", "literal"} else None
        return chain(tree.value, parts, constant, truths=all(map(is_comparison, tree.parts)))
    if tree.kind == "call":
        return call(tree.value, parts)
    return (path or path_of_nodes)(tree)


def is_comparison(tree: Expr) -> bool:
    """Return whether an expression is a comparison, whose value is true or false."""
    return tree.kind == "chain" and COMPARISONS.issuperset(tree.value)


def call(name: str, parts: list[Compiled]) -> Compiled:
    known = FUNCTIONS.get(name)
    if known is None:
        product = foreign(name)
        if product:
            raise WrongExpression("function_foreign", name=name, product=product)
        raise WrongExpression("function_unknown", name=name)
    function, least, most = known
    if not least <= len(parts) <= most:
        raise WrongExpression("arguments", name=name, count=len(parts))
    if name in LAZY:  # if(), coalesce(), once(): only the branch that counts is evaluated
        return lambda scope: function(scope, *parts)

    only = parts[0] if len(parts) == 1 else None  # without a list

    def run(scope: Scope) -> Value:
        if only is not None:
            found = function(scope, only(scope))
        else:
            found = function(scope, *[part(scope) for part in parts])
        if isinstance(found, str) and len(found) > LONG_TEXT:
            spend(len(found) // LONG_TEXT)
        return found

    return run


def path_of_nodes(tree: Expr) -> Compiled:
    if (from_list := list_path(tree)) is not None:
        return from_list.nodes
    steps = [one_step(step) for step in tree.steps]
    if tree.parts:
        base = build(tree.parts[0])

        def from_base(scope: Scope) -> Value:
            nodes = nodes_of(base(scope))
            for step in steps:
                nodes = step(scope, nodes)
            return nodes

        return from_base
    if not tree.absolute and all(
        (step.axis, step.test) == ("self", "node()") and not step.predicates for step in tree.steps
    ):
        return lambda scope: [scope.node]  # "." is half of all constraints
    if not tree.absolute:

        def relative(scope: Scope) -> Value:
            nodes = [scope.node]
            for step in steps:
                nodes = step(scope, nodes)
            return nodes

        return relative
    return absolute(tree, steps)


class Listed:
    """A path into a list, instance('id')/root/item[filter]: filtered by what it looks up."""

    def __init__(self, instance: str, names: tuple[str, ...], item: Step, rest: tuple[Step, ...]):
        self.instance, self.names = instance, names
        self.filters = [build(predicate) for predicate in item.predicates]
        first = item.predicates[:1]
        self.lookups = [
            (one.child, build(one.wanted), one.is_selected) for one in lookups_in(*first)
        ] if first else []  # fmt: skip
        self.rest = [one_step(step) for step in rest]

    def nodes(self, scope: Scope) -> Value:
        instance = scope.world.instances.get(self.instance)
        if instance is None:
            return []
        indexes = scope.world.indexes
        nodes = indexes.items(instance, self.names)
        places: list[int] | None = None
        for child, wanted, is_selected in self.lookups:
            texts = texts_of(wanted(scope), is_selected)
            if texts is not None:
                found = indexes.lookup(instance, self.names, child, texts)
                places = found if places is None or len(found) < len(places) else places
        if places is not None:
            nodes = [nodes[place] for place in places]
        nodes = self.filtered(scope, nodes)
        for step in self.rest:
            nodes = step(scope, nodes)
        return nodes

    def filtered(self, scope: Scope, nodes: list[Node]) -> list[Node]:
        for each_filter in self.filters:
            nodes = filter_nodes(scope, nodes, each_filter)
        return nodes

    def offers(self, scope: Scope, child: str, text: str) -> bool:
        """Return whether an item whose child has this text passes the filter."""
        instance = scope.world.instances[self.instance]
        indexes = scope.world.indexes
        nodes = indexes.items(instance, self.names)
        places = indexes.lookup(instance, self.names, child, {text})
        return bool(self.filtered(scope, [nodes[place] for place in places]))


def list_path(tree: Expr) -> Listed | None:
    """Return a path into a list, None for any other path and for one that counts positions."""
    base = tree.parts[0] if tree.parts else None
    if base is None or base.kind != "call" or base.value != "instance" or len(base.parts) != 1:
        return None
    if base.parts[0].kind != "literal":
        return None
    names: list[str] = []
    for step in tree.steps:
        if step.axis != "child" or step.test in {"*", "node()", "text()"}:
            break
        names.append(step.test)
        if step.predicates:
            break
    if not names:
        return None
    item, rest = tree.steps[len(names) - 1], tree.steps[len(names) :]
    if not all(map(is_plain_condition, item.predicates)):
        return None
    return Listed(base.parts[0].value, tuple(names), item, rest)


@lru_cache(maxsize=8192)
def list_of(text: str) -> Listed | None:
    """Return the list that an itemset chooses from, None where it is not simply one."""
    tree = parse(text)
    found = list_path(tree) if tree.kind == "path" else None
    return found if found is not None and not found.rest else None


def absolute(tree: Expr, steps: list[Callable[[Scope, list[Node]], list[Node]]]) -> Compiled:
    simple = all(step.axis == "child" and not step.predicates for step in tree.steps)
    names = [step.test for step in tree.steps]
    whole = "/" + "/".join(names)

    def walk(scope: Scope) -> Value:
        world = scope.world
        if simple and not world.crosses_repeat(whole):
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
            # Inside a repetition, an absolute path means this repetition, not its brothers; while
            # repetitions are filtered, the one that the filter looks at.
            if here in world.repeats and index < len(steps) - 1 and not step.predicates:
                spend(len(nodes))
                own = [node for node in nodes if is_around(node, scope.node)]
                if not own and scope.node is not scope.current:
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
                some = filter_nodes(scope, some, predicate)
            found += some
        return found if len(nodes) < 2 else in_order(found)

    if step.axis == "self" and step.predicates:

        def filter_all(scope: Scope, nodes: list[Node]) -> list[Node]:
            for predicate in predicates:
                nodes = filter_nodes(scope, nodes, predicate)
            return nodes

        return filter_all
    return walk


def filter_nodes(scope: Scope, nodes: list[Node], predicate: Compiled) -> list[Node]:
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
