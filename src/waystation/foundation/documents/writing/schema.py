"""The nodes of a text, and their allowed content."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

Nodes = Sequence[Mapping[str, Any]]
MARKS = ("strong", "em")
LONGEST_TEXT = 20_000
LONGEST_NOTE = 2_000
MOST_NODES = 2_000

_NAME = re.compile(r"[a-z][a-z0-9_.]{0,79}")
_PERIOD = re.compile(r"[0-9A-Za-z.:/-]{0,40}")
_CODE = re.compile(r"[^\s\[\]=]{1,80}")
_FACT = re.compile(r"(fact|value):[0-9a-f-]{36}")


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
        if not self.inside:
            return ""
        if self.inside == INLINE:
            return "inline*"
        return f"({' | '.join(self.inside)})+" if len(self.inside) > 1 else f"{self.inside[0]}+"


INLINE = ("text", "figure", "fact", "footnote", "hard_break")
NODES = {
    "paragraph": Node(INLINE),
    "bullet_list": Node(("list_item",)),
    "ordered_list": Node(("list_item",)),
    "list_item": Node(("paragraph",)),
    "blockquote": Node(("paragraph",)),
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
"""The allowed top-level nodes of a text."""


def for_browser() -> dict[str, Any]:
    """Return the nodes and marks as a schema for the editor in the browser."""
    return {
        "marks": list(MARKS),
        "top": list(TOP),
        "nodes": {
            name: {"content": one.expression, "attrs": dict(one.blank), "inline": one.inline}
            for name, one in NODES.items()
        },
    }


def refusal_of(nodes: Any, top: Sequence[str] = TOP) -> Refusal | None:
    """Return why this is not a valid text, or None."""
    wrong = Refusal(
        N_("This text cannot be read. Undo the last change, or write it again."),
        field="text",
        code="text_unreadable",
    )
    if not isinstance(nodes, list):
        return wrong
    letters = count = 0
    waiting: list[tuple[Any, tuple[str, ...]]] = [(one, tuple(top)) for one in nodes]
    while waiting:
        node, allowed = waiting.pop()
        count += 1
        if count > MOST_NODES or not _fits(node, allowed):
            return wrong
        if node["type"] == "text":
            letters += len(node["text"])
            continue
        inside = NODES[node["type"]].inside
        waiting += [(one, inside) for one in node.get("content", ())]
    return refusal_of_length(letters)


def refusal_of_length(letters: int) -> Refusal | None:
    """Return why a text of so many characters is too long, or None."""
    if letters <= LONGEST_TEXT:
        return None
    return Refusal(
        N_("This block is longer than {most} characters. Split it."),
        field="text",
        code="too_long",
        most=LONGEST_TEXT,
    )


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
            and all(isinstance(one, Mapping) and set(one) == {"type"} for one in marks)
            and all(one["type"] in MARKS for one in marks)
        )
    kind = NODES[node["type"]]
    content, attrs = node.get("content", []), node.get("attrs", {})
    return (
        set(node) <= {"type", "attrs", "content", "marks"}
        and isinstance(content, list)
        and (bool(kind.inside) or not content)
        and (bool(content) or not kind.inside or kind.inside == INLINE)
        and isinstance(attrs, Mapping)
        and set(attrs) == set(kind.attrs)
        and all(check(attrs[name]) for name, check in kind.attrs.items())
    )


def inline_nodes(nodes: Nodes) -> Iterator[Mapping[str, Any]]:
    """Yield the inline nodes of a text in order."""
    for node in nodes:
        if node["type"] in INLINE:
            yield node
        else:
            yield from inline_nodes(node.get("content", ()))


def words_of(nodes: Nodes) -> str:
    """Return the typed words of a text, without figures and facts; one paragraph per line."""
    lines = []
    for node in nodes:
        content = node.get("content", ())
        if node["type"] == "paragraph":
            lines.append("".join(_type_of(one) for one in content))
        else:
            lines.append(words_of(content))
    return "\n\n".join(one for one in lines if one.strip())


def _type_of(node: Mapping[str, Any]) -> str:
    if node["type"] == "text":
        return str(node["text"])
    if node["type"] == "footnote":
        return f" ({node['attrs']['text']})"
    return "\n" if node["type"] == "hard_break" else ""
