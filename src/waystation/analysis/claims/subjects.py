"""The subjects of a register: all facts about one thing, and the weight of each word."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .concepts import kind_of
from .register import Fact, Name

FRAME = frozenset({"weak", "home", "source", "region", "denominator"})
_WEAK = {"weak": 0.3, "home": 0.05, "region": 0.5, "source": 0.25, "place": 0.7, "denominator": 0.6}


@dataclass(frozen=True)
class Subject:
    """All facts of one thing: the same series, or the same name."""

    key: str
    facts: tuple[Fact, ...]
    names: tuple[Name, ...]


def subjects_of(facts: Sequence[Fact]) -> list[Subject]:
    """Return the facts by subject; facts with the same series or the same name are one."""
    parent = list(range(len(facts)))

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    seen: dict[object, int] = {}
    repeated = Counter(one.subject for one in facts)
    for index, fact in enumerate(facts):
        marks: list[tuple[object, ...]] = [
            ("label", re.sub(r"\W+", " ", fact.label.casefold()).strip(), fact.kind)
        ]
        if repeated[fact.subject] > 1:
            marks.append(("subject", fact.subject))
        if fact.names:
            topic = frozenset(one for one in fact.names[0].keys if not _is_shared(one))
            if topic and len(topic) > 1:
                marks.append(("topic", topic, fact.kind, fact.noun))
        for mark in marks:
            if mark in seen:
                other = facts[seen[mark]]
                if mark[0] == "topic" and _beside(fact, other):
                    continue
                parent[root(index)] = root(seen[mark])
            else:
                seen[mark] = index
    groups: dict[int, list[Fact]] = defaultdict(list)
    for index, fact in enumerate(facts):
        groups[root(index)].append(fact)
    return [
        Subject(
            group[0].subject, tuple(group),
            _telling(tuple(dict.fromkeys(name for one in group for name in one.names))),
        )
        for group in groups.values()
    ]  # fmt: skip


def _beside(one: Fact, other: Fact) -> bool:
    """Return whether two facts of like names are of different things: one source gives both for
    the same year and place, "requests received" and "requests approved".
    """
    own = (one.source_key, one.period, one.place, one.unit_name, one.vintage)
    others = (other.source_key, other.period, other.place, other.unit_name, other.vintage)
    return own == others and one.period.known and one.label != other.label


def _telling(names: tuple[Name, ...]) -> tuple[Name, ...]:
    """Leave out names that say nothing, such as "share_en", where another one does."""
    found = tuple(
        one for one in names
        if any(not is_frame(key) for key in one.keys)
        or all(kind_of(key) == "denominator" for key in one.keys)  # "Population" beside "pop"
    )  # fmt: skip
    return found or names


def is_frame(key: str) -> bool:
    """Return whether a concept alone says nothing of a subject: people, Kosovo, a share."""
    return kind_of(key) in FRAME or key == "people"


def _is_shared(key: str) -> bool:
    """Return whether a concept tells no two subjects apart, as a denominator or a region does."""
    return kind_of(key) in {"weak", "home", "source"} and key != "abroad"


def weights_of(subjects: Iterable[Subject]) -> dict[str, float]:
    groups = list(subjects)
    seen = Counter(
        key for one in groups for key in {key for name in one.names for key in name.keys}
    )
    return {
        key: (0.4 + math.log((1 + len(groups)) / count))
        * (0.35 if key == "people" else _WEAK.get(kind_of(key), 1.0))
        for key, count in seen.items()
    }
