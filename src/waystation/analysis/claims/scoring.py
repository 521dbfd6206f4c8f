"""How well each column of a register fits each field: by its cells first, then by its name.

What is in a column is less free than its name: a share of cells that look like units outweighs the
name "measure". So the cells give up to about three and a half points, a name one and a half, and
the name of a field that no cell can be of gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from .columns import ANSWERS, EITHER, FIELD_OF, HINTS
from .folding import fold_text
from .profiles import (
    MOST,
    SEEN,
    Column,
    has_year,
    is_flag,
    is_known_body,
    is_named,
    is_part,
    is_unit,
    is_version,
)

NAMED, EITHER_WAY, PARTLY, HINTED = 1.5, 0.8, 0.8, 0.5
FEW = 1.5
"""More for a name where one or two rows say little of what a column holds."""
DATED = ("year", "as_of", "vintage", "start", "end")
FIELDS = (
    "key", "label", "subject", "value", "unit", "denominator", "qualifier", *DATED, "place",
    "source", "supersedes", "superseded_by", "current", "scale", "low", "high", "synonyms",
)  # fmt: skip
_PAIRS = {"low": "high", "high": "low", "start": "end", "end": "start"}
_PERCENT = re.compile(r"%|per ?cent|pct|perqind|odsto|procen|prozent|posto|share|ratio")


class Scores:
    """The points of each column for each field; a field that it cannot be of has none."""

    def __init__(self, columns: Sequence[Column], *, translated: bool = False) -> None:
        self.columns = columns
        self.translated = translated  # whether other columns hold the label in languages
        self.exact = {FIELD_OF.get(one.name) for one in columns}

    def of(self, column: Column, field: str) -> float | None:
        """Return the points of a column for a field, None where it cannot be of it."""
        if column.nested and field not in {"label", "synonyms"}:
            return self.by_name(column, field) if self.by_name(column, field) >= NAMED else None
        named = self.by_name(column, field)
        if not column.texts:
            return named if named >= NAMED else None
        content = getattr(self, f"_{field}")(column)
        return None if content is None else content + named

    def rest(self, column: Column) -> float:
        """Return the points of a column for being of no field: a note, or a part of the people."""
        named = FIELD_OF.get(column.name)
        points = 0.4 + (NAMED if named in {"note", "group"} or column.name in ANSWERS else 0.0)
        if column.share(is_part) >= MOST and column.distinct > 1:
            points = max(points, 3.2)
        if column.share(is_flag) == 1:
            points = max(points, 2.0)
        return points

    def by_name(self, column: Column, field: str) -> float:
        """Return the points that the name of a column gives it for a field."""
        name = column.name
        if name in EITHER:
            return EITHER_WAY if field in EITHER[name] else 0.0
        if FIELD_OF.get(name) == field:
            return NAMED + (FEW if column.rows < 3 else 0.0)
        if name not in FIELD_OF and field not in self.exact:
            if any(FIELD_OF.get(one) == field for one in column.ends):
                return PARTLY
            if set(name.split("_")) & HINTS.get(field, frozenset()):
                return HINTED
        return 0.0

    def _named(self, column: Column, field: str) -> bool:
        return self.by_name(column, field) > 0

    # Each of the methods below returns what the cells of a column say for a field.

    def _key(self, column: Column) -> float | None:
        plain = FIELD_OF.get(column.name) == "key" and column.name not in EITHER
        if plain and column.unique and not column.share(_has_space):
            return 2.5  # "id", whatever is in it: years, "fact:8d83160c"
        if column.dates >= MOST:
            return None
        if column.codes > 0.9 or column.counter:
            return 3.0 if column.unique else 1.5
        if column.unique and column.words <= 1 and not column.numbers:
            return 1.0
        exact = FIELD_OF.get(column.name) == "key"
        return 0.5 if exact and column.words < 2 else None

    def _value(self, column: Column) -> float | None:
        if column.numbers < 0.3:
            return None
        if FIELD_OF.get(column.name) in {"key", *DATED} and column.name not in EITHER:
            return None
        points = 3 * column.numbers * (0.5 + column.fill / 2)
        plain = FIELD_OF.get(column.name) == "value" and column.name not in EITHER
        if column.dates > 0.9 and not (plain and "year" in self.exact):
            points = 0.5
        elif column.counter:
            points = 0.6
        elif column.of_sizes:
            points = 1.2
        elif any(column.refers_to(other) for other in self.columns):
            points = 0.3
        return points

    def _bound(self, column: Column, field: str) -> float | None:
        other = _PAIRS[field]
        paired = any(self._named(one, other) for one in self.columns if one is not column)
        return 3 * column.numbers if column.numbers >= MOST and paired else None

    def _low(self, column: Column) -> float | None:
        return self._bound(column, "low") if self._named(column, "low") else None

    def _high(self, column: Column) -> float | None:
        return self._bound(column, "high") if self._named(column, "high") else None

    def _scale(self, column: Column) -> float | None:
        return 2.2 if column.of_sizes else None

    def _unit(self, column: Column) -> float | None:
        if column.words > 7 or column.numbers > MOST or column.dates > MOST:
            return None
        if column.places >= MOST or column.share(is_flag) == 1:
            return None
        known = column.units
        if self.label is not None and self.label is not column:
            known = max(known, _told_by(self.label, column))
        plain = sum(not is_named(one) and len(one) < 30 for one in column.texts)
        short = plain / len(column.texts) * min(column.repeats * 2, 1.0)
        points = max(3 * known, 1.6 * short) + 0.3 * short
        if column.qualifiers > 0.9:
            points -= 2.0
        if column.codes > 0.5:
            points -= 1.5
        if column.words > 3.5:
            points -= 0.7
        return points

    def _denominator(self, column: Column) -> float | None:
        if column.numbers > MOST or column.dates > MOST or column.words > 6:
            return None
        beside = [
            other for other in self.columns
            if other is not column and other.units >= MOST and column.fill < 1
            and all(
                _PERCENT.search(fold_text(unit))
                for text, unit in zip(column.cells, other.cells, strict=True) if text
            )
        ]  # fmt: skip
        if beside:
            return 2.0 if column.bodies < MOST and column.qualifiers < MOST else 0.3
        return 0.3 if self._named(column, "denominator") else None

    def _qualifier(self, column: Column) -> float | None:
        if column.qualifiers >= MOST:
            return 3.5 * column.qualifiers
        return column.qualifiers if FIELD_OF.get(column.name) == "qualifier" else None

    def _dates(self, column: Column, field: str) -> float | None:
        own = FIELD_OF.get(column.name, field)
        exact = own == field
        if own not in {*DATED, "value"} and column.name not in EITHER:
            return None  # "supersedes", where the codes are years
        if column.dates < 0.5:
            return 0.5 if exact and column.share(has_year) else None
        others = [one for one in self.columns if one is not column and one.dates >= 0.5]
        spans = column.share(_is_span)
        points = {"year": 2.2 + spans, "as_of": 1.4, "vintage": 1.8 - spans}[field]
        if field == "year" and not others:
            points += 0.8
        if others and field != "as_of":
            later = max(others, key=lambda one: abs(_later(column, one)))
            way = _later(column, later)
            points += (0.5 if field == "vintage" else -0.5) * way
            finer = (column.length > later.length + 1.5) - (later.length > column.length + 1.5)
            points += (0.3 if field == "vintage" else -0.3) * finer
        return points

    def _year(self, column: Column) -> float | None:
        return self._dates(column, "year")

    def _as_of(self, column: Column) -> float | None:
        return self._dates(column, "as_of")

    def _vintage(self, column: Column) -> float | None:
        if column.share(is_version) >= MOST:
            return 2.5
        points = self._dates(column, "vintage")
        return 0.3 if points is None and self._named(column, "vintage") else points

    def _end_of_span(self, column: Column, field: str) -> float | None:
        other = _PAIRS[field]
        paired = any(
            self._named(one, other) and one.dates >= 0.5
            for one in self.columns if one is not column
        )  # fmt: skip
        alone = FIELD_OF.get(column.name) == field
        if not self._named(column, field) or column.dates < 0.5:
            return None
        return 2.6 if paired else 1.6 if alone else None

    def _start(self, column: Column) -> float | None:
        return self._end_of_span(column, "start")

    def _end(self, column: Column) -> float | None:
        return self._end_of_span(column, "end")

    def _place(self, column: Column) -> float | None:
        if column.numbers > MOST or column.dates > MOST or column.words > 5:
            return None
        exact = FIELD_OF.get(column.name) == "place"
        if column.places >= MOST or (exact and column.places):
            return 3 * column.places + 0.3 * column.repeats
        if column.share(is_named) >= MOST:
            return (
                1.5
                if column.places > 0.1
                else 0.9
                if self._named(column, "place")
                else (0.6 if column.distinct == 1 else 0.3)
            )
        return 0.2 if exact else None

    def _source(self, column: Column) -> float | None:
        if column.numbers > MOST or column.dates > MOST or column.qualifiers > MOST:
            return None
        exact = FIELD_OF.get(column.name) == "source"
        if column.places >= MOST and not exact:
            return None
        if column.bodies < MOST and not self._named(column, "source"):
            return None
        return (
            2 * column.bodies
            + 0.5 * column.share(is_known_body)
            + 0.5 * column.repeats
            + (0.3 if exact else 0.0)
        )

    def _label(self, column: Column) -> float | None:
        points = self._words(column)
        if points is None or column is self.label or self._named(column, "label"):
            return points
        return points - 1.5

    def _words(self, column: Column) -> float | None:
        if column.nested:
            return 2.0 if self._named(column, "label") or self._named(column, "subject") else None
        if column.numbers > MOST or column.dates > MOST or column.places >= MOST:
            return None
        if column.codes > 0.9:
            return None
        slugs = column.share(_is_slug) >= MOST
        if slugs and self.translated:
            return None
        told = 1 - column.repeats if column.repeats < 0.9 else 0.0
        points = min(column.words, 6) * 0.5 + 0.5 * told
        points += 0.6 if column.fill == 1 else -0.6
        points = min(points, 0.5) if slugs else points
        points -= 1.0 * (
            column.share(is_known_body) >= MOST and column.repeats > 0.5 and column.words < 5
        )
        return points

    def _subject(self, column: Column) -> float | None:
        if column.nested or column.numbers > MOST or column.dates > MOST or column.codes > 0.9:
            return None
        if self.label is None or column is self.label:
            points = self._words(column)
            named = self._named(column, "subject")
            return None if points is None else points - (0.4 if named else 2.5)
        one_to_one = column.per(self.label) < 1.5
        if column.share(_is_slug) >= MOST and column.fill == 1:
            return 1.8 if one_to_one else 0.6
        if not self._named(column, "subject") and not self._named(column, "label"):
            return 0.2
        return 0.6 if one_to_one else 0.2 if _is_slug(column.texts[0]) else -1.3

    def _supersedes(self, column: Column, *, by: bool = False) -> float | None:
        keys = [one for one in self.columns if column.refers_to(one)]
        if not keys:
            return 0.3 if self._named(column, "superseded_by" if by else "supersedes") else None
        return 4.0 if _points_back(column, keys[0], self.columns) is not by else 3.0

    def _superseded_by(self, column: Column) -> float | None:
        return self._supersedes(column, by=True)

    def _current(self, column: Column) -> float | None:
        return 1.0 if FIELD_OF.get(column.name) == "current" else None

    def _synonyms(self, column: Column) -> float | None:
        named = FIELD_OF.get(column.name) == "synonyms"
        return 0.6 if named else None

    @cached_property
    def label(self) -> Column | None:
        """The column that is the label most likely, by the words in it."""
        found = [
            (points + 0.6 * (self.by_name(one, "label") + self.by_name(one, "subject")), at)
            for at, one in enumerate(self.columns)
            if not one.nested and one.texts and (points := self._words(one)) is not None
        ]  # fmt: skip
        return self.columns[max(found)[1]] if found else None


def _told_by(label: Column, column: Column) -> float:
    """Return the share of cells that are a unit, or a word that the label has: "houses" beside
    "houses rebuilt for returnees".
    """
    fit = seen = 0
    for text, told in zip(column.cells, label.cells, strict=True):
        if not text or seen >= SEEN:
            continue
        seen += 1
        stem = fold_text(text).split()[0][:5] if text.split() else ""
        plain = len(stem) > 3 and "_" not in text and not is_named(text)
        fit += (plain and stem in fold_text(told)) or is_unit(text)
    return fit / seen if seen else 0.0


def _has_space(text: str) -> bool:
    return bool(re.search(r"\s", text))


def _is_slug(text: str) -> bool:
    return bool(re.fullmatch(r"[^\WA-Z]+(?:[_-]\w+)*", text))


def _is_span(text: str) -> bool:
    return len(set(re.findall(r"(?:19|20)\d\d", text))) > 1


def _later(one: Column, other: Column) -> int:
    """Return 1 where a column of dates is never before another one, -1 where never behind it."""
    pairs = [
        (a, b) for a, b in zip(one.dated, other.dated, strict=True) if a and b and a[:4] != b[:4]
    ]
    behind = sum(a > b for a, b in pairs)
    if not pairs:
        return 0
    return 1 if behind >= 0.8 * len(pairs) else -1 if behind <= 0.2 * len(pairs) else 0


def _points_back(column: Column, keys: Column, columns: Sequence[Column]) -> bool:
    """Return whether references lead to older rows: by the dates of both, else to rows above."""
    at = {text: row for row, text in enumerate(keys.cells)}
    dated = [one.dated for one in columns if one.dates >= MOST]
    older = newer = 0
    for row, text in enumerate(column.cells):
        if text in at:
            mine, its = ([one[place] for one in dated] for place in (row, at[text]))
            older += mine > its or (mine == its and at[text] < row)
            newer += mine < its
    return older >= newer
