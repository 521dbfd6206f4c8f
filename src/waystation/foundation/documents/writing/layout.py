"""The nodes of a text as document blocks for pages, Word and PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from waystation.foundation.documents import blocks

from .schema import Nodes

Inline = Callable[[Mapping[str, Any], bool], Sequence[blocks.Part]]
"""Formats a figure or a fact: its attributes, and whether it begins a sentence."""


def blocks_of(nodes: Nodes, inline: Mapping[str, Inline]) -> list[blocks.Block]:
    """Return a text as blocks; ``inline`` formats each kind of node that represents a number."""
    made: list[blocks.Block] = []
    for node in nodes:
        content = node.get("content", ())
        if node["type"] == "paragraph":
            if content:
                made.append(_paragraph(node, inline))
        elif node["type"] == "heading":
            made.append(blocks.Heading(_words(node), node["attrs"]["level"]))
        elif node["type"] == "table":
            made.append(
                blocks.TypedTable([[_words(one) for one in row["content"]] for row in content])
            )
        elif node["type"] == "blockquote":
            made.append(blocks.Quotation([_paragraph(one, inline) for one in content]))
        else:
            items = [_paragraph(one["content"][0], inline) for one in content]
            made.append(blocks.Points(items, ordered=node["type"] == "ordered_list"))
    return made


def _words(node: Mapping[str, Any]) -> str:
    return "".join(one["text"] for one in node.get("content", ()))


def _paragraph(node: Mapping[str, Any], inline: Mapping[str, Inline]) -> blocks.Paragraph:
    parts: list[blocks.Part] = []
    before = ""
    for one in node.get("content", ()):
        if one["type"] == "text":
            marks = {mark["type"]: mark.get("attrs", {}) for mark in one.get("marks", ())}
            text, href = one["text"], marks.get("link", {}).get("href", "")
            strong, emphasis = "strong" in marks, "em" in marks
            parts.append(blocks.Span(text, strong, emphasis, href) if marks else text)
            before = text
        elif one["type"] == "hard_break":
            parts.append("\n")
        elif one["type"] == "footnote":
            parts.append(blocks.Footnote(one["attrs"]["text"]))
        else:
            begins = not before.strip() or before.rstrip()[-1] in ".!?:"
            parts += inline[one["type"]](one["attrs"], begins)
            before = "0"
    return blocks.Paragraph(parts)
