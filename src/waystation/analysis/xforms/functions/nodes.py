"""Functions that find, count and repeat nodes."""

from __future__ import annotations

import math
from collections.abc import Callable

from waystation.analysis.xforms.budget import spend
from waystation.analysis.xforms.messages import WrongExpression
from waystation.analysis.xforms.syntax import local
from waystation.analysis.xforms.xpath import (
    Node,
    Scope,
    Value,
    nodes_of,
    text_of_node,
    to_number,
    to_text,
)

from .naming import xpath_function

ITEMS = ("root", "item")


@xpath_function("last")
def last(scope: Scope) -> Value:
    """How many nodes are filtered. XPath 1.0; ODK Collect does not know it."""
    return float(scope.size)


@xpath_function("position", most=1)
def position(scope: Scope, node: Value = None) -> Value:
    """Which of the filtered nodes this is; with a node, which among its siblings of that name."""
    if node is None:
        return float(scope.position)
    nodes = nodes_of(node)
    if not nodes:
        return math.nan
    before = sum(1 for _ in nodes[0].itersiblings(nodes[0].tag, preceding=True))
    spend(before)
    return 1.0 + before


@xpath_function("current")
def current(scope: Scope) -> Value:
    """The node of the question that the rule belongs to, also inside a filter."""
    return [scope.current]


@xpath_function("instance", least=1)
def instance(scope: Scope, name: Value) -> Value:
    """A list of the form or an attached one. ``/data/…`` inside its filter is the submission."""
    found = scope.world.instances.get(to_text(name).removesuffix(".csv"))
    if found is None and to_text(name) not in scope.world.last_saved:
        raise WrongExpression("list_missing")
    return [] if found is None else [found]


@xpath_function("count", least=1)
def count(scope: Scope, nodes: Value) -> Value:
    """How many nodes a path finds. XPath 1.0."""
    return float(len(nodes_of(nodes)))


@xpath_function("count-non-empty", least=1)
def count_non_empty(scope: Scope, nodes: Value) -> Value:
    """How many of the nodes have a value."""
    spend(len(nodes_of(nodes)))
    return float(sum(1 for node in nodes_of(nodes) if text_of_node(node) != ""))


@xpath_function("local-name", "name", most=1)
def local_name(scope: Scope, nodes: Value = None) -> Value:
    """The name of a node, without its prefix. XPath 1.0; ODK Collect does not know it."""
    chosen = [scope.node] if nodes is None else nodes_of(nodes)
    return local(str(chosen[0].tag).rsplit("}", 1)[-1]) if chosen else ""


@xpath_function("namespace-uri", most=1)
def namespace_uri(scope: Scope, nodes: Value = None) -> Value:
    """Always empty: names are read without their namespaces. ODK Collect does not know it."""
    return ""


@xpath_function("indexed-repeat", least=3, most=7)
def indexed_repeat(scope: Scope, wanted: Value, *pairs: Value) -> Value:
    """indexed-repeat(//node, /path/to/repeat, 2): the node inside that repetition."""
    nodes = nodes_of(wanted)
    if not nodes:
        return []
    tag = nodes[0].tag
    inside: list[Node] = []
    around: list[Node] | None = None
    for repeats, index in in_twos(pairs):
        group = nodes_of(repeats)
        spend(len(group))
        if group and around is None:
            parent = group[0].getparent()
            group = list(parent.iterchildren(group[0].tag)) if parent is not None else group
        elif around is not None:
            group = [child for one in around for child in one.iter(group[0].tag)] if group else []
        number = to_number(index)
        around = (
            [group[int(number) - 1]] if not math.isnan(number) and 1 <= number <= len(group) else []
        )
    inside = [found for one in around or [] for found in one.iter(tag)]
    return inside[:1]


def in_twos(values: tuple[Value, ...]) -> list[tuple[Value, Value]]:
    return [(values[i], values[i + 1]) for i in range(0, len(values) - 1, 2)]


@xpath_function("randomize", least=1, most=2)
def randomize(scope: Scope, nodes: Value, seed: Value = None) -> Value:
    """The same nodes; their order does not matter to a check."""
    # The order does not matter to a check on the server, so it stays as it is.
    return nodes_of(nodes)


@xpath_function("pulldata", least=4)
def pulldata(scope: Scope, name: Value, wanted: Value, key: Value, value: Value) -> Value:
    """pulldata(list, wanted column, key column, key): the first row that has the key. The name of
    the list may be computed; it may end in .csv.
    """
    table = scope.world.instances.get(to_text(name).removesuffix(".csv"))
    if table is None:
        raise WrongExpression("list_missing")
    indexes, text = scope.world.indexes, to_text(value)
    for place in indexes.lookup(table, ITEMS, to_text(key), {text})[:1]:
        return indexes.items(table, ITEMS)[place].findtext(to_text(wanted)) or ""
    return ""


@xpath_function("search-row", least=4)
def search_row(scope: Scope, item: Value, kind: Value, columns: Value, wanted: Value) -> Value:
    """Return whether a row is among those that search() in an appearance offers. Our own."""
    compare, text = SEARCHES.get(to_text(kind)), to_text(wanted).casefold()
    if compare is None:
        raise WrongExpression("search_kind", kind=to_text(kind)[:40])
    row = nodes_of(item)[0]
    names = [name.strip() for name in to_text(columns).split(",")]
    return any(compare((row.findtext(name) or "").casefold(), text) for name in names if name)


SEARCHES: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda cell, text: text in cell,
    "startswith": lambda cell, text: cell.startswith(text),
    "endswith": lambda cell, text: cell.endswith(text),
    "matches": lambda cell, text: cell == text,
}


@xpath_function("version")
def version(scope: Scope) -> Value:
    """The version of the form that was filled in."""
    return str(scope.world.root.get("version") or "")


@xpath_function("property", least=1)
def device_property(scope: Scope, name: Value) -> Value:
    """Empty: a server does not know the properties of a phone."""
    return ""
