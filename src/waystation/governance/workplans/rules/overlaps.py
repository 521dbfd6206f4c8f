"""Overlapping and similar activities (O-37, O-49)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_


@dataclass(frozen=True)
class Overlap:
    """Activities of different leads on one objective in one place."""

    topic: str
    place: str  # "" means everywhere
    activities: tuple[str, ...]


def overlaps(activities: Iterable[Mapping[str, Any]]) -> list[Overlap]:
    """Return where activities of more than one lead meet, by GCM objective and place (O-37).

    An activity without a place works everywhere, so it meets every other one of its objective.
    """
    rows = list(activities)
    pairs = sorted({(topic, place) for row in rows for topic, place in _spots(row)})
    found = []
    for topic, place in pairs:
        there = [
            row
            for row in rows
            if topic in row["gcm"] and (not row["places"] or not place or place in row["places"])
        ]
        if len({row["lead"] for row in there if row["lead"]}) > 1:
            found.append(Overlap(topic, place, tuple(sorted(str(row["id"]) for row in there))))
    return found


def _spots(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(topic, place) for topic in row["gcm"] for place in (row["places"] or [""])]


def alike(left: Iterable[str], right: Iterable[str]) -> float:
    """Return how alike two titles are, 0 to 1: the share of their words that both have."""
    one, other = set(left), set(right)
    return len(one & other) / len(one | other) if one | other else 0.0


LIKELY = 0.5


def duplicates(
    new: Mapping[str, Any], others: Iterable[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Return the activities or mechanisms that may already do what ``new`` wants (O-49).

    Alike are two that share an objective and a place and half of the words of their titles;
    ``words`` holds each one's folded words.
    """
    return [
        other
        for other in others
        if str(other.get("id")) != str(new.get("id"))
        and set(new["gcm"]) & set(other["gcm"])
        and (not new["places"] or not other["places"] or set(new["places"]) & set(other["places"]))
        and alike(new["words"], other["words"]) >= LIKELY
    ]


def served_by(
    words: Iterable[str], mechanisms: Iterable[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Return the coordination mechanisms whose name or role holds half of a title's words."""
    wanted = set(words)
    return [
        one
        for one in mechanisms
        if wanted and len(wanted & set(one["words"])) / len(wanted) >= LIKELY
    ]


def refusal_of_duplicates(found: Sequence[Mapping[str, Any]], looked: bool) -> Refusal | None:
    """Say that something alike is there already, until somebody has looked (O-49)."""
    if not found or looked:
        return None
    return Refusal(
        N_(
            "This may be done already: {others}. Look at it first; if it is something else, say "
            "that you have looked."
        ),
        field="looked",
        code="duplicate",
        others="; ".join(str(one["title"]) for one in found[:5]),
    )
