"""The editor's nodes as blocks of a report, and the order of blocks that two editors moved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from waystation.foundation.documents import writing
from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.words import N_

OBJECTS = ("headline", "table", "chart", "map", "finding", "section", "register", "image")
"""The kinds of block that the editor shows as one piece."""
UNREADABLE = Refusal(
    N_("This block cannot be read. Undo the last change, or open the report again."),
    field="text",
    code="block_unreadable",
)


def blocks_in(nodes: Any) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Yield (kind, key, content) of each block among the editor's nodes.

    Empty paragraphs and headings are left out. Raises Refusal for an invalid document.
    """
    if not isinstance(nodes, list):
        raise UNREADABLE
    for node in nodes:
        if not isinstance(node, Mapping) or not isinstance(node.get("attrs", {}), Mapping):
            raise UNREADABLE
        attrs = node.get("attrs", {})
        kind, key = node.get("type"), attrs.get("id")
        if kind == "heading":
            text = _plain(node.get("content", []))
            if text:
                level = "2" if attrs.get("level") == 2 else "1"
                yield "heading", key, {"text": text, "level": level}
        elif kind in OBJECTS:
            content = attrs.get("content")
            yield str(kind), key, dict(content) if isinstance(content, Mapping) else {}
        elif kind in writing.TOP:
            bare = writing.without_keys(node)
            if bare.get("content") or kind != "paragraph":
                yield "text", key, {"nodes": [bare]}
        else:
            raise UNREADABLE


def _plain(content: Any) -> str:
    if not isinstance(content, list):
        raise UNREADABLE
    words = [one.get("text", "") for one in content if isinstance(one, Mapping)]
    return "".join(one for one in words if isinstance(one, str)).strip()


def read_seen(seen: Any) -> tuple[dict[str, str], list[str]]:
    """Return the state that an editor saw: the digest of each block, and the order.

    Raises Conflict if it is missing: nothing is overwritten unseen.
    """
    blocks = seen.get("blocks") if isinstance(seen, Mapping) else None
    order = seen.get("order") if isinstance(seen, Mapping) else None
    if not isinstance(blocks, Mapping) or not isinstance(order, list):
        raise Conflict(
            N_("Part of the form did not arrive. Open the record again, then change it."),
            code="unseen",
        )
    return {str(key): str(value) for key, value in blocks.items()}, [str(one) for one in order]


def joined_order(
    seen: Sequence[str], now: Sequence[str], mine: Sequence[str], final: Collection[str]
) -> list[str]:
    """Return the order of the ``final`` blocks after two editors moved, added and removed some.

    Raises Conflict if both moved blocks, each differently.
    """
    common = {*seen} & {*now} & {*mine}
    before = [one for one in seen if one in common]
    theirs = [one for one in now if one in common]
    own = [one for one in mine if one in common]
    if theirs != before and own not in (before, theirs):
        raise Conflict(
            N_("Another person moved blocks while you did. Open the report again."),
            fields={"order": (list(now), list(mine))},
            code="moved_meanwhile",
        )
    base, added = (mine, now) if theirs == before else (now, mine)
    order = [one for one in base if one in final]
    for place, one in enumerate(added):
        if one not in final or one in order:
            continue
        above = next((other for other in reversed(added[:place]) if other in order), None)
        order.insert(order.index(above) + 1 if above else 0, one)
    return order
