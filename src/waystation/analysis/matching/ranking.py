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
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .people import CEFR, Bools, Candidate, Pool, Segment, Vacancy

Floats = NDArray[np.float64]
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
    vacancy: Vacancy, segment: Segment, weights: Weights, nearness: Nearness
) -> Iterator[tuple[str, float, Floats]]:
    """Yield each part of the score: its name, its weight, and everybody's value from 0 to 1."""
    for name, weight, skills in (
        ("essential", weights.essential, vacancy.essential),
        ("optional", weights.optional, vacancy.optional),
    ):
        if skills:
            yield name, weight, _share(segment, sorted(skills))
    if vacancy.occupation:
        yield "occupation", weights.occupation, _nearest(segment, vacancy.occupation, nearness)
    if vacancy.place:
        here = np.array([float(one == vacancy.place) for one in segment.places])
        yield "place", weights.place, here[segment.place]
    if vacancy.pay:
        short = np.nan_to_num((segment.wishes.astype(float) - vacancy.pay) / vacancy.pay, nan=0.0)
        yield "pay", weights.pay, np.clip(1.0 - short, 0.0, 1.0)


def _nearest(segment: Segment, asked: str, nearness: Nearness) -> Floats:
    """Return how near the nearest of everybody's occupations is."""
    near = np.array([nearness(one, asked) for one in segment.occupations])[segment.occupation]
    for code, rows in segment.has_worked_as.items():
        if (value := nearness(code, asked)) > 0:
            near[rows] = np.maximum(near[rows], value)
    return near


def _share(segment: Segment, skills: Sequence[str]) -> Floats:
    rows = [segment.has_skill[one] for one in skills if one in segment.has_skill]
    if not rows:
        return np.zeros(segment.rows)
    return np.bincount(np.concatenate(rows), minlength=segment.rows) / len(skills)


class Scored(NamedTuple):
    """A segment against a vacancy. ``failed`` counts the gates that each row fails."""

    segment: Segment
    score: Floats
    passes: Bools
    parts: list[tuple[str, float, Floats]]
    gates: list[tuple[Gate, Bools]]
    failed: NDArray[np.int16]
    present: Bools


def scored(
    vacancy: Vacancy,
    pool: Pool,
    weights: Weights = WEIGHTS,
    nearness: Nearness = nearness_of_isco,
) -> list[Scored]:
    """Return every candidate's score and gates, segment by segment."""
    found = []
    for segment, present in pool.segments:
        gates = list(gates_of(vacancy, segment))
        failed = np.zeros(segment.rows, np.int16)
        for _gate, passes in gates:
            failed += ~passes
        parts = list(parts_of(vacancy, segment, weights, nearness))
        whole = sum(weight for _name, weight, _value in parts)
        score = np.zeros(segment.rows)
        for _name, weight, value in parts if whole else []:
            score += weight / whole * value
        passes = present & (failed == 0)
        found.append(Scored(segment, score, passes, parts, gates, failed, present))
    return found


def ranked(
    vacancy: Vacancy,
    pool: Pool,
    *,
    top: int = 20,
    weights: Weights = WEIGHTS,
    nearness: Nearness = nearness_of_isco,
) -> Ranking:
    """Return the best candidates who pass all gates, with reasons, and whom the gates exclude."""
    found = scored(vacancy, pool, weights, nearness)
    best: list[tuple[float, str, int, Scored]] = []
    failing: dict[Gate, int] = {}
    failing_only: dict[Gate, int] = {}
    for one in found:
        best += [
            (-float(one.score[row]), one.segment.ids[row], int(row), one)
            for row in _best_rows(one, top)
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
        sum(int(one.passes.sum()) for one in found),
        _suggestions(vacancy, [(one, row) for _score, _id, row, one in best[:top]]),
        failing,
        failing_only,
    )


def _best_rows(one: Scored, top: int) -> NDArray[np.intp]:
    """Return the rows of the best scores; of those equal to the last, the first by id."""
    rows = np.flatnonzero(one.passes)
    if len(rows) <= top:
        return rows
    score = one.score[rows]
    edge = np.partition(score, len(rows) - top)[len(rows) - top]
    better, equal = rows[score > edge], rows[score == edge]
    wanted = top - len(better)
    if len(equal) > wanted:
        equal = equal[np.argpartition(one.segment.rank[equal], wanted - 1)[:wanted]]
    return np.concatenate([better, equal])


def _suggestions(vacancy: Vacancy, chosen: Sequence[tuple[Scored, int]]) -> tuple[Suggestion, ...]:
    made: dict[tuple[int, int], Suggestion] = {}
    asked = vacancy.essential | vacancy.optional
    for one in {id(one): one for one, _row in chosen}.values():
        rows = [row for other, row in chosen if other is one]
        whole = sum(weight for _name, weight, _value in one.parts)
        lacks = one.segment.lacking(rows, vacancy.essential)
        lacks_optional = one.segment.lacking(rows, vacancy.optional)
        for row, missing, missing_optional in zip(rows, lacks, lacks_optional, strict=True):
            made[id(one), row] = Suggestion(
                one.segment.ids[row],
                float(one.score[row]),
                tuple(Part(name, float(v[row]), weight / whole) for name, weight, v in one.parts),
                tuple(sorted(asked.difference(missing, missing_optional))),
                tuple(missing),
                tuple(missing_optional),
            )
    return tuple(made[id(one), row] for one, row in chosen)


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
    (one,) = [part for part in scored(vacancy, pool, weights, nearness) if part.segment is segment]
    failed = tuple(gate for gate, passes in one.gates if not passes[row])
    (suggestion,) = _suggestions(vacancy, [(one, row)])
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
