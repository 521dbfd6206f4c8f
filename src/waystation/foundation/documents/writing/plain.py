r"""Converts a text to a plain-text syntax and back, for the form without JavaScript.

A blank line ends a paragraph. ``- `` begins a bullet, ``1. `` a numbered one, ``> `` a quotation;
``**strong**``, ``__emphasis__``, ``[words](https://…)`` is a link,
``[people_served 2026-Q3 sex=female]`` a figure, ``[fact value:…]`` a fact and ``[^source]`` a
footnote. In a whole document ``# `` and ``## `` begin headings, and lines of ``| cells | `` are a
table, whose first line is its head. ``\`` escapes the next character.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .schema import BLOCK, Kind, Nodes, is_address

Attrs = dict[str, Any]
Read = Callable[[str], Attrs | None]
"""Parses the text in brackets as the attributes of a figure; None if it is not one."""

_MARK = {"**": "strong", "__": "em"}
_TOKEN = re.compile(
    r"\\(.)|(\*\*|__)|\[((?:\\.|[^\]\[\\\n])+)\]\(((?:\\.|[^\s()\\])+)\)"
    r"|\[\^([^\]]+)\]|\[fact ([^\]\s]+)\]|\[([^\]\[]+)\]|\n",
    re.S,
)
# A star or underscore at the edge of a text could merge with an adjacent mark.
_SPECIAL = re.compile(r"\\|\[|\*{2,}|_{2,}|^[*_]|[*_]$")
_LINE = re.compile(r"(- |\d{1,3}\. |> |##? |\|)")
_STARTS = {"-": "bullet_list", ">": "blockquote", "#": "heading", "|": "table"}
_CELL = re.compile(r"(?:\\.|[^|\\])*")
_RULE = re.compile(r":?-{2,}:?")  # the line below the head of a table, as many people type it
CONTINUED = "  "


def _no_figure(text: str) -> Attrs | None:
    return None


def from_text(text: str, read: Read = _no_figure, kind: Kind = BLOCK) -> list[dict[str, Any]]:
    """Return the nodes of a typed text of a kind. ``read`` may raise Refusal for a figure."""
    nodes: list[dict[str, Any]] = []
    for part in re.split(r"\n[ \t]*\n", text.replace("\r", "")):
        lines = part.strip().split("\n")
        at = 0
        while at < len(lines) and part.strip():
            end = at + 1
            name = _name_of(lines[at], kind)
            if name == "paragraph":
                while end < len(lines) and _name_of(lines[end], kind) == "paragraph":
                    end += 1
                nodes.append(_paragraph("\n".join(lines[at:end]), read))
            elif name == "heading":
                nodes.append(_heading(lines[at]))
            elif name == "table":
                while end < len(lines) and _name_of(lines[end], kind) == "table":
                    end += 1
                nodes.append(_table(lines[at:end]))
            else:
                end, node = _list(name, lines, at, read, kind)
                nodes.append(node)
            at = end
    return [one for one in nodes if one["type"] == "paragraph" or one["content"]]


def _name_of(line: str, kind: Kind) -> str:
    """Return which node a line begins: a paragraph, or one that its first characters name."""
    begins = _LINE.match(line)
    name = _STARTS.get(begins[1][0], "ordered_list") if begins else "paragraph"
    return name if name in kind.top else "paragraph"


def _list(
    name: str, lines: Sequence[str], at: int, read: Read, kind: Kind
) -> tuple[int, dict[str, Any]]:
    """Return the list or quotation that begins at a line, and the line after it."""
    items = []
    while at < len(lines) and _name_of(lines[at], kind) == name:
        found = _LINE.match(lines[at])
        item, at = [lines[at][found.end() :] if found else lines[at]], at + 1
        while at < len(lines) and lines[at].startswith(CONTINUED):
            item, at = [*item, lines[at].removeprefix(CONTINUED)], at + 1
        items.append(_paragraph("\n".join(item), read))
    if name != "blockquote":
        items = [{"type": "list_item", "content": [one]} for one in items]
    return at, {"type": name, "content": items}


def _heading(line: str) -> dict[str, Any]:
    signs, _blank, words = line.partition(" ")
    return {"type": "heading", "attrs": {"level": len(signs)}, "content": _words(words)}


def _table(lines: Sequence[str]) -> dict[str, Any]:
    rows = [_cells(line) for line in lines]
    if len(rows) > 1 and all(_RULE.fullmatch(cell) for cell in rows[1]):
        del rows[1]
    width = max((len(row) for row in rows), default=0)
    return {
        "type": "table",
        "content": [
            {
                "type": "table_row",
                "content": [_cell(one) for one in (*row, *[""] * (width - len(row)))],
            }
            for row in rows
        ],
    }


def _cells(line: str) -> list[str]:
    """Return the cells of a line ``| a | b |``, as they are typed."""
    found = [one.strip() for one in _CELL.findall(line.strip()[1:] + " ") if one]
    return found if found[-1] else found[:-1] or [""]


def _cell(text: str) -> dict[str, Any]:
    words = _words(text)
    return {"type": "table_cell", "content": words} if words else {"type": "table_cell"}


def _words(text: str) -> list[dict[str, Any]]:
    """Return typed words without marks as content."""
    plain = _plain(text.strip())
    return [{"type": "text", "text": plain}] if plain else []


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _paragraph(text: str, read: Read) -> dict[str, Any]:
    content: list[dict[str, Any]] = []
    marks: list[str] = []
    plain = ""
    at = 0

    def flush(href: str = "") -> None:
        nonlocal plain
        if plain:
            node: dict[str, Any] = {"type": "text", "text": plain}
            found: list[dict[str, Any]] = [{"type": one} for one in sorted(marks, reverse=True)]
            if href:
                found.append({"type": "link", "attrs": {"href": href}})
            if found:
                node["marks"] = found
            content.append(node)
            plain = ""

    for found in _TOKEN.finditer(text):
        plain += text[at : found.start()]
        at = found.end()
        escaped, mark, words, href, note, fact, figure = found.groups()
        node = _node(note, fact, figure, read)
        if escaped is not None:
            plain += escaped
        elif href and is_address(_plain(href)):
            flush()
            plain = _plain(words)
            flush(_plain(href))
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
        elif node["type"] == "heading":
            words = _escaped(r"\\", _words_in(content))
            parts.append(f"{'#' * node['attrs']['level']} {words}")
        elif node["type"] == "table":
            parts.append("\n".join(_row(one["content"]) for one in content))
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


def _words_in(content: Sequence[Mapping[str, Any]]) -> str:
    return " ".join("".join(one["text"] for one in content).split())


def _row(cells: Sequence[Mapping[str, Any]]) -> str:
    typed = [_escaped(r"[\\|]", _words_in(one.get("content", ()))) for one in cells]
    typed = [_escaped("^.", one) if _RULE.fullmatch(one) else one for one in typed]
    return f"| {' | '.join(typed)} |"


def _escaped(pattern: str, text: str) -> str:
    return re.sub(pattern, r"\\\g<0>", text)


def _line(content: Sequence[Mapping[str, Any]]) -> str:
    line, on = "", []  # type: str, list[str]
    signs = {name: sign for sign, name in _MARK.items()}
    for node in content:
        wanted = [one["type"] for one in node.get("marks", ()) if one["type"] in signs]
        for name in [one for one in reversed(on) if one not in wanted]:
            line += signs[name]
            on.remove(name)
        for name in [one for one in wanted if one not in on]:
            line += signs[name]
            on.append(name)
        href = next((one["attrs"]["href"] for one in node.get("marks", ()) if "attrs" in one), "")
        typed = _linked(node["text"], href) if href else _typed_text(node)
        # After the bracket of a figure, a parenthesis would make it a link.
        line += f"\\{typed}" if line.endswith("]") and typed.startswith("(") else typed
    return line + "".join(signs[one] for one in reversed(on))


def _linked(words: str, href: str) -> str:
    words = _escaped(r"[\]\[\\]", words)
    return f"[{words}]({_escaped('[()]', href)})"


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
