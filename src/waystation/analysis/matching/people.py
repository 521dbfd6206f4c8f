"""The input of matching: candidates and vacancies as values, and candidates as columns.

Sex, age, community and nationality are not included, so that they cannot affect a score. A
candidate's ``id`` is whatever key the caller uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

CEFR = ("", "A1", "A2", "B1", "B2", "C1", "C2")
ACTIVITIES = ("listening", "reading", "spoken_interaction", "spoken_production", "writing")
"""The activities of the CEFR. "speaking" is understood as well: the lower of the spoken two."""
LEVELS = 4  # of ISCO-08: a digit each
BITS = 64  # so many skills are looked at in one go
FEW = 64  # of so many candidates one is looked up faster than all are counted
OTHER = -1  # the place of an occupation or a region that no candidate has

Language = tuple[str, str]
"""A language and an activity, as ("de", "reading")."""

Places = NDArray[np.int32]
Coded = NDArray[np.signedinteger[Any]]
Bools = NDArray[np.bool_]
Bits = NDArray[np.uint64]


def cefr(level: str) -> int:
    """Return a CEFR level as a number, 0 for none. Raises ValueError for "B7"."""
    if level not in CEFR:
        raise ValueError(f"There is no CEFR level {level!r}; the levels are {', '.join(CEFR[1:])}.")
    return CEFR.index(level)


@dataclass(frozen=True)
class Candidate:
    """What somebody can do and wants, as far as they consented to its use.

    ``further``: other occupations; the nearest of all counts. ``destinations`` empty: anywhere.
    ``starts_from`` None: at once. ``pay_wish`` None: not said. ``at_work_since``: in a placement
    that has not ended.
    """

    id: str
    occupation: str = ""
    further: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    languages: Mapping[Language, int] = field(default_factory=dict)
    place: str = ""
    starts_from: date | None = None
    destinations: frozenset[str] = frozenset()
    pathways: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    pay_wish: float | None = None
    at_work_since: date | None = None


@dataclass(frozen=True)
class Vacancy:
    """What is asked. ``pathways`` empty: no permit is needed; else one of them must be open.

    ``languages`` are least levels by activity. ``starts_by``: the latest day to begin.
    ``only_free``: whoever is at work does not pass. ``only_related``: whoever has neither a similar
    occupation nor a needed skill does not pass. Raises ValueError for negative pay or fewer
    openings than one.
    """

    id: str
    occupation: str = ""
    essential: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    languages: Mapping[Language, int] = field(default_factory=dict)
    place: str = ""
    starts_by: date | None = None
    destination: str = ""
    pathways: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    pay: float | None = None
    openings: int = 1
    only_free: bool = False
    only_related: bool = True

    def __post_init__(self) -> None:
        if self.pay is not None and not self.pay >= 0:
            raise ValueError("Pay cannot be negative.")
        if self.openings < 1:
            raise ValueError("A vacancy has at least one opening.")


class Segment:
    """Candidates as columns, for many questions. Rows are in the order of ``candidates``.

    Memory: 4 bytes for each skill of each candidate, or 1 byte for each candidate where more than
    an eighth of them has the skill; and 1 byte for each candidate in each language activity,
    destination, pathway and document that occurs.
    """

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.ids = [one.id for one in candidates]
        self.rows = len(self.ids)
        self.rank = np.empty(self.rows, np.int32)  # of each row in the order of ids
        self.rank[sorted(range(self.rows), key=self.ids.__getitem__)] = np.arange(self.rows)
        self.has_skill, self.often = _split(_postings(one.skills for one in candidates), self.rows)
        self.has_document = _flags([one.documents for one in candidates])
        self.has_pathway = _flags([one.pathways for one in candidates])
        self.goes_to = _flags([one.destinations for one in candidates])
        self.anywhere = np.fromiter((not one.destinations for one in candidates), bool, self.rows)
        self.levels = _levels([one.languages for one in candidates], self.rows)
        self.starts = np.fromiter(
            (one.starts_from.toordinal() if one.starts_from else 0 for one in candidates),
            np.int32,
            self.rows,
        )
        self.at_work = np.fromiter(
            (one.at_work_since is not None for one in candidates), bool, self.rows
        )
        self.wishes = np.fromiter(
            (np.nan if one.pay_wish is None else one.pay_wish for one in candidates),
            np.float32,
            self.rows,
        )
        self.occupations, self.occupation = _encode([one.occupation for one in candidates])
        self.digits = np.array(self.occupations, f"U{LEVELS}").view("U1").reshape(-1, LEVELS)
        self.by_occupation = np.argsort(self.occupation, kind="stable").astype(np.int32)
        self.ends = np.searchsorted(
            self.occupation[self.by_occupation], np.arange(len(self.occupations) + 1)
        ).tolist()
        self.known: dict[Any, Bits] = {}  # who passes a condition
        self.near: dict[Any, NDArray[np.float64]] = {}  # of occupations, by what was asked
        self.has_worked_as = _postings(one.further for one in candidates)
        self.near_further: dict[Any, dict[str, float]] = {}
        self.places, self.place = _encode([one.place for one in candidates])

    def flags(self, table: Mapping[str, Bools], name: str) -> Bools:
        """Return who has something; nobody where no candidate has it."""
        return table.get(name, np.zeros(self.rows, bool))

    def level(self, language: Language) -> NDArray[np.int8]:
        """Return everybody's level, 0 where none is known."""
        return self.levels.get(language, np.zeros(self.rows, np.int8))

    def having(self, skills: Sequence[str], rows: NDArray[np.intp]) -> Skills:
        """Return which of these skills some rows have.

        Few rows are looked up one by one; of many, everybody is looked at once.
        """
        lines = []
        for some in _by_bits(skills):
            few = len(rows) * FEW < self.rows
            lines.append(self._found(some, rows) if few else self.everybody(some)[rows])
        return Skills(tuple(skills), lines)

    def having_any(self, skills: Iterable[str]) -> Bools:
        """Return who has at least one of these skills."""
        found = np.zeros(self.rows, bool)
        for skill in skills:
            if skill in self.often:
                found |= self.often[skill].view(bool)
            elif skill in self.has_skill:
                found[self.has_skill[skill]] = True
        return found

    def working_as(self, occupations: Iterable[int]) -> Places:
        """Return the rows of occupations, by their places in ``occupations``."""
        ends = self.ends
        return np.concatenate(
            [_NOBODY, *(self.by_occupation[ends[one] : ends[one + 1]] for one in occupations)]
        )

    def _found(self, skills: Sequence[str], rows: NDArray[np.intp]) -> Bits:
        wanted = rows.astype(np.int32)
        have = np.zeros((len(skills), len(rows)), bool)
        for place, skill in enumerate(skills):
            have[place] = self._have(wanted, skill)
        return np.asarray(
            (have * (np.uint64(1) << _PLACES[: len(skills)])).sum(axis=0, dtype=np.uint64)
        )

    def _have(self, wanted: Places, skill: str) -> Bools:
        if skill in self.often:
            return np.asarray(self.often[skill][wanted] > 0)
        there = self.has_skill.get(skill, _NOBODY)
        if not len(there):
            return np.zeros(len(wanted), bool)
        return np.asarray(there.take(there.searchsorted(wanted), mode="clip") == wanted)

    def everybody(self, skills: Sequence[str]) -> NDArray[Any]:
        """Return which of these skills each row has: bit n of its number is for skill n."""
        # as few bytes as these skills need: less memory is read and written
        kind: Any = next(one for one in _UNSIGNED if one().itemsize * 8 >= len(skills))
        found: NDArray[Any] = np.zeros(self.rows, kind)
        rows, bits = [_NOBODY], []
        for place, skill in enumerate(skills):
            if skill in self.often:
                found |= self.often[skill].astype(kind) << kind(place)
            elif skill in self.has_skill:
                rows.append(self.has_skill[skill])
                bits.append(place)
        # a row is there once for each skill: adding sets the bit
        marks = np.repeat(kind(1) << np.array(bits, kind), [len(one) for one in rows[1:]])
        np.add.at(found, np.concatenate(rows), marks)
        return found


