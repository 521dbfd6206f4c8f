"""What the grammar finds: figures, and the reading of a whole text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .concepts import Mention
from .folding import Folded
from .languages import Language
from .others import Other


@dataclass(frozen=True)
class Figure:
    """A figure of a text; ``start`` and ``end`` are characters of the text as written."""

    start: int
    end: int
    text: str
    value: Decimal
    upper: Decimal | None
    step: Decimal
    kind: str
    """count, percent, points, money, times, fraction, rank, duration, rate"""
    unit: str
    denominator: str
    noun: str
    """The concept of what is counted, "" where the text names none that we know."""
    qualifier: str
    folded_start: int
    folded_end: int
    alternative: Decimal | None = None
    """The other reading of "1.500", where the text leaves both open."""


@dataclass(frozen=True)
class Reading:
    """A text with its figures, the numbers that are none, and what it speaks of."""

    text: Folded
    language: Language
    figures: tuple[Figure, ...]
    others: tuple[Other, ...]
    mentions: tuple[Mention, ...]
