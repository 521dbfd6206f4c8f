"""What is counted, in normal form: the identity of a cell in any table.

A number of a table, of a sentence or of another indicator is one unknown if it counts the same
rows of the same source: the same measure, the same filter, the same days, the same offices. A
:class:`Term` says this without naming the table; :class:`Where` is a filter as disjoint boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import parse

from .spans import Span

PERIOD, OFFICE, MONTH = "period", "office", "month"


@dataclass(frozen=True)
class Codes:
    """A set of codes of one column: these, or with ``but`` all except these."""

    names: frozenset[str]
    but: bool = False

    @classmethod
    def of(cls, *names: str) -> Codes:
        return cls(frozenset(names))

    def __contains__(self, code: str) -> bool:
        return (code in self.names) != self.but

    def __and__(self, other: Codes) -> Codes:
        if self.but and other.but:
            return Codes(self.names | other.names, True)
        if self.but or other.but:
            listed, left_out = (other, self) if self.but else (self, other)
            return Codes(listed.names - left_out.names)
        return Codes(self.names & other.names)

    def __invert__(self) -> Codes:
        return Codes(self.names, not self.but)

    @property
    def empty(self) -> bool:
        return not self.names and not self.but

    def within(self, other: Codes) -> bool:
        return (self & ~other).empty


YES = Codes.of("yes")
Box = frozenset[tuple[str, Codes]]
"""Columns and the codes allowed in each; a column left out allows every code."""
EVERYTHING: Box = frozenset()


def meet(one: Box, other: Box) -> Box | None:
    """Return what lies in both boxes, or None."""
    columns = dict(one)
    for name, codes in other:
        columns[name] = columns[name] & codes if name in columns else codes
        if columns[name].empty:
            return None
    return frozenset(columns.items())


def within(one: Box, other: Box) -> bool:
    """Return whether everything in one box lies in the other."""
    mine = dict(one)
    return all(name in mine and mine[name].within(codes) for name, codes in other)


@dataclass(frozen=True)
class Where:
    """A filter: boxes that do not overlap. No box passes nothing; one without columns, all."""

    boxes: tuple[Box, ...] = (EVERYTHING,)

    @classmethod
    def of(cls, codes: Mapping[str, Codes]) -> Where:
        return cls((frozenset(codes.items()),))

    def __and__(self, other: Where) -> Where:
        both = (meet(one, two) for one in self.boxes for two in other.boxes)
        return Where(tuple(box for box in both if box is not None))

    def __invert__(self) -> Where:
        rest = Where()
        for box in self.boxes:
            rest = rest & _outside(box)
        return rest

    def __or__(self, other: Where) -> Where:
        return Where((*self.boxes, *(other & ~self).boxes))


def _outside(box: Box) -> Where:
    """Return everything outside a box: differs in the first column, or first in the second, …"""
    boxes: list[Box] = []
    inside: dict[str, Codes] = {}
    for name, codes in sorted(box, key=lambda one: one[0]):
        if not (~codes).empty:
            boxes.append(frozenset({**inside, name: ~codes}.items()))
        inside[name] = codes
    return Where(tuple(boxes))


@dataclass(frozen=True)
class Term:
    """Rows of a source that are counted, added or told apart.

    Attributes
    ----------
    source, measure : str
        Equations hold within one source; cells add up within one measure of it.
    where : Where
        The filter in normal form.
    adds : frozenset of str or None
        The columns over whose codes parts add up to their whole; None for all, days and offices
        included. Persons add up over what describes them, not over the days they came.
    multiple : frozenset of str
        Columns that hold several codes at once: having each is a yes or a no of its own.
    sign : float
        A cell may be a difference of two terms.
    """

    source: str
    measure: str = ""
    where: Where = field(default_factory=Where)
    adds: frozenset[str] | None = None
    multiple: frozenset[str] = frozenset()
    sign: float = 1.0

    def adds_over(self, column: str) -> bool:
        return self.adds is None or column in self.adds


def one_of(column: str, code: str, multiple: Iterable[str] = ()) -> tuple[str, Codes]:
    """Return the column and codes of having ``code``: a question of its own if it is multiple."""
    return (f"{column}:{code}", YES) if column in multiple else (column, Codes.of(code))


What = str | tuple[Term, ...]
"""What a table counts; a plain name is a source of its own."""


def terms_of(what: What) -> tuple[Term, ...]:
    return (Term(what),) if isinstance(what, str) else what


def name_of(what: What) -> str:
    """Return what is counted as a short text."""
    if isinstance(what, str):
        return what
    return " and ".join(dict.fromkeys(f"{one.source} {one.measure}".strip() for one in what))


@dataclass(frozen=True)
class Place:
    """One term of one cell: which scope it counts in, and which part of that scope.

    ``scope`` holds the columns over which nothing adds up (for persons: the days, the offices,
    what was done); ``days`` are half-open ordinals or None. ``parts`` are the boxes within it.
    """

    source: str
    measure: str
    scope: tuple[Box, tuple[Box, ...]]
    scope_days: tuple[int, int] | None
    parts: tuple[Box, ...]
    days: tuple[int, int] | None
    sign: float = 1.0

    @cached_property
    def columns(self) -> frozenset[str]:
        return frozenset(name for box in self.parts for name, _ in box)


def places_of(
    what: What, codes: Iterable[tuple[str, str]], span: Span, several: frozenset[str] = frozenset()
) -> tuple[Place, ...]:
    """Return where a cell with these codes (totals left out) counts.

    Parameters
    ----------
    what : str or tuple of Term
    codes : iterable of (dimension, code)
        A code of the dimension "month" is a period.
    span : Span
    several : frozenset of str
        Dimensions of which one unit may be under several codes.
    """
    named = dict(codes)
    period = span.period
    if MONTH in named:
        try:
            period = parse(named[MONTH]).code
            del named[MONTH]
        except Refusal:  # a record without a date: no period, yet a part of this one
            pass
    days = None
    if period:
        whole = parse(period)
        days = (whole.start.toordinal(), whole.end.toordinal())
    found = []
    for term in terms_of(what):
        own: Box = frozenset(one_of(*one, term.multiple) for one in named.items())
        if span.offices and OFFICE not in named:
            own |= {(OFFICE, Codes(span.offices))}

        def adds(name: str, term: Term = term) -> bool:
            return term.adds_over(name) and name not in several

        by_day = term.adds_over(PERIOD) and span.adds_up
        fixed: Box = frozenset(one for one in own if not adds(one[0]))
        free: Box = frozenset(one for one in own if adds(one[0]))
        opaque = {frozenset(one for one in box if not adds(one[0])) for box in term.where.boxes}
        if len(opaque) > 1:  # a filter that mixes who with what was done: one scope of its own
            scope: tuple[Box, tuple[Box, ...]] = (fixed, term.where.boxes)
            parts: tuple[Box, ...] = (free,)
        else:
            both = meet(fixed, next(iter(opaque), EVERYTHING))
            scope = (both or EVERYTHING, ())
            mine = [frozenset(o for o in box if adds(o[0])) for box in term.where.boxes]
            met = (meet(free, box) for box in mine)
            parts = tuple(box for box in met if box is not None) if both is not None else ()
        found.append(
            Place(
                term.source,
                term.measure,
                scope,
                None if by_day else days,
                parts,
                days if by_day else None,
                term.sign,
            )
        )
    return tuple(found)