class Wanted:
    """Who of a segment has which of the skills that a vacancy names.

    Up to ``BITS`` skills are looked up once for everybody; of more, those of each row when needed.
    """

    def __init__(self, vacancy: Vacancy, segment: Segment) -> None:
        self.segment, self.essential = segment, vacancy.essential
        self.skills = tuple(sorted(vacancy.essential | vacancy.optional))
        self.line = segment.everybody(self.skills) if len(self.skills) <= BITS else None

    def needed(self) -> Bools:
        """Return who has at least one skill that is needed."""
        if self.line is None:
            return self.segment.having_any(self.essential)
        return np.asarray((self.line & mask_of(self.essential, self.skills, self.line)) != 0)

    def of(self, rows: NDArray[np.intp]) -> Skills:
        """Return which of the skills some rows have."""
        if self.line is None:
            return self.segment.having(self.skills, rows)
        return Skills(self.skills, [self.line[rows]])


def mask_of(wanted: Set[str], skills: Sequence[str], line: NDArray[Any]) -> Any:
    """Return a number with the bits of the wanted ones of some skills."""
    return line.dtype.type(sum(1 << place for place, one in enumerate(skills) if one in wanted))


class Skills:
    """Which of some skills some rows have: a bit for each skill, ``BITS`` skills to a line."""

    def __init__(self, skills: tuple[str, ...], lines: list[NDArray[Any]]) -> None:
        self.skills, self.lines = skills, lines

    def counted(self, skills: Set[str]) -> NDArray[Any]:
        """Return how many of these each row has."""
        counts: list[NDArray[Any]] = []
        for some, line in zip(_by_bits(self.skills), self.lines, strict=True):
            counts.append(np.bitwise_count(line & mask_of(skills, some, line)))
        if len(counts) == 1:
            return counts[0]
        return np.asarray(np.sum(counts, axis=0, dtype=np.uint16))

    def of(self, places: NDArray[np.intp]) -> Skills:
        """Return those of some of the rows."""
        return Skills(self.skills, [line[places] for line in self.lines])

    def owned(self) -> list[list[str]]:
        """Return for each row which of the skills it has, in order."""
        found: list[list[str]] = [[] for _row in range(len(self.lines[0]))]
        for some, line in zip(_by_bits(self.skills), self.lines, strict=True):
            numbered = list(enumerate(some))
            for owned, bits in zip(found, line.tolist(), strict=True):
                owned += [skill for place, skill in numbered if bits >> place & 1]
        return found


