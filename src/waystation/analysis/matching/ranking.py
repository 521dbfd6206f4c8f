"""Ranked lists with reasons: hard gates, then a score from 0 to 1, both open to everybody.

A gate is passed or not; nothing makes up for a failed one. The score is a weighted mean of parts,
each from 0 to 1: the share of essential skills, the share of optional skills, how near the
occupation is, the place, the pay. A part that a vacancy says nothing about has no weight. Every
candidate is scored, so that the list is the best one and not the best of a guess. Equal scores
are in the order of ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .people import CEFR, OTHER, Bools, Candidate, Places, Pool, Segment, Vacancy

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Nearness = Callable[[str, str], float]


@cache
def nearness_of_isco(one: str, other: str) -> float:
    """Return how near two ISCO-08 codes are: by the levels of the classification they share."""
    if not one or not other:
        return 0.0
    shared = next(
        (n for n, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1),
        min(len(one), len(other), 4),
    )
    return (0.0, 0.15, 0.4, 0.7, 1.0)[min(shared, 4)]


@dataclass(frozen=True)
class Weights:
    """How much each part counts. A change of weights is a new version, stored with each list."""

    version: str = "2026-11"
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


class Gate(NamedTuple):
    """A condition: its kind, and what is asked ("de speaking B2")."""

    kind: str
    asked: str


class Part(NamedTuple):
    """A part of a score: its value from 0 to 1, and its share of the whole."""

    name: str
    value: float
    share: float


@dataclass(frozen=True)
class Suggestion:
    """A candidate on a list, with every reason for the place."""

    id: str
    score: float
    parts: tuple[Part, ...]
    matched: tuple[str, ...]
    missing_essential: tuple[str, ...]
    missing_optional: tuple[str, ...]


@dataclass(frozen=True)
class Ranking:
    """A ranked list for one vacancy.

    ``failing``: how many candidates each gate excludes. ``failing_only``: how many it alone
    excludes, so what a change would gain. ``considered``: how many there are.
    """

    vacancy: str
    weights: str
    considered: int
    passing: int
    suggestions: tuple[Suggestion, ...]
    failing: dict[Gate, int]
    failing_only: dict[Gate, int]


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


def gates_of(vacancy: Vacancy, segment: Segment) -> Iterator[tuple[Gate, Bools]]:
    """Yield each gate of a vacancy with who passes it."""
    for (language, activity), level in sorted(vacancy.languages.items()):
        if level > 0:
            gate = Gate("language", f"{language} {activity} {CEFR[level]}")
            yield gate, segment.level((language, activity)) >= level
    if vacancy.pathways:
        some = np.zeros(segment.rows, bool)
        for pathway in vacancy.pathways:
            some |= segment.flags(segment.has_pathway, pathway)
        yield Gate("pathway", ", ".join(sorted(vacancy.pathways))), some
    if vacancy.starts_by is not None:
        day = vacancy.starts_by
        yield Gate("start", day.isoformat()), segment.starts <= day.toordinal()
    if vacancy.destination:
        goes = segment.flags(segment.goes_to, vacancy.destination)
        yield Gate("destination", vacancy.destination), segment.anywhere | goes
    for document in sorted(vacancy.documents):
        yield Gate("document", document), segment.flags(segment.has_document, document)


def parts_of(
    vacancy: Vacancy, passed: Passed, weights: Weights, nearness: Nearness
) -> Iterator[tuple[str, float, Floats]]:
    """Yield each part of the score of some rows: its name, its weight, the values from 0 to 1."""
    segment, rows = passed.segment, passed.rows
    for name, weight, skills in (
        ("essential", weights.essential, vacancy.essential),
        ("optional", weights.optional, vacancy.optional),
    ):
        if skills:
            yield name, weight, segment.counted(skills, rows) / len(skills)
    if vacancy.occupation:
        yield "occupation", weights.occupation, _nearest(passed, vacancy, nearness)
    if vacancy.place:
        here = segment.places.index(vacancy.place) if vacancy.place in segment.places else OTHER
        yield "place", weights.place, (passed.place == here).astype(float)
    if vacancy.pay:
        short = (passed.wishes - vacancy.pay) / vacancy.pay
        yield "pay", weights.pay, np.clip(1.0 - short, 0.0, 1.0)


def _nearest(passed: Passed, vacancy: Vacancy, nearness: Nearness) -> Floats:
    """Return how near the nearest of the occupations of some rows is."""
    segment, asked = passed.segment, vacancy.occupation
    near = segment.near.get((asked, nearness))
    if near is None:
        near = np.array([nearness(one, asked) for one in segment.occupations])
        segment.near[asked, nearness] = near
    found = near[passed.occupation]
    others = {code: value for code in segment.has_worked_as if (value := nearness(code, asked)) > 0}
    if not others:
        return found
    also = np.zeros(segment.rows)
    for code, value in others.items():
        there = segment.has_worked_as[code]
        also[there] = np.maximum(also[there], value)
    return np.maximum(found, also[passed.rows])


class Scored(NamedTuple):
    """A segment against a vacancy: who passes every gate, and their scores.

    ``rows`` are those who pass; ``score`` and the values of ``parts`` are in their order.
    ``failed`` counts the gates that each row of the segment fails.
    """

    segment: Segment
    rows: Rows
    score: Floats
    parts: list[tuple[str, float, Floats]]
    gates: list[tuple[Gate, Bools]]
    failed: NDArray[np.int16]
    present: Bools


def score_candidates(
    vacancy: Vacancy,
    pool: Pool,
    weights: Weights = WEIGHTS,
    nearness: Nearness = nearness_of_isco,
) -> list[Scored]:
    """Return who passes the gates, with scores, segment by segment."""
    found = []
    for segment, present in pool.segments:
        gates = list(gates_of(vacancy, segment))
        failed = np.zeros(segment.rows, np.int16)
        for _gate, passes in gates:
            failed += ~passes
        rows = np.flatnonzero(present & (failed == 0))
        score, parts = scores_of(vacancy, Passed(segment, rows), weights, nearness)
        found.append(Scored(segment, rows, score, parts, gates, failed, present))
    return found


def scores_of(
    vacancy: Vacancy, passed: Passed, weights: Weights, nearness: Nearness
) -> tuple[Floats, list[tuple[str, float, Floats]]]:
    """Return the scores of some rows, and the parts that they are made of."""
    parts = list(parts_of(vacancy, passed, weights, nearness))
    whole = sum(weight for _name, weight, _value in parts)
    score = np.zeros(len(passed))
    for _name, weight, value in parts if whole else []:
        score += weight / whole * value
    return score, parts


def rank_candidates(
    vacancy: Vacancy,
    pool: Pool,
    *,
    top: int = 20,
    weights: Weights = WEIGHTS,
    nearness: Nearness = nearness_of_isco,
) -> Ranking:
    """Return the best candidates who pass all gates, with reasons, and whom the gates exclude."""
    found = score_candidates(vacancy, pool, weights, nearness)
    best: list[tuple[float, str, int, Scored]] = []
    failing: dict[Gate, int] = {}
    failing_only: dict[Gate, int] = {}
    for one in found:
        best += [
            (-float(one.score[place]), one.segment.ids[one.rows[place]], int(place), one)
            for place in _best_places(one, top)
        ]
        alone = one.present & (one.failed == 1)
        for gate, passes in one.gates:
            excluded = one.present & ~passes
            failing[gate] = failing.get(gate, 0) + int(np.count_nonzero(excluded))
            failing_only[gate] = failing_only.get(gate, 0) + int(np.count_nonzero(excluded & alone))
    best.sort(key=lambda line: line[:2])
    return Ranking(
        vacancy.id,
        weights.version,
        len(pool),
        sum(len(one.rows) for one in found),
        _suggestions(vacancy, [(one, place) for _score, _id, place, one in best[:top]]),
        failing,
        failing_only,
    )


def _best_places(one: Scored, top: int) -> Rows:
    """Return where the best scores are; of those equal to the last, the first by id."""
    score = one.score
    if len(score) <= top:
        return np.arange(len(score))
    edge = np.partition(score, len(score) - top)[len(score) - top]
    better, equal = np.flatnonzero(score > edge), np.flatnonzero(score == edge)
    wanted = top - len(better)
    if len(equal) > wanted:
        rank = one.segment.rank[one.rows[equal]]
        equal = equal[np.argpartition(rank, wanted - 1)[:wanted]]
    return np.concatenate([better, equal])


def _suggestions(vacancy: Vacancy, chosen: Sequence[tuple[Scored, int]]) -> tuple[Suggestion, ...]:
    """Return suggestions for places among those who pass, with what they have and lack."""
    made: dict[tuple[int, int], Suggestion] = {}
    asked = vacancy.essential | vacancy.optional
    for one in {id(one): one for one, _place in chosen}.values():
        places = [place for other, place in chosen if other is one]
        rows = [int(one.rows[place]) for place in places]
        whole = sum(weight for _name, weight, _value in one.parts)
        lacks = one.segment.lacking(rows, vacancy.essential)
        lacks_optional = one.segment.lacking(rows, vacancy.optional)
        for place, row, missing, missing_optional in zip(
            places, rows, lacks, lacks_optional, strict=True
        ):
            made[id(one), place] = Suggestion(
                one.segment.ids[row],
                float(one.score[place]),
                tuple(
                    Part(name, float(values[place]), weight / whole)
                    for name, weight, values in one.parts
                ),
                tuple(sorted(asked.difference(missing, missing_optional))),
                tuple(missing),
                tuple(missing_optional),
            )
    return tuple(made[id(one), place] for one, place in chosen)


@dataclass(frozen=True)
class Fit:
    """One candidate against one vacancy: the score, the gates that fail, what is missing."""

    vacancy: str
    score: float
    failed: tuple[Gate, ...]
    suggestion: Suggestion


def fit(
    vacancy: Vacancy,
    pool: Pool,
    key: str,
    *,
    weights: Weights = WEIGHTS,
    nearness: Nearness = nearness_of_isco,
) -> Fit:
    """Return how one candidate of the pool fits a vacancy. Raises KeyError outside the pool."""
    segment, row = pool.segment_of(key)
    gates = list(gates_of(vacancy, segment))
    failed = tuple(gate for gate, passes in gates if not passes[row])
    rows = np.array([row])
    score, parts = scores_of(vacancy, Passed(segment, rows), weights, nearness)
    nothing = np.zeros(0, np.int16)
    one = Scored(segment, rows, score, parts, gates, nothing, np.ones(0, bool))
    (suggestion,) = _suggestions(vacancy, [(one, 0)])
    return Fit(vacancy.id, suggestion.score, failed, suggestion)


def ranked_vacancies(
    candidate: Candidate,
    vacancies: Sequence[Vacancy],
    *,
    weights: Weights = WEIGHTS,
    nearness: Nearness = nearness_of_isco,
) -> list[Fit]:
    """Return vacancies for one person: those whose gates are passed first, then by score.

    Those that fail follow with the gates that fail, so that it can be said what would change it.
    """
    pool = Pool([candidate])
    fits = [fit(one, pool, candidate.id, weights=weights, nearness=nearness) for one in vacancies]
    return sorted(fits, key=lambda one: (len(one.failed), -one.score, one.vacancy))
