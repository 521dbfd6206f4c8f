"""Comparisons between two records, and their levels of agreement.

A ``Comparison`` is a list of levels from strict to loose; the first that holds is the one that
counts. A ``Level`` is a test of two records that gives the same answer in SQL (for training in
Splink and for whole files in DuckDB) and in Python (for one search). The tests are a closed set,
each symmetric in the two records; a missing value never makes one hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from .text import jaro_winkler, slip

Record = Mapping[str, Any]
Holds = Callable[[Record, Record], bool]
_COLUMN = re.compile(r"\b(\w+)_[lr]\b")  # as the tests write them


@dataclass(frozen=True)
class Test:
    """One question about two records, as SQL and as Python."""

    sql: str
    holds: Holds = field(compare=False, repr=False)

    def __and__(self, other: Test) -> Test:
        mine, theirs = self.holds, other.holds
        return Test(f"(({self.sql}) AND ({other.sql}))", lambda a, b: mine(a, b) and theirs(a, b))

    def __or__(self, other: Test) -> Test:
        mine, theirs = self.holds, other.holds
        return Test(f"(({self.sql}) OR ({other.sql}))", lambda a, b: mine(a, b) or theirs(a, b))

    def __invert__(self) -> Test:
        mine = self.holds
        # CASE, not coalesce: DuckDB then stops at the first part that decides, which for the
        # slow measures of text is ten times faster.
        return Test(f"(CASE WHEN {self.sql} THEN FALSE ELSE TRUE END)", lambda a, b: not mine(a, b))


def missing(column: str) -> Test:
    """Hold where one of the two has no value."""
    return Test(
        f"{column}_l IS NULL OR {column}_r IS NULL",
        lambda a, b: a[column] is None or b[column] is None,
    )


def same(column: str) -> Test:
    """Hold where both values are there and equal."""

    def holds(a: Record, b: Record) -> bool:
        value = a[column]
        return value is not None and value == b[column]

    return Test(f"{column}_l = {column}_r", holds)


def differs(column: str) -> Test:
    """Hold where both values are there and not equal."""

    def holds(a: Record, b: Record) -> bool:
        mine, theirs = a[column], b[column]
        return mine is not None and theirs is not None and mine != theirs

    return Test(f"{column}_l <> {column}_r", holds)


def equals_other_column(column: str, other: str) -> Test:
    """Hold where the value of one column is in the other column of the other record."""

    def holds(a: Record, b: Record) -> bool:
        mine, theirs = a[column], b[column]
        return (mine is not None and mine == b[other]) or (
            theirs is not None and theirs == a[other]
        )

    return Test(f"({column}_l = {other}_r OR {other}_l = {column}_r)", holds)


def columns_swapped(column: str, other: str) -> Test:
    """Hold where two columns have changed places."""

    def holds(a: Record, b: Record) -> bool:
        mine, theirs = a[column], a[other]
        return mine is not None and theirs is not None and mine == b[other] and theirs == b[column]

    return Test(f"({column}_l = {other}_r AND {other}_l = {column}_r)", holds)


def columns_nearly_swapped(column: str, other: str, least: float) -> Test:
    """Hold where two columns have changed places and each is at least ``least`` similar."""

    def holds(a: Record, b: Record) -> bool:
        mine, theirs, my_other, their_other = a[column], b[column], a[other], b[other]
        return (
            mine is not None
            and their_other is not None
            and my_other is not None
            and theirs is not None
            and jaro_winkler(mine, their_other) >= least
            and jaro_winkler(my_other, theirs) >= least
        )

    return Test(
        f"(jaro_winkler_similarity({column}_l, {other}_r) >= {least!r} "
        f"AND jaro_winkler_similarity({other}_l, {column}_r) >= {least!r})",
        holds,
    )


def one_edit_apart(column: str) -> Test:
    """Hold where the texts differ by one edit at most."""

    def holds(a: Record, b: Record) -> bool:
        mine, theirs = a[column], b[column]
        return mine is not None and theirs is not None and slip(mine, theirs)

    a, b = f"{column}_l", f"{column}_r"
    # Two swapped letters are two edits by Levenshtein, which DuckDB counts seven times as fast:
    # asking that first spares it nearly all of the slow tables.
    sql = (
        f"(abs(length({a}) - length({b})) <= 1 AND levenshtein({a}, {b}) <= 2 "
        f"AND damerau_levenshtein({a}, {b}) <= 1)"
    )
    return Test(sql, holds)


def similar(column: str, least: float) -> Test:
    """Hold where the Jaro–Winkler similarity of the texts is at least ``least``."""

    def holds(a: Record, b: Record) -> bool:
        mine, theirs = a[column], b[column]
        return mine is not None and theirs is not None and jaro_winkler(mine, theirs) >= least

    return Test(f"jaro_winkler_similarity({column}_l, {column}_r) >= {least!r}", holds)


def within(column: str, most: float) -> Test:
    """Hold where two numbers differ by ``most`` or less."""

    def holds(a: Record, b: Record) -> bool:
        mine, theirs = a[column], b[column]
        return mine is not None and theirs is not None and abs(mine - theirs) <= most

    return Test(f"abs({column}_l - {column}_r) <= {most!r}", holds)


def known_as(column: str, value: str) -> Test:
    """Hold where a value is known of one of the two at least, and is this one wherever known."""

    def holds(a: Record, b: Record) -> bool:
        mine, theirs = a[column], b[column]
        return bool(
            (mine if mine is not None else theirs)
            == value
            == (theirs if theirs is not None else mine)
        )

    a, b = f"{column}_l", f"{column}_r"
    return Test(f"(coalesce({a}, {b}) = '{value}' AND coalesce({b}, {a}) = '{value}')", holds)


def shares(column: str) -> Test:
    """Hold where two lists have a value in common."""

    def holds(a: Record, b: Record) -> bool:
        mine, theirs = a[column], b[column]
        return bool(mine) and bool(theirs) and not set(mine).isdisjoint(theirs)

    return Test(f"list_has_any({column}_l, {column}_r)", holds)


@dataclass(frozen=True)
class Rarity:
    """Which column's frequent values count for less, and how much.

    ``rarest`` is the least frequency that is believed of a value. ``weight`` is the part of the
    adjustment that counts: below 1 where the rarity of two columns goes together, as that of the
    given and the family names of a small community does.
    """

    column: str
    rarest: float = 0.0
    weight: float = 1.0


@dataclass(frozen=True)
class Level:
    """One way to agree.

    ``says`` is the reason a reader is given. ``neutral`` marks the level that says nothing, for
    want of a value. ``test`` is None for the last level, which holds when no other does.
    """

    says: str
    test: Test | None = None
    rarity: Rarity | None = None
    neutral: bool = False


@dataclass(frozen=True)
class Caution:
    """Why a pair is never a sure match, whatever else agrees, and a person must decide.

    ``code`` is for programs, ``says`` is the sentence for the person who decides. Where ``test``
    holds, the probability is ``most`` at most.
    """

    code: str
    says: str
    test: Test
    most: float

    def __post_init__(self) -> None:
        if not 0 < self.most < 1:
            raise ValueError(f"{self.code}: the largest probability must lie between 0 and 1")


@dataclass(frozen=True)
class Comparison:
    """One thing about two records, from full agreement to none.

    ``most_unlike`` is the largest share of true pairs that may fall into the last level. It is
    given where unlabelled data must teach it wrong: twins agree in all but the given name.
    ``counted`` names a list column: u of the first level that is not neutral is then the share of
    all pairs of the file with a value in common, counted and not drawn: it is too rare for that.
    ``caution`` limits what a pair may be believed to be, however well it agrees.
    ``drawn_neutral`` is the neutral level of pairs drawn at random, where a comparison speaks only
    of few pairs: so few of those drawn would be left that a rare level has none.
    """

    name: str
    levels: tuple[Level, ...]
    most_unlike: float | None = None
    counted: str = ""
    caution: Caution | None = None
    drawn_neutral: Test | None = None

    def __post_init__(self) -> None:
        if len(self.levels) < 2 or self.levels[-1].test is not None:
            raise ValueError(f"{self.name}: the last level must hold for everything left")
        if any(level.test is None for level in self.levels[:-1]):
            raise ValueError(f"{self.name}: only the last level may have no test")

    def level_of(self, a: Record, b: Record) -> int:
        """Return the place of the level that two records fall into.

        Raises ValueError for a record that lacks a column which is compared.
        """
        try:
            for place, level in enumerate(self.levels):
                if level.test is None or level.test.holds(a, b):
                    return place
        except KeyError:
            for record in (a, b):
                require_columns(record, [self])
            raise
        raise AssertionError("the last level holds for everything")

    @property
    def drawn(self) -> Comparison:
        """The comparison as it is made between two records drawn at random."""
        if self.drawn_neutral is None:
            return self
        neutral = replace(self.levels[0], test=self.drawn_neutral)
        return replace(self, levels=(neutral, *self.levels[1:]), drawn_neutral=None)

    @property
    def rarities(self) -> list[str]:
        """The columns whose frequencies are needed."""
        return [level.rarity.column for level in self.levels if level.rarity is not None]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that decide the level and its rarity, each once."""
        tests = [level.test.sql for level in self.levels if level.test is not None]
        if self.caution is not None:
            tests.append(self.caution.test.sql)
        named = [name for sql in tests for name in _COLUMN.findall(sql)]
        return tuple(dict.fromkeys([*named, *self.rarities]))


