"""The nodes of a text, and their allowed content."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

Nodes = Sequence[Mapping[str, Any]]
LONGEST_TEXT = 20_000
LONGEST_NOTE = 2_000
LONGEST_ADDRESS = 500
MOST_COLUMNS = 12

_NAME = re.compile(r"[a-z][a-z0-9_.]{0,79}")
_PERIOD = re.compile(r"[0-9A-Za-z.:/-]{0,40}")
_CODE = re.compile(r"[^\s\[\]=]{1,80}")
_FACT = re.compile(r"(fact|value):[0-9a-f-]{36}")
_ADDRESS = re.compile(r"""(https?://|mailto:)[^\s<>"'\\]+""", re.IGNORECASE)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(_NAME.fullmatch(value))


def _period(value: Any) -> bool:
    return isinstance(value, str) and bool(_PERIOD.fullmatch(value))


def _where(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and len(value) <= 8
        and all(_is_name(name) for name in value)
        and all(isinstance(code, str) and _CODE.fullmatch(code) for code in value.values())
    )


def _fact(value: Any) -> bool:
    return isinstance(value, str) and bool(_FACT.fullmatch(value))


def is_address(value: Any) -> bool:
    """Return whether a link may lead there: to a page or an e-mail address, never to a script."""
    return (
        isinstance(value, str) and len(value) <= LONGEST_ADDRESS and bool(_ADDRESS.fullmatch(value))
    )


def _level(value: Any) -> bool:
    return type(value) is int and value in {1, 2}


def _note(value: Any) -> bool:
    return isinstance(value, str) and len(value.strip()) > 0 and len(value) <= LONGEST_NOTE


@dataclass(frozen=True)
class Node:
    """A kind of node: ``inside`` are the kinds that it may contain, ``attrs`` its attributes."""

    inside: tuple[str, ...] = ()
    attrs: Mapping[str, Callable[[Any], bool]] = field(default_factory=dict)
    blank: Mapping[str, Any] = field(default_factory=dict)
    inline: bool = False

    @property
    def expression(self) -> str:
        """Return the content expression in ProseMirror's syntax."""
        if self.inside == INLINE:
            return "inline*"
        if self.inside == PLAIN:
            return "text*"
        return f"{self.inside[0]}+" if self.inside else ""

    @property
    def may_be_empty(self) -> bool:
        return self.inside in ((), INLINE, PLAIN)


INLINE = ("text", "figure", "fact", "footnote", "hard_break")
PLAIN = ("text",)
"""The content of nodes with words only, without marks: headings and the cells of tables."""
NODES = {
    "paragraph": Node(INLINE),
    "bullet_list": Node(("list_item",)),
    "ordered_list": Node(("list_item",)),
    "list_item": Node(("paragraph",)),
    "blockquote": Node(("paragraph",)),
    "heading": Node(PLAIN, attrs={"level": _level}, blank={"level": 1}),
    "table": Node(("table_row",)),
    "table_row": Node(("table_cell",)),
    "table_cell": Node(PLAIN),
    "figure": Node(
        attrs={"indicator": _is_name, "period": _period, "where": _where},
        blank={"indicator": "", "period": "", "where": {}},
        inline=True,
    ),
    "fact": Node(attrs={"fact": _fact}, blank={"fact": ""}, inline=True),
    "footnote": Node(attrs={"text": _note}, blank={"text": ""}, inline=True),
    "hard_break": Node(inline=True),
}
TOP = ("paragraph", "bullet_list", "ordered_list", "blockquote")
"""The allowed top-level nodes of a block of a report."""
MARKS: Mapping[str, Mapping[str, Callable[[Any], bool]]] = {
    "strong": {},
    "em": {},
    "link": {"href": is_address},
}
"""The marks of words, in the order in which they are written, with their attributes."""


@dataclass(frozen=True)
class Kind:
    """A kind of text: its top-level and inline nodes, and how much of them."""

    top: tuple[str, ...]
    inline: tuple[str, ...]
    longest: int
    most_nodes: int
    too_long: str

    def inside(self, name: str) -> tuple[str, ...]:
        """Return what a node may contain in this kind of text."""
        inside = NODES[name].inside
        return self.inline if inside == INLINE else inside


BLOCK = Kind(
    TOP, INLINE, LONGEST_TEXT, 2_000, N_("This block is longer than {most} characters. Split it.")
)
"""The text of a block of a report, with figures and facts."""
DOCUMENT = Kind(
    ("paragraph", "heading", "bullet_list", "ordered_list", "blockquote", "table"),
    ("text", "footnote", "hard_break"),
    200_000,
    20_000,
    N_("This text is longer than {most} characters. Shorten it."),
)
"""A whole document in one text, with headings and tables, without figures that are counted."""


def for_browser(kind: Kind = BLOCK) -> dict[str, Any]:
    """Return the nodes and marks of a kind of text as a schema for the editor in the browser."""
    names = {*kind.top, *kind.inline, "list_item"}
    if "table" in kind.top:
        names |= {"table_row", "table_cell"}
    return {
        "marks": list(MARKS),
        "top": list(kind.top),
        "nodes": {
            name: {"content": one.expression, "attrs": dict(one.blank), "inline": one.inline}
            for name, one in NODES.items()
            if name in names
        },
    }


def refusal_of(nodes: Any, kind: Kind = BLOCK) -> Refusal | None:
    """Return why this is not a valid text of its kind, or None."""
    wrong = Refusal(
        N_("This text cannot be read. Undo the last change, or write it again."),
        field="text",
        code="text_unreadable",
    )
    if not isinstance(nodes, list):
        return wrong
    letters = count = 0
    waiting: list[tuple[Any, tuple[str, ...]]] = [(one, kind.top) for one in nodes]
    while waiting:
        node, allowed = waiting.pop()
        count += 1
        if count > kind.most_nodes or not _fits(node, allowed):
            return wrong
        if node["type"] == "text":
            letters += len(node["text"])
            continue
        inside = kind.inside(node["type"])
        if inside == PLAIN and any(one.get("marks") for one in node.get("content", ())):
            return wrong
        waiting += [(one, inside) for one in node.get("content", ())]
    tables = [one["content"] for one in nodes if one["type"] == "table"]
    widths = [{len(row["content"]) for row in rows} for rows in tables]
    if any(len(one) > 1 for one in widths):
        return wrong
    if any(max(one) > MOST_COLUMNS for one in widths):
        return Refusal(
            N_("A table has at most {most} columns. Split it."),
            field="text",
            code="table_wide",
            most=MOST_COLUMNS,
        )
    return refusal_of_length(letters, kind)


def refusal_of_length(letters: int, kind: Kind = BLOCK) -> Refusal | None:
    """Return why a text of so many characters is too long, or None."""
    if letters <= kind.longest:
        return None
    return Refusal(kind.too_long, field="text", code="too_long", most=kind.longest)


def _fits(node: Any, allowed: Sequence[str]) -> bool:
    if not isinstance(node, Mapping) or node.get("type") not in allowed:
        return False
    if node["type"] == "text":
        marks = node.get("marks", [])
        return (
            set(node) <= {"type", "text", "marks"}
            and isinstance(node.get("text"), str)
            and node["text"] != ""
            and isinstance(marks, list)
            and all(_is_mark(one) for one in marks)
        )
    kind = NODES[node["type"]]
    content, attrs = node.get("content", []), node.get("attrs", {})
    return (
        set(node) <= {"type", "attrs", "content", "marks"}
        and isinstance(content, list)
        and (bool(kind.inside) or not content)
        and all(isinstance(one, Mapping) for one in content)
        and (bool(content) or kind.may_be_empty)
        and isinstance(attrs, Mapping)
        and set(attrs) == set(kind.attrs)
        and all(check(attrs[name]) for name, check in kind.attrs.items())
    )


def _is_mark(mark: Any) -> bool:
    if not isinstance(mark, Mapping) or mark.get("type") not in MARKS:
        return False
    attrs, wanted = mark.get("attrs", {}), MARKS[mark["type"]]
    return (
        set(mark) <= {"type", "attrs"}
        and isinstance(attrs, Mapping)
        and set(attrs) == set(wanted)
        and all(check(attrs[name]) for name, check in wanted.items())
    )


def without_keys(node: Mapping[str, Any]) -> dict[str, Any]:
    """Return a node without the keys that the editor gives to its blocks."""
    made = {name: value for name, value in node.items() if name != "attrs"}
    attrs = node.get("attrs")
    if isinstance(attrs, Mapping):
        others = {name: value for name, value in attrs.items() if name != "id"}
        if others:
            made["attrs"] = others
    if isinstance(made.get("content"), list):
        made["content"] = [
            without_keys(one) if isinstance(one, Mapping) else one for one in made["content"]
        ]
    return made


def inline_nodes(nodes: Nodes) -> Iterator[Mapping[str, Any]]:
    """Yield the inline nodes of a text in order."""
    for node in nodes:
        if node["type"] in INLINE:
            yield node
        else:
            yield from inline_nodes(node.get("content", ()))


def words_of(nodes: Nodes) -> str:
    """Return the typed words of a text, one paragraph per line; "[…]" for figures and facts."""
    lines = []
    for node in nodes:
        content = node.get("content", ())
        if node["type"] in {"paragraph", "heading", "table_cell"}:
            lines.append("".join(_type_of(one) for one in content))
        else:
            lines.append(words_of(content))
    return "\n\n".join(one for one in lines if one.strip())


def _type_of(node: Mapping[str, Any]) -> str:
    if node["type"] == "text":
        return str(node["text"])
    if node["type"] == "footnote":
        return f" ({node['attrs']['text']})"
    if node["type"] in {"figure", "fact"}:
        return "[…]"
    return "\n" if node["type"] == "hard_break" else ""
