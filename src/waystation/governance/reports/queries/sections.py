"""Sections that other apps generate from their records, live in a draft, frozen in an edition.

Apps contribute ``report_sections``: a function of (organisation, key) that
returns ``{"title": …, "pieces": […]}``, all plain JSON. A piece is one of::

    {"kind": "heading", "text": …}            {"kind": "paragraph", "text": …}
    {"kind": "points", "items": [text, …]}    {"kind": "note", "text": …}
    {"kind": "figures", "items": [{"key", "label", "indicator", "none"}, …]}
    {"kind": "table", "title", "columns": [[label, kind], …], "rows": [[…], …], "note"}

A figure names an indicator; it is counted for the report's period, numbered and stored with its
lineage like every other, and ``none`` is shown when there is nothing to divide by.
A section with ``"signs": True`` says who approved the report; it is outside of what they
approved, and so outside the register.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import rfc8785

from waystation.foundation.access import contributions
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_


def section(organisation: UUID, name: str) -> dict[str, Any]:
    """Return a section as plain values; ``name`` is "app:key". Raises Refusal if unknown."""
    app, _, key = name.partition(":")
    read = contributions.functions("report_sections").get(app)
    found = read(organisation, key) if read else None
    if not found:
        raise Refusal(
            N_("This section is not there any more. Remove the block."),
            field="section",
            code="section_unknown",
        )
    return dict(found)


def may_use_section(user: Any, name: str) -> bool:
    """Return whether this user may put a section into a report: its app decides."""
    app, _, key = name.partition(":")
    ask = contributions.function_of_same_module("report_sections", app, "section_offered")
    return bool(ask and ask(user, key))


def guards() -> list[Any]:
    """Return the functions by which other apps guard their reports."""
    return list(contributions.functions("report_guard").values())


def digest(value: Any) -> str:
    """Return the SHA-256 of a value's canonical JSON (RFC 8785)."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def short_hash(digest: str) -> str:
    """Return the first 16 digits of a hash in groups of four: enough to compare on paper.

    The groups stay on one line.
    """
    return "\u00a0".join(digest[at : at + 4] for at in range(0, 16, 4))


def register_of(
    blocks: Iterable[Mapping[str, Any]], figures: Iterable[tuple[str, Mapping[str, Any]]]
) -> list[dict[str, str]]:
    """Return every figure (its title and data) and every table with the hash of its content."""
    rows = []
    for title, figure in figures:
        name = " · ".join([title, *(str(part) for part in figure["key"] if part)])
        value = figure["value"] if figure["state"] == "shown" else None
        rows.append(
            {
                "name": f"[{figure['n']}] {name}",
                "period": figure["period"],
                "value": "" if value is None else f"{value:g}",
                "hash": digest(dict(figure)),
            }
        )
    for block in blocks:
        for piece in () if block.get("signs") else block.get("pieces", ()):
            if piece["kind"] == "table":
                rows.append(
                    {
                        "name": piece["title"],
                        "period": "",
                        "value": str(len(piece["rows"])),
                        "hash": digest(piece),
                    }
                )
    return rows