def _by_bits(skills: Sequence[str]) -> list[Sequence[str]]:
    """Return skills in parts of ``BITS``; one empty part where there are none."""
    return [skills[first : first + BITS] for first in range(0, max(len(skills), 1), BITS)]


_PLACES = np.arange(BITS, dtype=np.uint64)[:, None]
_UNSIGNED = (np.uint8, np.uint16, np.uint32, np.uint64)
_NOBODY: Places = np.array([], np.int32)


def _postings(skills: Iterable[frozenset[str]]) -> dict[str, Places]:
    """Return for each skill the rows that have it, ascending."""
    found: dict[str, list[int]] = {}
    for row, some in enumerate(skills):
        for skill in some:
            found.setdefault(skill, []).append(row)
    return {skill: np.array(rows, np.int32) for skill, rows in found.items()}


def _split(
    postings: dict[str, Places], rows: int
) -> tuple[dict[str, Places], dict[str, NDArray[np.uint8]]]:
    """Return the rows of seldom skills, and a flag for each row of those that many have."""
    often = {}
    for skill, there in postings.items():
        if len(there) * 8 > rows:
            often[skill] = np.zeros(rows, np.uint8)
            often[skill][there] = 1
    return {skill: there for skill, there in postings.items() if skill not in often}, often


def _flags(sets: Sequence[frozenset[str]]) -> dict[str, Bools]:
    return {
        name: np.fromiter((name in one for one in sets), bool, len(sets))
        for name in sorted(set(chain.from_iterable(sets)))
    }


def _levels(known: Sequence[Mapping[Language, int]], rows: int) -> dict[Language, NDArray[np.int8]]:
    found: dict[Language, NDArray[np.int8]] = {}
    for row, levels in enumerate(known):
        for language, level in levels.items():
            found.setdefault(language, np.zeros(rows, np.int8))[row] = level
    return found


def _encode(names: Sequence[str]) -> tuple[list[str], Coded]:
    known = sorted(set(names))
    place = {name: number for number, name in enumerate(known)}
    kind: Any = np.int16 if len(known) < np.iinfo(np.int16).max else np.int32
    return known, np.fromiter((place[name] for name in names), kind, len(names))


class Pool:
    """The candidates of an office as they are now: a large segment, and what changed since.

    ``with_changes`` costs as much as what changes, not as much as the pool: a new candidate or a
    withdrawn consent is there at the next question.
    """

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        ids = [one.id for one in candidates]
        if len(set(ids)) != len(ids):
            raise ValueError("Two candidates have the same id.")
        self._where = {key: (0, row) for row, key in enumerate(ids)}
        self.segments = [(Segment(candidates), np.ones(len(ids), bool))]

    def __len__(self) -> int:
        return len(self._where)

    @property
    def ids(self) -> list[str]:
        """The ids of all who are in the pool."""
        return list(self._where)

    def __contains__(self, key: str) -> bool:
        return key in self._where

    def with_changes(self, added: Sequence[Candidate] = (), withdrawn: Iterable[str] = ()) -> Pool:
        """Return the pool with candidates added or replaced, and without the withdrawn ones."""
        pool = object.__new__(Pool)
        pool._where = dict(self._where)
        pool.segments = [(segment, present.copy()) for segment, present in self.segments]
        for key in chain(withdrawn, (one.id for one in added)):
            if key in pool._where:
                segment, row = pool._where.pop(key)
                pool.segments[segment][1][row] = False
        if added:
            made = Segment(added)
            pool._where |= {key: (len(pool.segments), row) for row, key in enumerate(made.ids)}
            pool.segments.append((made, np.ones(made.rows, bool)))
        return pool

    def segment_of(self, key: str) -> tuple[Segment, int]:
        """Return where a candidate is. Raises KeyError for one who is not in the pool."""
        segment, row = self._where[key]
        return self.segments[segment][0], row
