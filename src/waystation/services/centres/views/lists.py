"""Visits as lines of a list, in words."""

from __future__ import annotations

from typing import Any

from waystation.registry.people import queries as people
from waystation.registry.reference import queries as reference
from waystation.services.centres import queries

SLICE = 50


def named(user: Any, lines: list[queries.Line]) -> list[dict[str, Any]]:
    names = people.names_of(user, {line.person_id for line in lines if line.person_id})
    return [
        {
            "line": line,
            "name": names.get(line.person_id) if line.person_id else None,
            "reason": reference.label("visit_reason", line.reason),
            "mode": reference.label("visit_mode", line.mode),
            "visitor": reference.label("visitor_type", line.visitor_type),
            "next_step": reference.label("next_step", line.next_step) if line.next_step else "",
            "language": reference.label("language", line.language) if line.language else "",
        }
        for line in lines
    ]


def in_line(user: Any) -> list[dict[str, Any]]:
    """Return who waits today, in words."""
    lines = queries.in_line_today(user)
    names = people.names_of(user, {line.person_id for line in lines if line.person_id})
    return [
        {
            "line": line,
            "name": names.get(line.person_id) if line.person_id else None,
            "language": reference.label("language", line.language) if line.language else "",
        }
        for line in lines
    ]