def comparison(
    name: str,
    *levels: tuple[str, Test] | tuple[str, Test, Rarity],
    neutral: Test,
    unlike: str,
    most_unlike: float | None = None,
    counted: str = "",
    caution: Caution | None = None,
    only_where: Test | None = None,
) -> Comparison:
    """Return a comparison of ``levels`` between its two ends.

    Each is a reason, a test and, where frequent values count for less, a ``Rarity``. Where
    ``only_where`` does not hold, the comparison is neutral too.

    >>> from waystation.analysis import link
    >>> sex = link.comparison(
    ...     "sex", ("Same sex", link.same("sex")), neutral=link.missing("sex"), unlike="Other sex"
    ... )
    >>> sex.level_of({"sex": "female"}, {"sex": None}), sex.level_of({"sex": "f"}, {"sex": "m"})
    (0, 2)
    """
    between = [Level(one[0], one[1], one[2] if len(one) > 2 else None) for one in levels]
    silent = neutral if only_where is None else neutral | ~only_where
    levels_ = (Level("Not known", silent, neutral=True), *between, Level(unlike))
    drawn = None if only_where is None else neutral
    return Comparison(name, levels_, most_unlike, counted, caution, drawn)


def require_columns(record: Record | Sequence[str], comparisons: Sequence[Comparison]) -> None:
    """Raise ValueError for a column that is compared and that ``record`` does not have."""
    for comparison in comparisons:
        for column in comparison.columns:
            if column not in record:
                raise ValueError(
                    f"{comparison.name}: there is no column {column!r}; give None where it is "
                    "not known"
                )


def caution_of(comparisons: Sequence[Comparison], a: Record, b: Record) -> Caution | None:
    """Return the first caution that holds for two records."""
    for one in comparisons:
        if one.caution is not None and one.caution.test.holds(a, b):
            return one.caution
    return None


def rarity_columns(comparisons: Sequence[Comparison]) -> list[str]:
    """Return the columns whose frequencies the comparisons need, each once."""
    return list(dict.fromkeys(column for one in comparisons for column in one.rarities))
