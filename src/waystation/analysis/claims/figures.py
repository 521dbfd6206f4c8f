"""The result of the grammar: figures, and the reading of a whole text."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

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
    base: frozenset[str] = frozenset()
    """The concepts of the words after a percentage: of "of all returnees from Germany"."""
    of_all: bool = False
    """Whether it is a share of "all" of something."""
    bearer: str = ""
    """Who each an amount is for: the concept of "per household"."""
    weak: bool = False
    """Whether only a fact makes it a figure: "after nine days"."""


_ENDS = re.compile(
    r"(\D*\d(?:[\d.,'\xa0 ]*\d)?)(?:\s*[-\u2013\u2014]\s*|\s+[^\W\d]\D*\s)(\D?\d.*)", re.DOTALL
)


def ends_of(figure: Figure) -> tuple[Figure, ...]:
    """Return both ends of a range in digits as figures of their own, each where it is written."""
    hit = _ENDS.fullmatch(figure.text) if figure.upper is not None else None
    if hit is None or figure.upper is None:
        return ()
    middle, last = figure.start + hit.end(1), figure.start + hit.start(2)
    return (
        replace(figure, end=middle, text=hit[1], upper=None),
        replace(figure, start=last, text=hit[2], value=figure.upper, upper=None),
    )


@dataclass(frozen=True)
class Reading:
    """A text with its figures, the numbers that are none, and what it speaks of."""

    text: Folded
    language: Language
    figures: tuple[Figure, ...]
    others: tuple[Other, ...]
    mentions: tuple[Mention, ...]
    weak: tuple[Figure, ...] = ()
    """Numbers in words that are figures only where a fact supports them."""

    @cached_property
    def _figure_starts(self) -> list[int]:
        return [one.folded_start for one in self.figures]

    @cached_property
    def _mention_starts(self) -> list[int]:
        return [one.start for one in self.mentions]

    @cached_property
    def _other_starts(self) -> list[int]:
        return [one.start for one in self.others]

    def figures_in(self, start: int, end: int) -> tuple[Figure, ...]:
        """Return the figures that begin in a part of the folded text."""
        starts = self._figure_starts
        return self.figures[bisect_left(starts, start) : bisect_left(starts, end)]

    def mentions_in(self, start: int, end: int) -> tuple[Mention, ...]:
        """Return what is mentioned in a part of the folded text."""
        starts = self._mention_starts
        return self.mentions[bisect_left(starts, start) : bisect_left(starts, end)]

    def others_in(self, start: int, end: int) -> tuple[Other, ...]:
        """Return the numbers that are no figures in a part of the folded text."""
        starts = self._other_starts
        return self.others[bisect_left(starts, start) : bisect_left(starts, end)]
