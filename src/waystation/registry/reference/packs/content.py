"""The parsed content of a pack, in our own terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.registry.reference.rules import ReadList


@dataclass(frozen=True)
class Value:
    """One value of a series: what, where (ISO 3166 alpha-3), which year, how much."""

    variable: str
    geo: str
    year: int
    value: float


@dataclass(frozen=True)
class Content:
    """The version as the file gives it, and code lists, documents or series."""

    version: str
    rows: int
    lists: Sequence[ReadList] = ()
    documents: Mapping[str, Any] = field(default_factory=dict)
    series: Sequence[Value] = ()


def wrong(pack: str, sentence: str, **values: Any) -> Refusal:
    """Return the refusal of a file that is recognised but not right."""
    return Refusal(sentence, field="file", code="pack_wrong", pack=pack, **values)
