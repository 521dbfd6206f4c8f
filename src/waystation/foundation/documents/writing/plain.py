r"""Converts a text to a plain-text syntax and back, for the form without JavaScript.

A blank line ends a paragraph. ``- `` begins a bullet, ``1. `` a numbered one, ``> `` a quotation;
``**strong**``, ``__emphasis__``, ``[people_served 2026-Q3 sex=female]`` is a figure,
``[fact value:…]`` a fact and ``[^source]`` a footnote. ``\`` escapes the next character.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .schema import Nodes

Attrs = dict[str, Any]
Read = Callable[[str], Attrs | None]
"""Parses the text in brackets as the attributes of a figure; None if it is not one."""

_MARK = {"**": "strong", "__": "em"}
_TOKEN = re.compile(r"\\(.)|(\*\*|__)|\[\^([^\]]+)\]|\[fact ([^\]\s]+)\]|\[([^\]\[]+)\]|\n", re.S)
# A star or underscore at the edge of a text could merge with an adjacent mark.
_SPECIAL = re.compile(r"\\|\[|\*{2,}|_{2,}|^[*_]|[*_]$")
_LINE = re.compile(r"(- |\d{1,3}\. |> )")
_STARTS = {"-": "bullet_list", ">": "blockquote"}
CONTINUED = "  "


def from_text(text: str, read: Read) -> list[dict[str, Any]]:
    """Return the nodes of a typed text. ``read`` may raise Refusal for a figure."""
    nodes: list[dict[str, Any]] = []
    for part in re.split(r"\n[ \t]*\n", text.replace("\r", "")):
        lines = part.strip().split("\n")
        at = 0
        while at < len(lines) and part.strip():
            begins = _LINE.match(lines[at])
            if begins is None:
                end = at + 1
                while end < len(lines) and not _LINE.match(lines[end]):
                    end += 1
                nodes.append(_paragraph("\n".join(lines[at:end]), read))
                at = end
                continue
            kind = _STARTS.get(begins[1][0], "ordered_list")
            items = []
            while at < len(lines) and (found := _LINE.match(lines[at])):
                if _STARTS.get(found[1][0], "ordered_list") != kind:
                    break
                item, at = [lines[at][found.end() :]], at + 1
                while at < len(lines) and lines[at].startswith(CONTINUED):
                    item, at = [*item, lines[at].removeprefix(CONTINUED)], at + 1
                items.append(_paragraph("\n".join(item), read))
            if kind != "blockquote":
                items = [{"type": "list_item", "content": [one]} for one in items]
            nodes.append({"type": kind, "content": items})
    return nodes


def _paragraph(text: str, read: Read) -> dict[str, Any]:
    content: list[dict[str, Any]] = []
    marks: list[str] = []
    plain = ""
    at = 0

    def flush() -> None:
        nonlocal plain
        if plain:
            node: dict[str, Any] = {"type": "text", "text": plain}
            if marks:
                node["marks"] = [{"type": one} for one in sorted(marks, reverse=True)]
            content.append(node)
            plain = ""

    for found in _TOKEN.finditer(text):
        plain += text[at : found.start()]
        at = found.end()
        escaped, mark, note, fact, figure = found.groups()
        node = _node(note, fact, figure, read)
        if escaped is not None:
            plain += escaped
        elif mark and (_MARK[mark] in marks or mark in text[at:]):
            flush()
            name = _MARK[mark]
            marks = [one for one in marks if one != name] if name in marks else [*marks, name]
        elif found[0] == "\n":
            flush()
            content.append({"type": "hard_break"})
        elif node is not None:
            flush()
            content.append(node)
        else:
            plain += found[0]
    plain += text[at:]
    flush()
    return {"type": "paragraph", "content": content} if content else {"type": "paragraph"}


def _node(
    note: str | None, fact: str | None, figure: str | None, read: Read
) -> dict[str, Any] | None:
    if note:
        return {"type": "footnote", "attrs": {"text": note.replace("\\", "").strip()}}
    if fact:
        return {"type": "fact", "attrs": {"fact": fact}}
    attrs = read(figure) if figure else None
    return {"type": "figure", "attrs": attrs} if attrs else None


def to_text(nodes: Nodes) -> str:
    """Return a text in this syntax; :func:`from_text` returns the same nodes from it."""
    parts = []
    for node in nodes:
        content = node.get("content", ())
        if node["type"] == "paragraph":
            lines = _line(content).split("\n")
            parts.append("\n".join(f"\\{one}" if _LINE.match(one) else one for one in lines))
        elif node["type"] == "blockquote":
            parts.append("\n".join(f"> {_one_line(one)}" for one in content))
        else:
            numbered = node["type"] == "ordered_list"
            parts.append(
                "\n".join(
                    f"{f'{number}.' if numbered else '-'} {_one_line(item['content'][0])}"
                    for number, item in enumerate(content, start=1)
                )
            )
    return "\n\n".join(one for one in parts if one.strip())


def _one_line(paragraph: Mapping[str, Any]) -> str:
    return _line(paragraph.get("content", ())).replace("\n", f"\n{CONTINUED}")


def _line(content: Sequence[Mapping[str, Any]]) -> str:
    line, on = "", []  # type: str, list[str]
    signs = {name: sign for sign, name in _MARK.items()}
    for node in content:
        wanted = [one["type"] for one in node.get("marks", ())]
        for name in [one for one in reversed(on) if one not in wanted]:
            line += signs[name]
            on.remove(name)
        for name in [one for one in wanted if one not in on]:
            line += signs[name]
            on.append(name)
        line += _typed_text(node)
    return line + "".join(signs[one] for one in reversed(on))


def _typed_text(node: Mapping[str, Any]) -> str:
    if node["type"] == "text":
        return _SPECIAL.sub(lambda found: re.sub(r"(.)", r"\\\1", found[0]), node["text"])
    if node["type"] == "hard_break":
        return "\n"
    attrs = node["attrs"]
    if node["type"] == "footnote":
        return f"[^{attrs['text'].replace(']', ')')}]"
    if node["type"] == "fact":
        return f"[fact {attrs['fact']}]"
    where = [f"{name}={code}" for name, code in attrs["where"].items()]
    return f"[{' '.join(one for one in (attrs['indicator'], attrs['period'], *where) if one)}]"
