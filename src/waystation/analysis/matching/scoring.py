"""Scores: who of those that pass the gates of a vacancy scores best.

The score is a weighted mean of parts,
each from 0 to 1: the share of essential skills, the share of optional skills, how near the
occupation is, the place, the pay. A part that a vacancy says nothing about has no weight. Nobody
is left out by a guess: of a list, only those are not scored to the end whom the parts that are
left cannot bring onto it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .gates import Floats, Nearness, Rows, near, near_further
from .people import OTHER, Segment, Skills, Vacancy, Wanted

FIRST = 5  # so many times the length of a list are scored first
FEW = 100  # of so many times the length of a list everybody is scored at once


@dataclass(frozen=True)
class Weights:
    """How much each part counts. A change of weights is a new version, stored with each list."""

    version: str = "2026-12-2"
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


def _place(vacancy: Vacancy, segment: Segment, rows: Rows) -> Floats:
    """Return who lives where the work is."""
    there = segment.places
    here = there.index(vacancy.place) if vacancy.place in there else OTHER
    return np.asarray(segment.place[rows] == here, float)


def _pay(vacancy: Vacancy, segment: Segment, rows: Rows) -> Floats:
    """Return how much of what each row wishes to earn is paid; all for those who did not say."""
    if not vacancy.pay:
        return np.zeros(len(rows))
    short = (segment.wishes[rows].astype(float) - vacancy.pay) / vacancy.pay
    return np.nan_to_num(np.clip(1.0 - short, 0.0, 1.0), copy=False, nan=1.0)


def _nearest(vacancy: Vacancy, segment: Segment, rows: Rows, nearness: Nearness) -> Floats:
    """Return how near the nearest of the occupations of some rows is."""
    asked = vacancy.occupation
    found = near(asked, segment, nearness)[segment.occupation[rows]]
    others = near_further(asked, segment, nearness)
    if not others:
        return found
    also = np.zeros(segment.rows)
    for code, value in others.items():
        there = segment.has_worked_as[code]
        also[there] = np.maximum(also[there], value)
    return np.maximum(found, also[rows])


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
    segment: Segment,
    rows: Rows,
    skills: Skills,
    weights: Weights,
    nearness: Nearness,
) -> Scores:
    """Return the scores of some rows, which have some skills, and the parts they are made of."""
    shares = shares_of(vacancy, weights)
    values = _skill_values(vacancy, skills, shares)
    if shares.occupation:
        values["occupation"] = _nearest(vacancy, segment, rows, nearness)
    if shares.place:
        values["place"] = _place(vacancy, segment, rows)
    if shares.pay:
        values["pay"] = _pay(vacancy, segment, rows)
    return Scores(rows, _sum(values, shares, len(rows)), values, shares, skills)


def _skill_values(vacancy: Vacancy, skills: Skills, shares: Shares) -> dict[str, Floats]:
    """Return the share of the skills asked for that each row has."""
    return {
        name: (np.arange(len(asked) + 1) / len(asked))[skills.counted(asked)]
        for name, asked in (("essential", vacancy.essential), ("optional", vacancy.optional))
        if getattr(shares, name)
    }


def _sum(values: dict[str, Floats], shares: Shares, rows: int) -> Floats:
    score = np.zeros(rows)
    for name, value in values.items():
        score += getattr(shares, name) * value
    return score


def best_scores(
    vacancy: Vacancy,
    wanted: Wanted,
    rows: Rows,
    weights: Weights,
    nearness: Nearness,
    most: int,
) -> Scores:
    """Return the scores of all of some rows who may be among so many best ones, with equals.

    Some of those with the best scores for skills are scored in full; the lowest of the ``most``
    best of these is a bound. Who would not reach it with the highest score in every other part is
    left out.
    """
    segment, skills = wanted.segment, wanted.of(rows)
    if len(rows) > FEW * most:
        shares = shares_of(vacancy, weights)
        sure = _sum(_skill_values(vacancy, skills, shares), shares, len(rows))
        strong = np.flatnonzero(sure >= least(sure, FIRST * most))[: 4 * FIRST * most]
        first = scores_of(
            vacancy, segment, rows[strong], skills.of(strong), weights, nearness
        ).score
        # in the order in which a score is added up: then it is not below it by rounding
        highest = sure + shares.occupation + shares.place + shares.pay
        able = np.flatnonzero(highest >= least(first, most))
        rows, skills = rows[able], skills.of(able)
    return scores_of(vacancy, segment, rows, skills, weights, nearness)


def least(scores: Floats, most: int) -> float:
    """Return the score that is enough to be among so many best ones."""
    if len(scores) <= most:
        return -np.inf
    # only who reaches the best of a first look can be above the edge
    first = scores[: 40 * most]
    if most < len(first) < len(scores):
        scores = scores[scores >= np.partition(first, len(first) - most)[len(first) - most]]
    return float(np.partition(scores, len(scores) - most)[len(scores) - most])
