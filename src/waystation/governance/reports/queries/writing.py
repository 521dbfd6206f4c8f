"""A draft for the editor: its nodes, the state that each editor saw, and current numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from waystation.foundation.documents import writing
from waystation.governance.reports.models import Block, Report

from .assembling import Assembled
from .drafts import blocks_of
from .sections import digest


def digest_of(kind: str, content: Mapping[str, Any]) -> str:
    """Return what an editor remembers of a block: another digest means another wrote it."""
    return digest({"kind": kind, "content": dict(content)})


def seen_now(rows: Sequence[Block]) -> dict[str, Any]:
    """Return what an editor who opens these blocks has before them."""
    return {
        "order": [str(one.id) for one in rows],
        "blocks": {str(one.id): digest_of(one.kind, one.content) for one in rows},
    }


def nodes_for_editor(rows: Sequence[Block]) -> list[dict[str, Any]]:
    """Return the blocks of a draft as one list of nodes, each with the key of its block.

    The further paragraphs of a text that was typed as lines get keys of their own, the same ones
    for every editor.
    """
    return [node for row in rows for node in _nodes(row)]


def _nodes(row: Block) -> Iterator[dict[str, Any]]:
    if row.kind == "heading":
        text = [{"type": "text", "text": row.content["text"]}] if row.content["text"] else []
        level = int(row.content.get("level") or 1)
        yield {"type": "heading", "attrs": {"id": str(row.id), "level": level}, "content": text}
    elif row.kind == "text":
        for number, node in enumerate(row.content["nodes"]):
            key = row.id if number == 0 else uuid5(row.id, str(number))
            yield {**node, "attrs": {"id": str(key)}}
    else:
        yield {"type": row.kind, "attrs": {"id": str(row.id), "content": row.content}}


def figure_key(attrs: Mapping[str, Any]) -> str:
    """Return how a figure of a text is called: the same figure says the same everywhere."""
    where = [f"{name}={code}" for name, code in attrs["where"].items()]
    return " ".join(one for one in (attrs["indicator"], attrs["period"], *where) if one)


def inline_of(report: Report, kind: str) -> list[tuple[Block, Mapping[str, Any]]]:
    """Return the figures or facts of a draft's texts, each with its block."""
    return [
        (row, one)
        for row in blocks_of(report)
        if row.kind == "text"
        for one in writing.inline_nodes(row.content["nodes"])
        if one["type"] == kind
    ]


def figure_numbers(rows: Sequence[Block], assembled: Assembled) -> dict[str, int]:
    """Return the number of each figure named in a text, by its key."""
    found: dict[str, int] = {}
    for row, made in zip(rows, assembled.blocks, strict=True):
        if made["kind"] != "text":
            continue
        before = writing.inline_nodes(row.content["nodes"])
        after = writing.inline_nodes(made["nodes"])
        for asked, counted in zip(before, after, strict=True):
            if asked["type"] == "figure":
                found[figure_key(asked["attrs"])] = counted["attrs"]["figure"]
    return found


def key_of(value: Any) -> UUID | None:
    """Return the key of a block sent by the editor; None if it is invalid."""
    try:
        return UUID(str(value))
    except ValueError:
        return None
