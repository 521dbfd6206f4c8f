"""The code lists of the IATI standard: one file with several lists, or one published list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from waystation.foundation.shared.words import N_
from waystation.registry.reference.rules import CODE, Entry, ReadList, key_of_iati

from .content import Content, wrong
from .opening import Member

PACK = "iati_codelists.json"
SOURCE = "IATI Standard"


def recognises(member: Member) -> bool:
    """Return whether the file has code lists: several under "lists", or one with its data."""
    start = member.content[:600]
    several = b'"lists"' in start and b'"items"' in start
    return member.is_json and (
        several or (b'"attributes"' in start and b'"data"' in member.content)
    )


def read(member: Member) -> Content:
    """Return the lists. Raises Refusal naming an invalid list and its error."""
    data = member.json
    named = data.get("lists") if isinstance(data, dict) else None
    if isinstance(named, dict):
        found = tuple(_list(name, body.get("items")) for name, body in named.items())
        version = str(data.get("source") or "")[:60] or "2.03"
    elif isinstance(data, dict) and isinstance(data.get("attributes"), dict):
        found = (_list(str(data["attributes"].get("name")), data.get("data")),)
        version = "2.03"
    else:
        raise wrong(PACK, N_("{pack}: no list of codes was found. Nothing was loaded."))
    return Content(version, sum(len(one.entries) for one in found), lists=found)


def _list(name: str, items: Any) -> ReadList:
    if not isinstance(items, list) or not items:
        raise wrong(
            PACK, N_("{pack}: the list {name} has no codes. Nothing was loaded."), name=name[:60]
        )
    return ReadList(
        key_of_iati(name), Entry("", f"IATI: {name}", source=SOURCE), tuple(_entries(name, items))
    )


def _entries(name: str, items: list[Any]) -> Iterator[Entry]:
    seen: set[str] = set()
    for one in items:
        code = str(one.get("code") or "").strip() if isinstance(one, dict) else ""
        words = str(one.get("name") or "").strip() if isinstance(one, dict) else ""
        if not CODE.fullmatch(code) or not words or code in seen:
            raise wrong(
                PACK,
                N_('{pack}: the list {name} has "{entry}" twice or without a name. Nothing was '
                   "loaded."),
                name=name[:60], entry=code[:40],
            )  # fmt: skip
        seen.add(code)
        yield Entry(code, words[:300], source=SOURCE)
