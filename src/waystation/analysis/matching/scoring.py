"""Scores: who of those that pass the gates of a vacancy scores best.

The score is a weighted mean of parts,
each from 0 to 1: the share of essential skills, the share of optional skills, how near the
occupation is, the place, the pay. A part that a vacancy says nothing about has no weight. Nobody
is left out by a guess: of a list, only those are not scored to the end whom the parts that are
left cannot bring onto it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .gates import Floats, Nearness, bits_of, near, near_further
from .people import OTHER, Bools, Places, Segment, Skills, Vacancy

Rows = NDArray[np.intp]
FIRST = 5  # so many times the length of a list are scored first
FINE = 50_000  # marks of a whole score


@dataclass(frozen=True)
class Weights:
    """How much each part counts. A change of weights is a new version, stored with each list."""

    version: str = "2026-12"
    essential: float = 0.5
    optional: float = 0.15
    occupation: float = 0.2
    place: float = 0.05
    pay: float = 0.1

    def __post_init__(self) -> None:
        values = (self.essential, self.optional, self.occupation, self.place, self.pay)
        if min(values) < 0 or sum(values) <= 0:
            raise ValueError("Weights are not negative, and not all zero.")


WEIGHTS = Weights()


class Passed:
    """Rows of a segment that are scored, with their columns; each is looked up once."""

    def __init__(self, segment: Segment, rows: Rows) -> None:
        self.segment, self.rows = segment, rows

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def occupation(self) -> Places:
        return self.segment.occupation[self.rows]

    @cached_property
    def place(self) -> Places:
        return self.segment.place[self.rows]

    @cached_property
    def wishes(self) -> Floats:
        """What they wish to earn; less than anything where they did not say."""
        wishes = self.segment.wishes[self.rows].astype(float)
        return np.where(np.isnan(wishes), -np.inf, wishes)


class Shares(NamedTuple):
    """The weight of each part, of those that a vacancy says something about; else 0."""

    essential: float
    optional: float
    occupation: float
    place: float
    pay: float


def shares_of(vacancy: Vacancy, weights: Weights) -> Shares:
    """Return what each part of a score counts for a vacancy; together they are 1, or 0 each."""
    some = Shares(
        weights.essential * bool(vacancy.essential),
        weights.optional * bool(vacancy.optional),
        weights.occupation * bool(vacancy.occupation),
        weights.place * bool(vacancy.place),
        weights.pay * bool(vacancy.pay),
    )
    whole = sum(some)
    return Shares(*(one / whole for one in some)) if whole else some


def _place(vacancy: Vacancy, passed: Passed) -> Floats:
    """Return who lives where the work is."""
    there = passed.segment.places
    here = there.index(vacancy.place) if vacancy.place in there else OTHER
    return np.asarray(passed.place == here, float)


def _pay(vacancy: Vacancy, passed: Passed) -> Floats:
    """Return how much of what each row wishes to earn is paid."""
    if not vacancy.pay:
        return np.zeros(len(passed))
    short = (passed.wishes - vacancy.pay) / vacancy.pay
    return np.clip(1.0 - short, 0.0, 1.0)


def _nearest(vacancy: Vacancy, passed: Passed, nearness: Nearness) -> Floats:
    """Return how near the nearest of the occupations of some rows is."""
    segment, asked = passed.segment, vacancy.occupation
    found = near(asked, segment, nearness)[passed.occupation]
    others = near_further(asked, segment, nearness)
    if not others:
        return found
    also = np.zeros(segment.rows)
    for code, value in others.items():
        there = segment.has_worked_as[code]
        also[there] = np.maximum(also[there], value)
    return np.maximum(found, also[passed.rows])


class Scores(NamedTuple):
    """Scores of some rows of a segment, with what they are made of, all in the order of ``rows``.

    ``rows`` are places in the segment. ``values`` of parts without a share are not computed.
    """

    rows: Rows
    score: Floats
    values: dict[str, Floats]
    shares: Shares
    skills: Skills


def scores_of(
    vacancy: Vacancy,
    passed: Passed,
    weights: Weights,
    nearness: Nearness,
) -> Scores:
    """Return the scores of some rows, and the parts that they are made of."""
    shares = shares_of(vacancy, weights)
    skills = passed.segment.having(sorted(vacancy.essential | vacancy.optional), passed.rows)
    values: dict[str, Floats] = {}
    if shares.essential:
        values["essential"] = _share_of(vacancy.essential)[skills.counted(vacancy.essential)]
    if shares.optional:
        values["optional"] = _share_of(vacancy.optional)[skills.counted(vacancy.optional)]
    if shares.occupation:
        values["occupation"] = _nearest(vacancy, passed, nearness)
    if shares.place:
        values["place"] = _place(vacancy, passed)
    if shares.pay:
        values["pay"] = _pay(vacancy, passed)
    score = np.zeros(len(passed))
    for name, value in values.items():
        score += getattr(shares, name) * value
    return Scores(passed.rows, score, values, shares, skills)


def _share_of(asked: Set[str]) -> Floats:
    """Return the share of what is asked for, for none of it, one, two …"""
    return np.arange(len(asked) + 1) / len(asked)


def best_scores(
    vacancy: Vacancy,
    segment: Segment,
    passes: Bools,
    weights: Weights,
    nearness: Nearness,
    most: int,
) -> Scores:
    """Return the scores of all who may be among so many best ones, with equals of the last.

    Everybody gets marks for skills, whole numbers that are a little too low. Some of those with
    the most are scored to the end. As many are that good at least, so that nobody is among the
    best whom full marks for all that was not looked at yet would not bring as far.
    """
    shares = shares_of(vacancy, weights)
    each: Counter[str] = Counter()
    levels = {1}  # who passes the gates has 1 at least
    for share, asked in (
        (shares.essential, vacancy.essential),
        (shares.optional, vacancy.optional),
    ):
        if asked:
            mark = int(FINE * share / len(asked))
            each.update(dict.fromkeys(asked, mark))
            levels = {one + mark * n for one in levels for n in range(len(asked) + 1)}
    marks = (segment.marks(each) + np.uint16(1)) * passes
    strong = _rows_of(marks >= _level(marks, sorted(levels), FIRST * most))[: 4 * FIRST * most]
    _strong, sure = _narrowed(vacancy, segment, strong, marks, shares, nearness, -np.inf)
    edge = least(sure, most) - (len(each) + 2) / FINE
    rest = shares.occupation + shares.place + shares.pay
    rows = _rows_of(marks >= int(max(FINE * (edge - rest), 1)))
    rows, _sure = _narrowed(vacancy, segment, rows, marks, shares, nearness, edge)
    return scores_of(vacancy, Passed(segment, rows), weights, nearness)


def _narrowed(
    vacancy: Vacancy,
    segment: Segment,
    rows: Rows,
    marks: NDArray[np.uint16],
    shares: Shares,
    nearness: Nearness,
    enough: float,
) -> tuple[Rows, Floats]:
    """Return who of some rows may reach a score, looked at part by part, and what is sure."""
    sure = marks[rows] / FINE
    left = shares.occupation + shares.place + shares.pay
    for share, value_of in (
        (shares.occupation, partial(_nearest, nearness=nearness)),
        (shares.place, _place),
        (shares.pay, _pay),
    ):
        if share:
            left -= share
            sure = sure + share * value_of(vacancy, Passed(segment, rows))
            kept = sure >= enough - left
            rows, sure = rows[kept], sure[kept]
    return rows, sure


def _level(marks: NDArray[np.uint16], levels: Sequence[int], wanted: int) -> int:
    """Return a level that so many reach, and not many more; the lowest where fewer reach it."""
    low, high = 0, len(levels)
    while high - low > 1:
        middle = (low + high) // 2
        number = np.count_nonzero(marks >= levels[middle])
        if wanted <= number <= 2 * wanted:
            return levels[middle]
        low, high = (middle, high) if number > wanted else (low, middle)
    return levels[low]


def _rows_of(flags: Bools) -> Rows:
    """Return where flags are set; fast where few are."""
    words = bits_of(flags)
    some = np.flatnonzero(words)
    places = np.flatnonzero(np.unpackbits(words[some].view(np.uint8)).view(bool))
    return np.asarray(some[places >> 6] * 64 + (places & 63))


def least(scores: Floats, most: int) -> float:
    """Return the score that is enough to be among so many best ones."""
    if len(scores) <= most:
        return -np.inf
    # only who reaches the best of a first look can be above the edge
    first = scores[: 40 * most]
    if most < len(first) < len(scores):
        scores = scores[scores >= np.partition(first, len(first) - most)[len(first) - most]]
    return float(np.partition(scores, len(scores) - most)[len(scores) - most])
